"""Decodes the index of a git repository as far as needed to decide whether it contains a path.

The format is that of gitformat-index(5), versions 2 to 4, with either kind of hash, split indexes included.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.opening import read_with_status

MAX_INDEX_BYTES = 512 << 20
_HEADER = 12
_FIXED = 40  # bytes of an entry before the object hash
_LONG_NAME = 0xFFF
_EXTENDED = 0x4000
_HASH_SIZES = (20, 32)
"""SHA-1 and SHA-256; the index does not state which, but only the right size decodes."""
_UNREADABLE = "may be tracked by git, whose index {} cannot be read"

Seen = tuple[str, int, int, int, int]
"""The state of an index: path, size, modification time, status change time, inode."""


def look(index: str, name: str) -> tuple[str, Seen | None]:
    """Why a path counts as tracked by an index, or an empty string with the state of the index.

    Args:
        index: path of the index.
        name: path relative to the root of the work tree, with slashes.

    Returns:
        The reason as the predicate of a sentence. The state is None if the index is so recent that it may change again
        unnoticed.
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
    except Exception:  # noqa: BLE001 - what cannot be decoded does not count as untracked
        return _UNREADABLE.format(index), None
    settled = max(status.st_mtime_ns, status.st_ctime_ns) <= now - RACY_NANOSECONDS
    return "", (index, *identity(status)) if settled else None


def _shared(index: str, data: bytes) -> Iterator[bytes]:
    """The shared index that a split index is based on, if any.

    Entries that the split index deletes from it count as tracked until git rewrites the shared index.
    """
    if b"link\0" not in data:
        return
    for size in _HASH_SIZES:
        try:
            end = max((end for _, end in _entries(data, size)), default=_HEADER)
            extensions = dict(_extensions(data, end, size))
        except ValueError:
            continue
        digest = extensions.get(b"link", b"")[:size]
        if any(digest):
            path = os.path.join(os.path.dirname(index), f"sharedindex.{digest.hex()}")
            yield read_with_status(path, MAX_INDEX_BYTES)[0]
        return
    raise ValueError("no known form of extensions")


def _holds(data: bytes, name: str) -> bool:
    """Whether an index contains a path, or one below it. Case is ignored, as on the file systems of Windows and macOS.

    Raises:
        ValueError: the format is unknown.
    """
    if data[:4] != b"DIRC":
        raise ValueError("no index")
    last = os.fsencode(name.rpartition("/")[2]).lower()
    version = int.from_bytes(data[4:8], "big")
    # Versions 2 and 3 store names uncompressed.
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
    """The path of each entry of an index, and the offset of its end.

    Raises:
        ValueError: the format is another one, or the hashes have another size.
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
        # A split index omits the names of entries that replace those of the shared index.
        if min(len(path), _LONG_NAME) != (high << 8 | low) & _LONG_NAME:
            raise ValueError("a name is of another length than stated")
        # Versions 2 and 3 pad with 1 to 8 NULs to a multiple of eight.
        position = end + 1 if version == 4 else start + ((end - start) // 8 + 1) * 8
        yield path, position
    if position + hash_size > len(data):
        raise ValueError("cut off")


def _extensions(data: bytes, position: int, hash_size: int) -> Iterator[tuple[bytes, bytes]]:
    """The signature and the content of each extension, from the end of the entries to the checksum of the index.

    Raises:
        ValueError: they do not end at the checksum, so the hashes have another size. The entries of a split index may
            not tell: where all are in the shared index, there are none.
    """
    checksum = len(data) - hash_size
    while position < checksum:
        end = position + 8 + int.from_bytes(data[position + 4 : position + 8], "big")
        yield data[position : position + 4], data[position + 8 : end]
        position = end
    if position != checksum:
        raise ValueError("the extensions are of another length")


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """A variable-width number as in OFS_DELTA pack entries, and the offset of its end.

    Raises:
        ValueError: the data ends inside the number.
    """
    if position < len(data) and data[position] < 0x80:  # the common case
        return data[position], position + 1
    value = -1
    while position < len(data):
        byte = data[position]
        position += 1
        value = (value + 1) << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, position
    raise ValueError("cut off")
