"""Writes files atomically: a file is replaced as a whole or not at all, even on a full disk or an interruption."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable

from sm_lint.patterns import regex

PREFIX = ".sm-lint-"
"""Prefix of the names of temporary files."""

MAX_WAIT = 5.0
"""Timeout for the reader of a named pipe, in seconds."""

# The folder refuses new files, or the file is a mount point: neither prevents writing its content in place.
_NO_RENAME = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV})
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
_DESCRIPTOR = regex(r"/(?:dev|proc/(?:self|thread-self|[0-9]+))/fd/([0-9]+)")
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
    """Replace a file atomically: a reader sees either the old content or the new one.

    Args:
        path: the file, which need not exist; a link is replaced, not followed.
        data: the whole content.
        finish: called with the path of the temporary file before it is renamed, to set its attributes.
        mode: permissions of a new file, before the umask is applied.
        prefix, suffix: start and end of the temporary file's name; it is created in the same folder.
        sync: wait until the content is on the disk; some file systems report only then that they are full.

    Raises:
        OSError: it cannot be written; the file is then unchanged and no temporary file remains.
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
    """Replace a file atomically; its mode is kept, and its owner where the system allows it. Links are followed.

    Raises:
        OSError: it cannot be written, or writing is denied; the file is then unchanged.
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
    """Write output to the requested path, and create its folder if necessary.

    Regular files are replaced atomically (:func:`replace_content`). Only where their folder accepts no new file, or
    they are mounted individually, are they written in place. Devices, pipes and the descriptors behind ``/dev/stdout``
    and ``/dev/fd/3`` are written to directly.

    Raises:
        OSError: it cannot be written; BrokenPipeError if the reader of a pipe has closed it.
    """
    descriptor = _descriptor(path)
    if descriptor is not None:
        # A duplicate shares the offset with other writers of the descriptor; opening the path would start at 0.
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
    """The descriptor of this process that a path leads to, such as 1 for ``/dev/stdout``; None for other paths."""
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
        OSError: no process has opened it for reading within :data:`MAX_WAIT` seconds.
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
