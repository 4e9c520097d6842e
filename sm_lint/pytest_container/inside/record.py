"""Writes down what the script touches, one JSON object a line, in a file that its processes share."""

from __future__ import annotations

import errno
import json
import os
import sys
from types import FrameType
from typing import Any

from .layout import Layout, is_below

_open, _write, _getpid, _close = os.open, os.write, os.getpid, os.close

MAX_RECORDS = 50_000
"""Distinct accesses that one process writes down."""

_HIGH = 200  # programs that close the low file descriptors leave this one alone


class Recorder:
    """Records each distinct access once in each process."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._seen: set[tuple[Any, ...]] = set()
        self._handle = self._opened()

    def _opened(self) -> int:
        handle = _open(self.layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            import fcntl

            high = fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, _HIGH)
        except (ImportError, OSError, AttributeError):
            return handle
        _close(handle)
        return high

    def access(self, mode: str, path: str, error: OSError | None = None) -> None:
        """An access to a file: `mode` is read, write, list, make, probe, delete or program."""
        if not self.layout.is_recorded(path, mode):
            return
        failed = errno.errorcode.get(error.errno or 0, "EIO") if error is not None else ""
        self._once((mode, path, failed), {"mode": mode, "path": path, "error": failed})

    def variable(self, name: str, found: bool, frame: FrameType | None) -> None:
        """A variable that code of the script reads; code of libraries is left out."""
        code = self.layout.root + self.layout.code
        if frame is not None and is_below(frame.f_code.co_filename, code):
            self._once(("variable", name, found), {"variable": name, "found": found})

    def connection(self, address: str) -> None:
        """A connection to another machine."""
        self._once(("network", address), {"network": address})

    def note(self, **values: Any) -> None:
        """Anything else, as often as it happens."""
        self._put(values)

    def _once(self, key: tuple[Any, ...], values: dict[str, Any]) -> None:
        if key in self._seen or len(self._seen) >= MAX_RECORDS:
            return
        self._seen.add(key)
        place = self._place()
        self._put({**values, "at": place} if place else values)

    def _place(self) -> str:
        """The innermost line of the script's own code that leads here: ``train.py:12``; empty for none."""
        code = self.layout.root + self.layout.code
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - `inspect` would take longer to import than many scripts run
        while frame is not None:
            name = frame.f_code.co_filename
            if is_below(name, code):
                return f"{name[len(code) + 1 :]}:{frame.f_lineno}"
            frame = frame.f_back
        return ""

    def _put(self, values: dict[str, Any]) -> None:
        line = (json.dumps({**values, "pid": _getpid()}) + "\n").encode("utf-8", "surrogatepass")
        try:
            _write(self._handle, line)
        except OSError:
            self._handle = self._opened()
            _write(self._handle, line)
