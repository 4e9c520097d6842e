"""Opens files of unknown kind: regular files only, up to a size limit, and never blocking.

All reads of the user's disk go through this module. A path in a repository may lead to a pipe, which blocks until a
writer appears, or to an endless device. tests/test_opening.py checks that no other module opens files.
"""

from __future__ import annotations

import errno
import os
import stat

MEBIBYTE = 1 << 20
_PIECE = 1 << 16

_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):  # not every platform defines all of them
    _FLAGS |= getattr(os, _name, 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def read_file(path: str, limit: int, *, follow: bool = True) -> bytes:
    """The content of a regular file.

    Args:
        path: path of the file.
        limit: maximum size in bytes.
        follow: whether the path may be a symbolic link to the file.

    Raises:
        OSError: it does not exist, cannot be read, is not a regular file, or is larger than `limit`; `strerror` says
            which.
    """
    return read_with_status(path, limit, follow=follow)[0]


def read_with_status(path: str, limit: int, *, follow: bool = True) -> tuple[bytes, os.stat_result]:
    """The content of a regular file, and its status before the first byte was read; see :func:`read_file`."""
    descriptor, status = _open(path, follow)
    try:
        if status.st_size > limit:
            raise _too_large(path, limit)
        content = _read(descriptor, limit + 1, status.st_size + 1)
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise _too_large(path, limit)
    return content, status


def read_start(path: str, size: int) -> bytes:
    """The first bytes of a regular file, at most `size` of them.

    Raises:
        OSError: it does not exist, cannot be read or is not a regular file; `strerror` says which.
    """
    descriptor, _ = _open(path)
    try:
        return _read(descriptor, size, size)
    finally:
        os.close(descriptor)


def _open(path: str, follow: bool = True) -> tuple[int, os.stat_result]:
    """A descriptor of a regular file, and its status."""
    try:
        # Checked before opening, because opening a device or a pipe can have side effects.
        _check(path, os.stat(path, follow_symlinks=follow))
        descriptor = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINKS)
    except ValueError as error:  # not a valid file name
        raise OSError(errno.EINVAL, str(error), path) from None
    try:
        status = os.fstat(descriptor)
        _check(path, status)  # the file may have been replaced in between
    except OSError:
        os.close(descriptor)
        raise
    return descriptor, status


def _check(path: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", path)


def _read(descriptor: int, most: int, first: int) -> bytes:
    """Up to `most` bytes; `first` is the size of the first read, normally that of the whole file."""
    pieces: list[bytes] = []
    left = most
    while left > 0:
        piece = os.read(descriptor, min(left, max(first, _PIECE)))
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _too_large(path: str, limit: int) -> OSError:
    size = f"{limit // MEBIBYTE} MiB" if limit >= MEBIBYTE else f"{limit} bytes"
    return OSError(errno.EFBIG, f"larger than {size}, which is more than is looked at", path)
