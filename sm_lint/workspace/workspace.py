"""The files of one run: unsaved text takes precedence over the disk, and each query reaches the disk once."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sm_lint.workspace import disk
from sm_lint.workspace.boundary import is_inside
from sm_lint.workspace.dependency import OF_FOLDERS, Dependency, digest_of_names
from sm_lint.workspace.disk import Kind
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.recording import record, record_folder
from sm_lint.workspace.source import MAX_BYTES, check_size, read_with_status

MAX_BLANK = 4096
"""Maximum size of a blank file; a larger one is assumed not to be blank, without reading it."""


class Stamp(NamedTuple):
    """The state of a file when it was hashed; `changed` is 0 where the times prove nothing."""

    digest: str
    size: int
    modified: int
    changed: int
    inode: int

    def matches(self, status: os.stat_result) -> bool:
        """Whether the file with this status is certainly the one that was hashed."""
        return self.changed != 0 and self[1:] == identity(status)


class Workspace:
    """The files of one run, as one process sees them.

    Every answer is cached. The first query of a kind is recorded for the run (:mod:`sm_lint.workspace.recording`), so a
    workspace belongs to one run. Queries on behalf of a single file go through a
    :class:`~sm_lint.workspace.view.FileView`, which records them for the verdict on that file.

    Args:
        overlay: content that differs from the disk, by absolute path; the file need not exist.

    Attributes:
        overlay: see above.
        stamps: the state of files when they were hashed, by absolute path: in an earlier run, until the file is read in
            this one. A file that is provably unchanged is not read again for its hash.
        refreshed: files whose stamp differs from the one of the earlier run.
    """

    def __init__(self, overlay: Mapping[str, bytes] | None = None) -> None:
        self.overlay: Mapping[str, bytes] = overlay or {}
        self.stamps: dict[str, Stamp] = {}
        self.refreshed: set[str] = set()
        self._digests: dict[str, str | None] = {}
        self._kinds: dict[str, Kind | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._folders: dict[str, frozenset[str]] = {}
        self._modules: dict[str, frozenset[str]] = {}
        self._lacking: dict[tuple[str, str], bool] = {}
        self._inside: dict[tuple[str, str], bool] = {}

    # -- files ------------------------------------------------------------------------------------------------------

    def content(self, path: str) -> bytes:
        """The bytes of a file; they are not cached.

        Raises:
            SourceProblem: it cannot be read, or is too large.
        """
        self._digests[path] = None
        data = self.overlay.get(path)
        if data is not None:
            check_size(data, path)
            self._digests[path] = of_bytes(data)
            return data
        now = time.time_ns()
        data, status = read_with_status(path)
        self._digests[path] = self._stamp(path, data, status, now)
        return data

    def start(self, path: str, size: int) -> bytes:
        """The first bytes of a file, at most `size`; empty if it cannot be read."""
        data = self.overlay.get(path)
        if data is not None:
            return data[:size]
        try:
            return disk.read_start(path, size)
        except OSError:
            return b""

    def digest(self, path: str) -> str | None:
        """Hash of the file's content when it was last read; None if it is not a regular file or cannot be read."""
        if path not in self._digests:
            data = self.overlay.get(path)
            self._digests[path] = self._look(path) if data is None else of_bytes(data)
        return self._digests[path]

    def size(self, path: str) -> int:
        """The size of a file in bytes; 0 if it does not exist."""
        data = self.overlay.get(path)
        return (disk.size_of(path) or 0) if data is None else len(data)

    def is_blank(self, path: str) -> bool:
        """Whether there is a file at a path that holds only white space."""
        data = self.overlay.get(path)
        if data is None:
            try:
                data = disk.read_file(path, MAX_BLANK)
            except OSError:
                return False
        return not data.strip()

    # -- names ------------------------------------------------------------------------------------------------------

    def kind(self, path: str) -> Kind | None:
        """The kind of entry at a path; None if nothing exists there, and for pipes and devices."""
        if path not in self._kinds:
            self._kinds[path] = "file" if path in self.overlay else disk.kind_of(path)
        return self._kinds[path]

    def names(self, folder: str) -> frozenset[str]:
        """The names of the files and folders in a folder; empty if it cannot be listed."""
        if folder not in self._names:
            given = (os.path.basename(path) for path in self.overlay if os.path.dirname(path) == folder)
            self._names[folder] = frozenset((*disk.names_in(folder), *given))
        return self._names[folder]

    def folders(self, folder: str) -> frozenset[str]:
        """The names of the subfolders of a folder, without links to folders; empty if it cannot be listed."""
        if folder not in self._folders:
            try:
                entries = disk.entries_of(folder)
            except OSError:
                entries = []
            self._folders[folder] = frozenset(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        return self._folders[folder]

    def modules(self, folder: str) -> frozenset[str]:
        """The top-level names of modules that can be imported from a folder; empty if it cannot be listed."""
        if folder not in self._modules:
            names = self.names(folder)
            self._modules[folder] = frozenset(
                name.removesuffix(".py") for name in names if "." not in name or name.endswith(".py")
            )
        return self._modules[folder]

    def is_inside(self, path: str, folder: str) -> bool:
        """Whether a path is in a folder after symbolic links are resolved. Paths of the overlay are taken literally.

        The answer is the same for all files of a folder, except links: pass the result of :meth:`followed`.
        """
        if path in self.overlay:
            return path.startswith(folder.rstrip(os.sep) + os.sep)
        known = self._inside.get((path, folder))
        if known is None:
            known = self._inside[path, folder] = is_inside(path, folder)
        return known

    def followed(self, path: str) -> str:
        """The path that decides where a file is: the file itself if it is a link or in the overlay, else its folder."""
        return path if path in self.overlay or disk.is_link(path) else os.path.dirname(path)

    def is_executable(self, path: str) -> bool:
        """Whether the mode of a file makes it executable; always true on systems without modes."""
        if os.name == "nt":
            return True
        try:
            return bool(disk.status_of(path).st_mode & 0o111)
        except (OSError, ValueError):
            return False

    # -- dependencies -----------------------------------------------------------------------------------------------

    def holds(self, dependency: Dependency) -> bool:
        """Whether the answer is still the one recorded with the verdict."""
        question, path, answer = dependency
        if question == "content":
            return self.digest(path) == answer
        if question == "kind":
            return self.kind(path) == answer
        if question == "blank":
            return self.is_blank(path) == (answer is not None)
        if question == "executable":
            return self.is_executable(path) == (answer is not None)
        if question == "names":
            return digest_of_names(self.names(path)) == answer
        if question == "folders":
            return digest_of_names(self.folders(path)) == answer
        if question in ("inside", "outside"):
            return self.is_inside(path, answer or "") == (question == "inside")
        return not answer or self._lacks(path, answer)

    def _lacks(self, folder: str, names: str) -> bool:
        """Whether a folder provides none of these top-level module names, given separated by commas."""
        known = self._lacking.get((folder, names))
        if known is None:
            known = self._lacking[folder, names] = self.modules(folder).isdisjoint(names.split(","))
        return known

    # -- hashes -----------------------------------------------------------------------------------------------------

    def _look(self, path: str) -> str | None:
        try:
            status = disk.status_of(path)
            if not stat.S_ISREG(status.st_mode):
                return None
            known = self.stamps.get(path)
            if known is not None and known.matches(status):
                return known.digest
            now = time.time_ns()
            return self._stamp(path, *disk.read_with_status(path, MAX_BYTES), now)
        except (OSError, ValueError):
            return None

    def _stamp(self, path: str, content: bytes, status: os.stat_result, now: int) -> str:
        """Hash a content and keep its stamp. `now`: time before the file was opened, in nanoseconds since the epoch."""
        digest = of_bytes(content)
        size, modified, changed, inode = identity(status)
        if max(modified, changed) > now - RACY_NANOSECONDS:
            changed = 0
        stamp = Stamp(digest, size, modified, changed, inode)
        if self.stamps.get(path) != stamp:
            self.stamps[path] = stamp
            self.refreshed.add(path)
        return digest


def record_dependencies(dependencies: Iterable[Dependency]) -> None:
    """Record queries that another process made for the run."""
    for question, path, _ in dependencies:
        if question in OF_FOLDERS:
            record_folder(path)
        else:
            record(path)
