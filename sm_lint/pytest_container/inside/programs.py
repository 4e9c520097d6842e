"""Other programs that the script starts: their words that name container paths are changed to paths of the machine.

Python programs redirect their files themselves, because the variables that begin it are inherited.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from typing import Any

from .files import Files

_PATH = re.compile(r"(?<![\w./-])/(?:opt/ml|tmp)(?=[/\s'\";:,)]|$)[^\s'\";:,)]*")


class Programs:
    """Changes the command lines of one run."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def install(self) -> None:
        """Replace `subprocess.Popen` in place, and `os.system`."""
        started = subprocess.Popen.__init__

        def begin(process: Any, args: Any, *more: Any, **options: Any) -> None:
            if options.get("cwd") is not None:
                options["cwd"] = self._host(os.fsdecode(options["cwd"]))
            started(process, self._command(args), *more, **options)

        subprocess.Popen.__init__ = begin  # type: ignore[assignment, method-assign]
        system: Callable[[Any], int] = os.system
        os.system = lambda command: system(self._command(command))

    def _command(self, given: Any) -> Any:
        if isinstance(given, str):
            return self._changed(given)
        if isinstance(given, bytes):
            return os.fsencode(self._changed(os.fsdecode(given)))
        if isinstance(given, (list, tuple)):
            return [
                self._command(os.fspath(word)) if isinstance(word, (str, bytes, os.PathLike)) else word
                for word in given
            ]
        return self._changed(os.fspath(given)) if isinstance(given, os.PathLike) else given

    def _changed(self, text: str) -> str:
        return _PATH.sub(lambda found: self._host(found.group()), text)

    def _host(self, path: str) -> str:
        layout = self._files.layout
        seen = layout.seen(path)
        self._files.recorder.access("program", seen)
        return layout.for_reading(seen)
