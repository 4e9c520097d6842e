"""Questions to the disk. Each is recorded by being asked (:mod:`sm_lint.workspace.recording`), and none is answered from memory.

Paths are absolute. Nothing outside of this package asks the operating system: the ``banned-api`` of ruff in pyproject.toml
holds all other modules to these functions, but for those that keep the cache.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Literal

from sm_lint.workspace import opening
from sm_lint.workspace.recording import record, record_folder

Kind = Literal["file", "folder"]


def kind_of(path: str) -> Kind | None:
    """What there is at a path, links followed; None for nothing, and for pipes and devices."""
    record(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None


def is_file(path: str) -> bool:
    """Is there a regular file at a path?"""
    return kind_of(path) == "file"


def is_folder(path: str) -> bool:
    """Is there a folder at a path?"""
    return kind_of(path) == "folder"


def exists(path: str) -> bool:
    """Is there anything at a path, a pipe or a device included? A link that leads nowhere is nothing."""
    record(path)
    return os.path.exists(path)


def has_entry(path: str) -> bool:
    """Is there anything of this name, a link that leads nowhere included?"""
    record(path)
    return os.path.lexists(path)


def is_link(path: str) -> bool:
    """Is there a symbolic link at a path?"""
    record(path)
    return os.path.islink(path)


def size_of(path: str) -> int | None:
    """Bytes of the file at a path; None where there is nothing."""
    record(path)
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return None


def status_of(path: str) -> os.stat_result:
    """The status of what is at a path, links followed.

    Raises:
        OSError: there is nothing, or it may not be asked for.
        ValueError: no file can have this name.
    """
    record(path)
    return os.stat(path)


def names_in(folder: str) -> list[str]:
    """Names of what a folder holds; none where it cannot be listed."""
    record_folder(folder)
    try:
        return os.listdir(folder)
    except (OSError, ValueError):
        return []


def entries_of(folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds.

    Raises:
        OSError: it cannot be listed.
    """
    record_folder(folder)
    with os.scandir(folder) as entries:
        return list(entries)


def walk(folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """As :func:`os.walk`: each folder with the names of the folders in it, of which the caller may take some out, and of the files."""
    for step in os.walk(folder):
        record_folder(step[0])
        yield step


def read_file(path: str, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes.

    Raises:
        OSError: it does not exist, may not be read, is no regular file, or is larger; `strerror` says which.
    """
    record(path)
    return opening.read_file(path, limit)


def read_with_status(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    """The content of a regular file, and its status as it was before the first byte was read; see :func:`read_file`."""
    record(path)
    return opening.read_with_status(path, limit)


def read_start(path: str, size: int) -> bytes:
    """The first bytes of a regular file, `size` of them at most.

    Raises:
        OSError: it does not exist, may not be read or is no regular file; `strerror` says which.
    """
    record(path)
    return opening.read_start(path, size)
