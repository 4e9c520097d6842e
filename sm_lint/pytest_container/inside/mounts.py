"""Mounts the root's `/opt/ml` and `/tmp` over the machine's, for this process and those that it starts, where Linux allows it.

Readers that are written in C or Rust open their files without asking Python. In a mount namespace of its own, the process finds
the container's files at their paths, and the machine's mounts stay as they are.
Source: https://man7.org/linux/man-pages/man7/user_namespaces.7.html
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence

from .layout import is_below

_CLONE_NEWNS, _CLONE_NEWUSER = 0x00020000, 0x10000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18


def mount(root: str, kept: Sequence[str]) -> str:
    """Mount them.

    Args:
        root: folder of the machine that is the container's root; its parent has the files of the run.
        kept: folders of the machine that must stay where they are.

    Returns:
        Why that is not possible; empty for success.
    """
    if not sys.platform.startswith("linux"):
        return "only Linux has mount namespaces"
    if not os.path.isdir("/opt"):
        return "the machine has no folder /opt"
    try:
        library = ctypes.CDLL(None, use_errno=True)
        _unshare(library)
        _call(library, "mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
        if not os.path.isdir("/opt/ml"):
            _make_place(library, root)
        _bind(library, root + "/opt/ml", "/opt/ml")
        for folder in (os.path.dirname(root), *kept):
            if is_below(folder, "/tmp") and not is_below(folder, os.path.dirname(root) + "/"):
                os.makedirs(root + folder, exist_ok=True)
                _bind(library, folder, root + folder)
        _bind(library, root + "/tmp", "/tmp")
    except (OSError, AttributeError) as error:
        return str(error)
    return ""


def _unshare(library: ctypes.CDLL) -> None:
    user, group = os.getuid(), os.getgid()
    _call(library, "unshare", _CLONE_NEWUSER | _CLONE_NEWNS)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as stream:
            stream.write(text)


def _make_place(library: ctypes.CDLL, root: str) -> None:
    """Give the process an `/opt` with a folder `ml` beside what the machine has there."""
    place = root + "/.opt"
    os.makedirs(place + "/ml", exist_ok=True)
    for name in os.listdir("/opt"):
        source, target = f"/opt/{name}", f"{place}/{name}"
        if os.path.islink(source):
            os.symlink(os.readlink(source), target)
            continue
        if os.path.isdir(source):
            os.makedirs(target, exist_ok=True)
        else:
            with open(target, "w", encoding="ascii"):
                pass
        _bind(library, source, target)
    _bind(library, place, "/opt")


def _bind(library: ctypes.CDLL, source: str, target: str) -> None:
    _call(library, "mount", os.fsencode(source), os.fsencode(target), None, _MS_BIND | _MS_REC, None)


def _call(library: ctypes.CDLL, name: str, *arguments: object) -> None:
    if getattr(library, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
