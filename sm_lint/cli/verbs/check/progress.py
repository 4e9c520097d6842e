"""A progress line on standard error."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0
_INTERVAL = 0.1


class ProgressLine:
    """Callable with the number of finished files and the total; shows nothing in the first second."""

    __slots__ = ("_next", "_width")

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._width = 0

    def __call__(self, done: int, total: int) -> None:
        """Show the number of linted files, at intervals."""
        self._show(f"linting {done} of {total} files")

    def reading(self, done: int, total: int) -> None:
        """Show the number of project files read for their job definitions."""
        self._show(f"reading {done} of {total} job definitions of the project")

    def _show(self, text: str) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        sys.stderr.write(f"\r{text:<{self._width}}")
        sys.stderr.flush()
        self._width = len(text)

    def clear(self) -> None:
        """Erase the line."""
        if self._width:
            sys.stderr.write(f"\r{'':<{self._width}}\r")
            sys.stderr.flush()
            self._width = 0
