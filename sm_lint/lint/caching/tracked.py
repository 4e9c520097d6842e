"""Whether git tracks a cache folder, read from the index: a cache that comes with a repository says what its author wants.

No git is run: a run that is spared takes some 50 ms in all. The index is read only where it differs from the one that
was looked at before, and searched as bytes before any entry of it is decoded.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.opening import read_with_status

MAX_INDEX_BYTES = 512 << 20
_MAX_POINTER = 4096
_HEADER = 12
_FIXED = 40  # bytes of an entry before the hash of its content
_LONG_NAME = 0xFFF
_EXTENDED = 0x4000
_HASH_SIZES = (20, 32)
"""SHA-1 and SHA-256; the index does not say which, but entries are decoded with the right one only."""
_UNREADABLE = "may be tracked by git, whose index {} cannot be read"

Seen = tuple[str, int, int, int, int]
"""An index by path, size, two times of change and number."""


class Tracking(NamedTuple):
    """What the repositories around a folder say of it.

    Attributes:
        reason: why the folder counts as tracked, as the predicate of a sentence; an empty string where it does not.
        seen: the indexes that do not track it, for the next run; some may be left out.
    """

    reason: str
    seen: tuple[Seen, ...] = ()


def tracking(directory: str, seen: Collection[Seen] = ()) -> Tracking:
    """Whether git tracks something in a folder, or the folder as a submodule.

    Args:
        directory: absolute path of the folder.
        seen: indexes known not to track it. They may come from the folder itself: the numbers of an index on this
            machine are not known to whoever commits a cache.
    """
    found: list[Seen] = []
    real = os.path.realpath(directory)
    if os.path.lexists(os.path.join(real, ".git")):
        return Tracking("is a git repository of its own")
    folder = os.path.dirname(real)
    while True:
        index = _index_of(folder)
        if index is not None:
            name = os.path.relpath(real, folder).replace(os.sep, "/")
            status = _status(index)
            known = (index, *identity(status)) if status is not None else None
            if status is None or known in seen:
                reason = ""
            else:
                reason, known = _look(index, name)
            if reason:
                return Tracking(reason)
            if known is not None:
                found.append(known)
        parent = os.path.dirname(folder)
        if parent == folder:
            return Tracking("", tuple(found))
        folder = parent


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _index_of(folder: str) -> str | None:
    """The index of the work tree that begins in a folder; None where none does."""
    pointer = os.path.join(folder, ".git")
    status = _status(pointer)
    if status is None:
        return None
    if stat.S_ISDIR(status.st_mode):
        return os.path.join(pointer, "index")
    # Of a linked work tree or a submodule: a file with one line, `gitdir: PATH`.
    try:
        data, _ = read_with_status(pointer, _MAX_POINTER)
    except (OSError, ValueError):
        return None
    label, _, path = os.fsdecode(data).partition(":")
    path = path.strip()
    return os.path.join(folder, path, "index") if label == "gitdir" and path else None


def _look(index: str, name: str) -> tuple[str, Seen | None]:
    """Why a path counts as tracked by an index, or an empty string and what tells this state of the index."""
    now = time.time_ns()
    try:
        data, status = read_with_status(index, MAX_INDEX_BYTES)
    except FileNotFoundError:
        return "", None
    except (OSError, ValueError):
        return _UNREADABLE.format(index), None
    try:
        if _holds(data, name) or any(_holds(shared, name) for shared in _shared(index, data)):
            return "is tracked by git", None
    except Exception:  # noqa: BLE001 - what cannot be understood does not count as untracked
        return _UNREADABLE.format(index), None
    settled = max(status.st_mtime_ns, status.st_ctime_ns) <= now - RACY_NANOSECONDS
    return "", (index, *identity(status)) if settled else None


def _shared(index: str, data: bytes) -> Iterator[bytes]:
    """The index that a split one builds on, where it does.

    What the split index has taken out of it counts as tracked until git writes the shared one again.
    """
    if b"link\0" not in data:
        return
    for size in _HASH_SIZES:
        try:
            end = max((end for _, end in _entries(data, size)), default=_HEADER)
        except ValueError:
            continue
        while end + 8 <= len(data) - size:
            length = int.from_bytes(data[end + 4 : end + 8], "big")
            if data[end : end + 4] == b"link":
                digest = data[end + 8 : end + 8 + size]
                if any(digest):
                    path = os.path.join(os.path.dirname(index), f"sharedindex.{digest.hex()}")
                    yield read_with_status(path, MAX_INDEX_BYTES)[0]
            end += 8 + length
        return


def _holds(data: bytes, name: str) -> bool:
    """Does an index hold a path, or one below it? Case counts for nothing, as on the file systems of Windows and macOS.

    Raises:
        ValueError: it is of no known form.
    """
    if data[:4] != b"DIRC":
        raise ValueError("no index")
    last = os.fsencode(name.rpartition("/")[2]).lower()
    version = int.from_bytes(data[4:8], "big")
    # In versions 2 and 3 names are written out.
    if version in (2, 3) and last.isascii() and last not in data.lower():
        return False
    below = _folded(os.fsencode(name)) + "/"
    for size in _HASH_SIZES:
        found = False
        try:
            for path, _ in _entries(data, size):
                if not last.isascii() or last in path.lower():
                    found = found or f"{_folded(path)}/".startswith(below)
        except ValueError:
            continue
        return found
    raise ValueError("no known form of index")


def _folded(path: bytes) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", os.fsdecode(path)).casefold()


def _entries(data: bytes, hash_size: int) -> Iterator[tuple[bytes, int]]:
    """Path of each entry of an index, and where the entry ends.

    The form is that of gitformat-index(5), versions 2 to 4.

    Raises:
        ValueError: it is of another form, or has hashes of another size.
    """
    version = int.from_bytes(data[4:8], "big")
    if version not in (2, 3, 4):
        raise ValueError(f"version {version}")
    position, path = _HEADER, b""
    extended = _EXTENDED >> 8 if version > 2 else 0
    for _ in range(int.from_bytes(data[8:_HEADER], "big")):
        start = position
        position += _FIXED + hash_size
        if position + 2 > len(data):
            raise ValueError("cut off")
        high, low = data[position], data[position + 1]
        position += 4 if high & extended else 2
        kept = b""
        if version == 4:
            strip, position = _varint(data, position)
            if strip > len(path):
                raise ValueError("a name is shorter than what is taken from it")
            kept = path[: len(path) - strip]
        end = data.index(0, position)
        path = kept + data[position:end]
        # A split index leaves out the names of entries that replace those of the shared one.
        if min(len(path), _LONG_NAME) != (high << 8 | low) & _LONG_NAME:
            raise ValueError("a name is of another length than stated")
        # Versions 2 and 3 pad with 1 to 8 NULs to a multiple of eight.
        position = end + 1 if version == 4 else start + ((end - start) // 8 + 1) * 8
        yield path, position
    if position + hash_size > len(data):
        raise ValueError("cut off")


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """A number as in OFS_DELTA entries of packs, and where it ends.

    Raises:
        ValueError: the data ends within it.
    """
    if position < len(data) and data[position] < 0x80:  # nearly always
        return data[position], position + 1
    value = -1
    while position < len(data):
        byte = data[position]
        position += 1
        value = (value + 1) << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, position
    raise ValueError("cut off")
