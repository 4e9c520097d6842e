"""Standard output and standard error: what they can show, and what happens when nobody reads them."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, Literal

ColorWish = Literal["auto", "always", "never"]


def prepare() -> None:
    """Let the streams write characters that their encoding lacks, as escapes; replace those that were closed before the
    start by the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def silence(stream: IO[str]) -> None:
    """The reader is gone; keep the interpreter from complaining when it flushes at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: IO[str]) -> bool:
    """Does a person read this stream?"""
    try:
        return stream.isatty()
    except ValueError:
        return False


def wants_color(wish: ColorWish, stream: IO[str]) -> bool:
    """Colours: as wished, else as ``FORCE_COLOR`` and ``NO_COLOR`` say, else on a terminal that is not dumb."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"
