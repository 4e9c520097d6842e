"""Paths passed by a caller."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeAlias

Named: TypeAlias = "str | os.PathLike[str] | Iterable[str | os.PathLike[str]]"
"""One path, or several."""


def named_paths(paths: Named) -> list[str]:
    """The paths as strings; a single string or path object is one path, not a sequence of characters.

    Raises:
        TypeError: an element is not a path.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    return [os.fsdecode(os.fspath(path)) for path in given]
