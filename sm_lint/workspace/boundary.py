"""How far a run may look around: repository roots, folders of other users, paths that leave a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from sm_lint.workspace import disk
from sm_lint.workspace.mounted import revision_of
from sm_lint.workspace.recording import record

MARKERS = (".git", ".hg", ".jj", ".svn", ".bzr")
"""Entries that mark the root folder of a repository."""


_MOST_BYTES_OF_LINK = 4096


def is_repository_root(folder: str) -> bool:
    """Whether the folder is the root of a repository. A git submodule does not count: it is part of the outer one."""
    git = os.path.join(folder, MARKERS[0])
    if disk.has_entry(git):
        return not _is_submodule(folder, git)
    return any(disk.has_entry(os.path.join(folder, marker)) for marker in MARKERS[1:])


def _is_submodule(folder: str, git: str) -> bool:
    """Whether a ``.git`` file points into the repository of a parent folder, where git keeps its submodules."""
    try:
        if os.path.islink(git):
            return False
        text = disk.read_file(git, _MOST_BYTES_OF_LINK).decode("utf-8", "surrogateescape")
    except OSError:
        return False
    if "\0" in text:
        return False
    head, _, target = text.strip().partition(": ")
    path = os.path.realpath(os.path.join(folder, target))
    outer, found, _ = path.partition(f"{os.sep}.git{os.sep}modules{os.sep}")
    return head == "gitdir" and bool(found) and is_inside(folder, outer) and os.path.realpath(folder) != outer


def upward(folder: str) -> Iterator[str]:
    """An absolute folder, then each of its parents up to the root of the file system."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def is_below(path: str, folder: str) -> bool:
    """Whether an absolute path is a folder or in it, by the names alone: symbolic links are not resolved."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def is_inside(path: str, folder: str) -> bool:
    """Whether a path is in a folder, or is the folder, after symbolic links are resolved. Neither needs to exist."""
    record(path)
    try:
        real, inside = (os.path.normcase(os.path.realpath(name)) for name in (path, folder))
        return real == inside or real.startswith(inside.rstrip(os.sep) + os.sep)
    except (OSError, ValueError):
        return False


def is_private(folder: str) -> bool:
    """Whether a folder is neither the root of the file system nor world-writable."""
    status = _status(folder)
    return status is not None and os.path.dirname(folder) != folder and not status.st_mode & stat.S_IWOTH


class Territory:
    """The parent folders in which configuration is searched; the answers are cached for the run.

    The search ends at the root of a repository. Outside a repository it ends at the home folder, and before a folder
    that any user may write to, such as the system's temporary folder. It always ends before a folder of an untrusted
    user. Trusted are the owner of the folder below it, the user who runs the linter, and root.
    """

    def __init__(self) -> None:
        self._roots: dict[str, str | None] = {}

    def above(self, folder: str) -> str | None:
        """The folder to search after an absolute folder; None where the search ends."""
        parent = os.path.dirname(folder)
        root = self.root_of(folder)
        if parent == folder or folder == root or (root is None and folder == os.path.normpath(os.path.expanduser("~"))):
            return None
        owners = _trusted(folder)
        if owners is None:
            return parent
        status = _status(parent)
        if status is None or status.st_uid not in owners or (root is None and status.st_mode & stat.S_IWOTH):
            return None
        return parent

    def root_of(self, folder: str) -> str | None:
        """The root of the repository that contains an absolute folder; None outside any repository."""
        passed = []
        found = None
        for step in upward(folder):
            if step in self._roots:
                found = self._roots[step]
                break
            passed.append(step)
            if is_repository_root(step):
                found = step
                break
        self._roots.update(dict.fromkeys(passed, found))
        return found


def foreign_owner(path: str) -> int | None:
    """The uid of an untrusted user who may have planted a file in a world-writable folder; None for a trusted file."""
    folder = os.path.dirname(path)
    owners, around, status = _trusted(folder), _status(folder), _status(path, follow=False)
    if owners is None or around is None or status is None or not around.st_mode & stat.S_IWOTH:
        return None
    return None if status.st_uid in owners else status.st_uid


def _trusted(folder: str) -> frozenset[int] | None:
    """The uids whose files are used in a folder and its parents; None where the system has no file owners."""
    if not hasattr(os, "geteuid"):
        return None
    status = _status(folder)
    return frozenset({0, os.geteuid(), *([status.st_uid] if status is not None else [])})


def _status(path: str, follow: bool = True) -> os.stat_result | None:
    try:
        revision = revision_of(path)
        return os.stat(path, follow_symlinks=follow) if revision is None else revision.status(path, follow=follow)
    except (OSError, ValueError):
        return None
