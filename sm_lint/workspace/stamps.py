"""Content hashes of files, asked for once each, and without reading a file that demonstrably has not changed."""

from __future__ import annotations

import os
import stat
import time
from typing import NamedTuple

from sm_lint.workspace.disk_trace import note, note_folder
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.kind import Kind, kind_of
from sm_lint.workspace.opening import read_with_status
from sm_lint.workspace.source import MAX_BYTES
from sm_lint.workspace.surroundings import (
    Dependency,
    blank,
    digest_of_names,
    module_names,
    names_in,
)


class Stamp(NamedTuple):
    """What a file looked like when it was hashed; `changed` is 0 where the times do not prove anything."""

    digest: str
    size: int
    modified: int
    changed: int
    inode: int

    def matches(self, status: os.stat_result) -> bool:
        """Is the file that has this status certainly the one that was hashed?"""
        return self.changed != 0 and self[1:] == identity(status)


class Stamps:
    """Digests of files within one run, with those of an earlier run to lean on.

    Attributes:
        known: stamps by absolute path; those of the earlier run until a file was looked at, then those of this run.
        refreshed: files whose stamp differs from what the earlier run knew.
    """

    def __init__(self, known: dict[str, Stamp] | None = None) -> None:
        self.known = known if known is not None else {}
        self.refreshed: set[str] = set()
        self._digests: dict[str, str | None] = {}
        self._kinds: dict[str, Kind | None] = {}
        self._names: dict[str, list[str]] = {}
        self._modules: dict[str, frozenset[str]] = {}
        self._lacking: dict[tuple[str, str], bool] = {}

    def digest(self, path: str) -> str | None:
        """Hash of the file's content; None where there is no regular file or it cannot be read."""
        note(path)
        if path not in self._digests:
            self._digests[path] = self._look(path)
        return self._digests[path]

    def give(self, path: str, data: bytes) -> str:
        """Take `data` for the content of a file, which may differ from what is on disk, and return its hash."""
        digest = self._digests[path] = of_bytes(data)
        self._kinds[path] = "file"
        return digest

    def holds(self, dependency: Dependency) -> bool:
        """Is the answer still the one that was given when a verdict was found?"""
        question, path, answer = dependency
        if question == "content":
            return self.digest(path) == answer
        if question == "kind":
            note(path)
            return self.kind(path) == answer
        if question == "blank":
            note(path)
            return blank(path) == answer
        note_folder(path)
        if question == "names":
            return digest_of_names(self._listing(path)) == answer
        return not answer or self._lacks(path, answer)

    def kind(self, path: str) -> Kind | None:
        """What there is at a path; see :meth:`~sm_lint.workspace.surroundings.Disk.kind`."""
        if path not in self._kinds:
            self._kinds[path] = kind_of(path)
        return self._kinds[path]

    def modules(self, folder: str) -> frozenset[str]:
        """What can be imported from a folder, by first name; nothing where it cannot be listed."""
        if folder not in self._modules:
            self._modules[folder] = module_names(self._listing(folder))
        return self._modules[folder]

    def _lacks(self, folder: str, names: str) -> bool:
        """Can nothing be imported from a folder that has one of these first names, with commas between?"""
        known = self._lacking.get((folder, names))
        if known is None:
            known = self._lacking[folder, names] = self.modules(folder).isdisjoint(names.split(","))
        return known

    def _listing(self, folder: str) -> list[str]:
        if folder not in self._names:
            self._names[folder] = names_in(folder)
        return self._names[folder]

    def _look(self, path: str) -> str | None:
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                return None
            known = self.known.get(path)
            if known is not None and known.matches(status):
                return known.digest
            return self._read(path)
        except (OSError, ValueError):
            return None

    def _read(self, path: str) -> str:
        now = time.time_ns()
        content, status = read_with_status(path, MAX_BYTES)
        digest = of_bytes(content)
        size, modified, changed, inode = identity(status)
        if max(modified, changed) > now - RACY_NANOSECONDS:
            changed = 0
        stamp = Stamp(digest, size, modified, changed, inode)
        if self.known.get(path) != stamp:
            self.known[path] = stamp
            self.refreshed.add(path)
        return digest
