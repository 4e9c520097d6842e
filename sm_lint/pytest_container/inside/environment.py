"""Records which variables the script's code reads, and refuses connections to other machines."""

from __future__ import annotations

import errno
import os
import socket
import sys
from types import FrameType
from typing import Any

from .record import Recorder

_BETWEEN = ("os.py", "_collections_abc.py", "<frozen os>", "<frozen _collections_abc>")


def record_variables(recorder: Recorder) -> None:
    """Let `os.environ` record what is asked of it."""

    class Recorded(type(os.environ)):  # type: ignore[misc] # the class has no public name
        """`os.environ`, with a record of the names that code of the script asks for."""

        def __getitem__(self, name: str) -> Any:
            try:
                value = super().__getitem__(name)
            except KeyError:
                recorder.variable(str(name), False, _caller())
                raise
            recorder.variable(str(name), True, _caller())
            return value

    os.environ.__class__ = Recorded


def _caller() -> FrameType | None:
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - `inspect` would take longer to import than many scripts run
    while frame is not None and frame.f_code.co_filename.endswith(_BETWEEN):
        frame = frame.f_back
    return frame


def refuse_connections(recorder: Recorder, allowed: bool) -> None:
    """Record connections to other machines, and refuse them unless they are allowed."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event == "socket.connect" and isinstance(args[1], tuple):
            host, port = str(args[1][0]), args[1][1]
        elif event == "socket.getaddrinfo":
            host, port = str(args[0]), args[1]
        else:
            return
        if host in ("localhost", "::1", "None", "", "0.0.0.0", "::") or host.startswith("127."):
            return
        recorder.connection(f"{host}:{port}" if port is not None else host)
        if allowed:
            return
        if event == "socket.getaddrinfo":
            raise socket.gaierror(socket.EAI_FAIL, f"a test has no network: {host} is not looked up")
        raise ConnectionRefusedError(errno.ECONNREFUSED, f"a test has no network: no connection to {host}")

    sys.addaudithook(hook)
