"""Paths that a caller names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeAlias

Named: TypeAlias = "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]"
"""One path, or several."""


def named_paths(paths: Named) -> list[str]:
    """The paths as text; a text or path object is one path, not the sequence of its letters.

    Raises:
        TypeError: something is no path.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    return [os.fsdecode(os.fspath(path)) for path in given]
