"""Replacing the content of a file of the user's, and nothing else of it.

The new content is written beside the file and takes its place in one step, so that a crash leaves the old file or the new
one. The new file is made like the old one first; where that is not possible, the old one stays.
"""

from __future__ import annotations

import errno
import os
import stat

from sm_lint.workspace.write import replace_file

_SUFFIX = ".tmp"  # no name that any tool takes for a source

# Written by the kernel, and made of the content: they are never copied.
_OF_THE_CONTENT = frozenset({"security.ima", "security.evm"})
_NO_ATTRIBUTES = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class NotReplaceable(OSError):  # noqa: N818 - a property of the file
    """A file that cannot be replaced without losing what it is; the text says why."""


def expect_replaceable(path: str) -> None:
    """Raise for a file whose content may not be replaced, or not without losing what is not its content.

    Raises:
        NotReplaceable: it is read-only, has other names (hard links), or is no regular file.
        OSError: it cannot be looked at.
    """
    target = os.path.realpath(path)
    status = os.stat(target)
    if not stat.S_ISREG(status.st_mode):
        raise NotReplaceable("it is no regular file")
    # Root may write to every file; without a single write permission it is meant to stay as it is.
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise NotReplaceable("it is read-only")
    if status.st_nlink > 1:
        raise NotReplaceable(f"it has {status.st_nlink} hard links, of which only one would change")


def overwrite(path: str, data: bytes) -> None:
    """Replace the content of a file in one step.

    Owner, group, mode and, on Linux, extended attributes and access control lists stay; a symbolic link goes on being one.

    Raises:
        NotReplaceable: as :func:`expect_replaceable`, or because one of these cannot be kept.
        OSError: it cannot be written; the file is then as it was.
    """
    expect_replaceable(path)
    target = os.path.realpath(path)
    replace_file(target, data, finish=lambda temporary: _make_like(temporary, target), mode=0o600, suffix=_SUFFIX)


def _make_like(copy: str, original: str) -> None:
    """Give a file the owner, the attributes and the mode of another; in this order, as each may change the later ones."""
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
    """Extended attributes, which hold access control lists as well; a default list of the folder may have added some."""
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
