"""Queries to the disk. Each is recorded (:mod:`sm_lint.workspace.recording`), and none is answered from memory.

While a commit is mounted (:mod:`sm_lint.workspace.mounted`), its files are those of the work tree.

Paths are absolute. No module outside this package calls the operating system: ruff's ``banned-api`` in pyproject.toml
enforces that, except for the modules that keep the cache.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from sm_lint.workspace import opening
from sm_lint.workspace.mounted import revision_of
from sm_lint.workspace.recording import record, record_folder

if TYPE_CHECKING:
    from sm_lint.workspace.revision import RevisionEntry

    Entry = os.DirEntry[str] | RevisionEntry

Kind = Literal["file", "folder"]


MOST_BYTES = 64 << 20
"""Size of the largest file of a commit of which only the start is asked for, in bytes."""


def kind_of(path: str) -> Kind | None:
    """The kind of entry at a path, symbolic links resolved; None if nothing exists there, and for pipes and devices."""
    record(path)
    try:
        mode = _status(path).st_mode
    except (OSError, ValueError):
        return None
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None


def is_file(path: str) -> bool:
    """Whether there is a regular file at a path."""
    return kind_of(path) == "file"


def is_folder(path: str) -> bool:
    """Whether there is a folder at a path."""
    return kind_of(path) == "folder"


def exists(path: str) -> bool:
    """Whether anything exists at a path, a pipe or a device included. A dangling link does not count."""
    record(path)
    revision = revision_of(path)
    return os.path.exists(path) if revision is None else revision.mode(path) is not None


def has_entry(path: str) -> bool:
    """Whether an entry of this name exists, a dangling link included."""
    record(path)
    revision = revision_of(path)
    return os.path.lexists(path) if revision is None else revision.mode(path, follow=False) is not None


def is_link(path: str) -> bool:
    """Whether there is a symbolic link at a path."""
    record(path)
    revision = revision_of(path)
    if revision is None:
        return os.path.islink(path)
    return stat.S_ISLNK(revision.mode(path, follow=False) or 0)


def size_of(path: str) -> int | None:
    """The size in bytes of the file at a path; None if nothing exists there."""
    record(path)
    try:
        return _status(path).st_size
    except (OSError, ValueError):
        return None


def status_of(path: str) -> os.stat_result:
    """The status of the entry at a path, symbolic links resolved.

    Raises:
        OSError: nothing exists there, or access is denied.
        ValueError: the name is not a valid file name.
    """
    record(path)
    return _status(path)


def _status(path: str) -> os.stat_result:
    revision = revision_of(path)
    return os.stat(path) if revision is None else revision.status(path)


def names_in(folder: str) -> list[str]:
    """The names of a folder's entries; empty if it cannot be listed."""
    record_folder(folder)
    revision = revision_of(folder)
    try:
        return os.listdir(folder) if revision is None else revision.names(folder)
    except (OSError, ValueError):
        return []


def entries_of(folder: str) -> Sequence[Entry]:
    """The entries of a folder.

    Raises:
        OSError: it cannot be listed.
    """
    record_folder(folder)
    revision = revision_of(folder)
    if revision is not None:
        return revision.entries(folder)
    with os.scandir(folder) as entries:
        return list(entries)


def walk(folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Like :func:`os.walk`: each folder with its subfolders, from which the caller may remove some, and its files."""
    revision = revision_of(folder)
    for step in os.walk(folder) if revision is None else revision.walk(folder):
        record_folder(step[0])
        yield step


def read_file(path: str, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes.

    Raises:
        OSError: it does not exist, cannot be read, is not a regular file, or is larger; `strerror` says which.
    """
    record(path)
    revision = revision_of(path)
    return opening.read_file(path, limit) if revision is None else revision.content(path, limit)


def read_with_status(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    """The content of a regular file, and its status before the first byte was read; see :func:`read_file`."""
    record(path)
    revision = revision_of(path)
    if revision is not None:
        return revision.content(path, limit), revision.status(path)
    return opening.read_with_status(path, limit)


def read_start(path: str, size: int) -> bytes:
    """The first bytes of a regular file, at most `size` of them.

    Raises:
        OSError: it does not exist, cannot be read or is not a regular file; `strerror` says which.
    """
    record(path)
    revision = revision_of(path)
    if revision is not None:
        return revision.content(path, MOST_BYTES)[:size]
    return opening.read_start(path, size)
