"""Prepares standard output and standard error: unencodable characters, and closed streams or pipes."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, Literal, Protocol


class HasDescriptor(Protocol):
    """A stream of the operating system."""

    def fileno(self) -> int:
        """Its descriptor."""
        ...


ColorWish = Literal["auto", "always", "never"]


def prepare() -> None:
    """Escape characters that the encoding of a stream lacks; replace streams closed before the start by the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the process ends
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def silence(stream: HasDescriptor) -> None:
    """Keep the interpreter from reporting a closed pipe when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: IO[str]) -> bool:
    """Whether the stream is a terminal."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def wants_color(wish: ColorWish, stream: IO[str]) -> bool:
    """Whether to use colours: as requested, else by ``FORCE_COLOR`` and ``NO_COLOR``, else on a capable terminal."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"
