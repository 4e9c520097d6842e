"""Describes an internal error of the linter."""

from __future__ import annotations


def describe(error: Exception) -> str:
    """The exception, and the line of code that raised it."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename.replace(chr(92), '/').rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
