"""Writing files: a file is replaced whole or stays as it was, whether the disk is full or the run is interrupted."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable

PREFIX = ".sm-lint-"
"""Beginning of the names of temporary files."""

MAX_WAIT = 5.0
"""Seconds to wait for a reader of a named pipe."""

# The folder refuses a new file, or the file is a mount point: neither keeps its content from being written.
_NO_RENAME = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV})
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self|[0-9]+))/fd/([0-9]+)")
_MAX_LINKS = 40


def replace_file(
    path: str,
    data: bytes,
    *,
    finish: Callable[[str], None] | None = None,
    mode: int = 0o666,
    prefix: str = PREFIX,
    suffix: str = "",
    sync: bool = True,
) -> None:
    """Give a file its content in one step: a reader sees the old content or the new one, never a part.

    Args:
        path: the file, which need not exist; a link would be replaced and not followed.
        data: the whole content.
        finish: called with the path of the temporary file before it takes the place of the other, to give it the
            attributes that it shall have.
        mode: permissions of a new file, before the process's mask.
        prefix, suffix: beginning and end of the temporary file's name, which lies in the same folder.
        sync: wait until the content is on the disk, which is when some file systems report that they are full.

    Raises:
        OSError: it cannot be written; the file is then as it was, and no temporary file is left.
    """
    temporary = os.path.join(os.path.dirname(path), f"{prefix}{os.urandom(8).hex()}{suffix}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
            if sync:
                stream.flush()
                _synchronize(handle)
        if finish is not None:
            finish(temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def replace_content(path: str, data: bytes) -> None:
    """Replace a file in one step; it keeps its mode, and its owner where the system allows it. Links are followed.

    Raises:
        OSError: it cannot be written, or may not be; the file is then as it was.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
    except FileNotFoundError:
        replace_file(target, data)
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    def finish(temporary: str) -> None:
        made = os.stat(temporary)
        if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))

    replace_file(target, data, finish=finish)


def write_output(path: str, data: bytes) -> None:
    """Write what was made for a reader to the place that was asked for, whose folder is made if need be.

    Regular files are replaced in one step (:func:`replace_content`); only where their folder takes no new file, or they
    are mounted one by one, they are written in place. Devices, pipes and the descriptors behind ``/dev/stdout`` and
    ``/dev/fd/3`` are written to.

    Raises:
        OSError: it cannot be written; BrokenPipeError where the reader of a pipe went away.
    """
    descriptor = _descriptor(path)
    if descriptor is not None:
        # A duplicate shares the offset with what else is written there; opening the path would begin at the start.
        _write_to(os.dup(descriptor), data)
        return
    try:
        mode: int | None = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is None:
        os.makedirs(os.path.dirname(os.path.realpath(path)), exist_ok=True)
    elif stat.S_ISFIFO(mode):
        _write_to(_open_pipe(path), data)
        return
    elif not stat.S_ISREG(mode):
        _write_to(os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), data)
        return
    try:
        replace_content(path, data)
    except OSError as error:
        if mode is None or error.errno not in _NO_RENAME or not os.access(path, os.W_OK):
            raise
        with open(path, "wb") as stream:
            stream.write(data)


def _write_to(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb") as stream:
        stream.write(data)


def _synchronize(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _descriptor(path: str) -> int | None:
    """Number of the open file of this process that a path leads to, such as 1 for ``/dev/stdout``; None for others."""
    own = {"/dev/fd", "/proc/self/fd", "/proc/thread-self/fd", f"/proc/{os.getpid()}/fd"}
    for _ in range(_MAX_LINKS):
        named = _DESCRIPTOR.fullmatch(path)
        if named is not None and os.path.dirname(path) in own:
            return int(named[1])
        try:
            target = os.readlink(path)
        except (OSError, ValueError):
            return None
        path = os.path.normpath(os.path.join(os.path.dirname(path), target))
    return None


def _open_pipe(path: str) -> int:
    """Open a named pipe for writing.

    Raises:
        OSError: nothing has opened it for reading after :data:`MAX_WAIT` seconds.
    """
    deadline = time.monotonic() + MAX_WAIT
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() >= deadline:
                raise OSError(errno.ENXIO, "nothing reads from this pipe", path) from None
            time.sleep(0.05)
        else:
            os.set_blocking(descriptor, True)
            return descriptor
