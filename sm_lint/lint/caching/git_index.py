"""The index of a git repository, decoded as far as it takes to say whether it holds a path.

The form is that of gitformat-index(5), versions 2 to 4, with hashes of either kind, split indexes included.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.opening import read_with_status

MAX_INDEX_BYTES = 512 << 20
_HEADER = 12
_FIXED = 40  # bytes of an entry before the hash of its content
_LONG_NAME = 0xFFF
_EXTENDED = 0x4000
_HASH_SIZES = (20, 32)
"""SHA-1 and SHA-256; the index does not say which, but entries are decoded with the right one only."""
_UNREADABLE = "may be tracked by git, whose index {} cannot be read"

Seen = tuple[str, int, int, int, int]
"""An index by path, size, two times of change and number."""


def look(index: str, name: str) -> tuple[str, Seen | None]:
    """Why a path counts as tracked by an index, or an empty string and what tells this state of the index.

    Args:
        index: path of the index.
        name: path from the root of the work tree, with slashes.

    Returns:
        The reason as the predicate of a sentence. The state is None where the index is so young that it may change once
        more unseen.
    """
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
