"""Replaces the content of a user's file and preserves everything else about it.

The new content is written to a temporary file in the same folder, which is then renamed: a crash leaves either the old
file or the new one. The temporary file first gets the attributes of the old one; where that fails, the old file stays.
"""

from __future__ import annotations

import errno
import os
import stat

from sm_lint.workspace.write import replace_file

_SUFFIX = ".tmp"  # no tool treats this suffix as source code

# Attributes that the kernel derives from the content; never copied.
_OF_THE_CONTENT = frozenset({"security.ima", "security.evm"})
_NO_ATTRIBUTES = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class NotReplaceable(OSError):  # noqa: N818 - a property of the file
    """A file that cannot be replaced without losing some of its attributes; the text says why."""


def expect_replaceable(path: str) -> None:
    """Raise for a file whose content may not be replaced, or not without losing its other attributes.

    Raises:
        NotReplaceable: it is read-only, has several hard links, or is not a regular file.
        OSError: its status cannot be read.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    if not stat.S_ISREG(status.st_mode):
        raise NotReplaceable("it is no regular file")
    # Root may write to any file; a file without any write permission is meant to stay unchanged.
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise NotReplaceable("it is read-only")
    if status.st_nlink > 1:
        raise NotReplaceable(f"it has {status.st_nlink} hard links, of which only one would change")


def overwrite(path: str, data: bytes) -> None:
    """Replace the content of a file in one step.

    Owner, group, mode and, on Linux, extended attributes and access control lists are preserved; so is a symbolic link.

    Raises:
        NotReplaceable: as :func:`expect_replaceable`, or because one of these cannot be kept.
        OSError: it cannot be written; the file is then unchanged.
    """
    expect_replaceable(path)
    target = os.path.realpath(path)
    replace_file(target, data, finish=lambda temporary: _make_like(temporary, target), mode=0o600, suffix=_SUFFIX)


def _make_like(copy: str, original: str) -> None:
    """Copy owner, attributes and mode to a file, in this order: each may change the later ones."""
    status = os.stat(original)
    _copy_owner(copy, status)
    if hasattr(os, "listxattr"):
        _copy_attributes(copy, original)
    os.chmod(copy, stat.S_IMODE(status.st_mode))
    if stat.S_IMODE(os.stat(copy).st_mode) != stat.S_IMODE(status.st_mode):
        raise NotReplaceable("its mode cannot be kept")


def _copy_owner(copy: str, status: os.stat_result) -> None:
    made = os.stat(copy)
    if (made.st_uid, made.st_gid) == (status.st_uid, status.st_gid) or not hasattr(os, "chown"):
        return
    try:
        os.chown(copy, status.st_uid, status.st_gid)
    except OSError:
        what = "group" if made.st_uid == status.st_uid else "owner"
        raise NotReplaceable(f"its {what} cannot be kept") from None


def _copy_attributes(copy: str, original: str) -> None:
    """Copy extended attributes, which include access control lists; the folder's default list may have added some."""
    wanted, present = _attributes(original), _attributes(copy)
    for name in present.keys() - wanted.keys():
        try:
            os.removexattr(copy, name)
        except OSError:
            raise NotReplaceable(f"it would get the extended attribute {name}") from None
    for name, value in wanted.items():
        if present.get(name) != value:
            try:
                os.setxattr(copy, name, value)
            except OSError:
                raise NotReplaceable(f"its extended attribute {name} cannot be kept") from None


def _attributes(path: str) -> dict[str, bytes]:
    try:
        names = os.listxattr(path)
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return {}
        raise
    return {name: os.getxattr(path, name) for name in names if name not in _OF_THE_CONTENT}
