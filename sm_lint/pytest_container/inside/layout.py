"""Maps paths of the container to paths of the machine.

Everything below `/opt/ml`, the home directory and the temporary folders is below one folder of the machine, the *root*. So is
whatever the script writes elsewhere: nothing outside the root is changed. Other files are read where they are.
"""

from __future__ import annotations

import errno
import json
import os
import posixpath
import stat
import sys
from dataclasses import dataclass, field
from typing import Any

# The functions of the machine, as they are before they are replaced.
_stat, _lstat, _mkdir, _getcwd, _open = os.stat, os.lstat, os.mkdir, os.getcwd, open

DEVICES = ("/dev", "/proc", "/sys")
"""Used as they are: they are no files of a disk."""

SYSTEM = (
    "/bin",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix",
    "/run",
    "/sbin",
    "/snap",
    "/usr",
    "/var",
    "/Library",
    "/System",
)
"""Places that belong to the system or the image: reading them is not recorded."""


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or in it."""
    return path == folder or path.startswith(folder if folder.endswith("/") else folder + "/")


@dataclass
class Layout:
    """The description of a run, as the test writes it.

    Attributes:
        root: folder of the machine that has the container's own files.
        own: container paths that are always below the root.
        code: container folder of the script: variables that its code reads are recorded.
        log: file that receives one JSON object a line.
        read_only: container paths that the script may not write to.
        network: whether connections to other machines are allowed.
        mounts: whether to mount the root's `/opt/ml` over the machine's, where the system allows it.
        stacks: file that receives the stacks of all threads shortly before the time is over.
        seconds: after which they are written; 0 for never.
        kept: folders of the machine with the interpreter and its packages.
    """

    root: str
    own: list[str]
    code: str
    log: str
    read_only: list[str] = field(default_factory=list)
    network: bool = False
    mounts: bool = True
    stacks: str = ""
    seconds: float = 0.0
    kept: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: str) -> Layout:
        """The layout in a JSON file."""
        with open(path, encoding="utf-8") as stream:
            given: dict[str, Any] = json.load(stream)
        layout = cls(**given)
        here = os.path.dirname(os.path.abspath(__file__))
        places = (here, *sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix)
        inside = [os.path.realpath(entry) for entry in places if entry]
        layout.kept = [entry for entry in dict.fromkeys(inside) if not is_below(entry, layout.root) and entry != "/"]
        return layout

    def seen(self, path: Any, folder: str | None = None) -> str:
        """The absolute container path of a path that the script gives; links are not followed.

        Args:
            path: a string, bytes or path object.
            folder: container folder that a relative path begins in; the working directory by default.
        """
        text = os.fsdecode(os.fspath(path))
        if not text.startswith("/"):
            text = f"{folder or self.shown(_getcwd())}/{text}"
        text = posixpath.normpath(text)
        return self.shown("/" + text.lstrip("/"))

    def shown(self, host: str) -> str:
        """The container path of an absolute path of the machine."""
        if is_below(host, self.root):
            return host[len(self.root) :] or "/"
        return host

    def is_own(self, path: str) -> bool:
        """Whether a container path is always below the root."""
        if any(is_below(path, folder) for folder in self.kept):
            return False
        return any(is_below(path, folder) for folder in self.own)

    def for_reading(self, path: str) -> str:
        """The path on the machine of a container path that is read or asked for."""
        if any(is_below(path, device) for device in DEVICES):
            return path
        copy = self.root + path
        return copy if self.is_own(path) or _is_there(copy) else path

    def for_writing(self, path: str, *, keep: bool = False) -> str:
        """The path on the machine of a container path that is written.

        Args:
            path: container path.
            keep: copy the present content of a file of the machine, because the script changes only a part of it.

        Raises:
            PermissionError: the path was made read-only for this run.
        """
        if any(is_below(path, device) for device in DEVICES):
            return path
        if any(is_below(path, folder) for folder in self.read_only):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        copy = self.root + path
        if not self.is_own(path):
            self._bring_folder(posixpath.dirname(path))
            if keep and not _is_there(copy) and stat.S_ISREG(_mode(path)):
                with _open(path, "rb") as source, _open(copy, "wb") as target:
                    target.write(source.read())
        return copy

    def for_deleting(self, path: str) -> str:
        """The path on the machine of a container path that is deleted.

        Raises:
            PermissionError: it is a file of the machine, or was made read-only for this run.
        """
        there = self.for_reading(path)
        if there == path and _is_there(path):
            raise PermissionError(errno.EPERM, "sm-lint keeps a script from deleting a file of this machine", path)
        if any(is_below(path, folder) for folder in self.read_only):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return there

    def _bring_folder(self, folder: str) -> None:
        """Make a folder below the root that the machine has."""
        copy = self.root + folder
        if folder == "/" or _is_there(copy) or not stat.S_ISDIR(_mode(folder)):
            return
        self._bring_folder(posixpath.dirname(folder))
        _mkdir(copy)

    def is_recorded(self, path: str, mode: str) -> bool:
        """Whether an access says something about the script: the system's files and packages do not."""
        if is_below(path, "/opt/ml"):
            return True
        ignored = (*DEVICES, *self.kept, *(() if mode in ("write", "delete") else SYSTEM))
        return path != "/" and not any(is_below(path, folder) for folder in ignored)


def _mode(path: str) -> int:
    try:
        return _stat(path).st_mode
    except (OSError, ValueError):
        return 0


def _is_there(path: str) -> bool:
    try:
        _lstat(path)
    except (OSError, ValueError):
        return False
    return True
