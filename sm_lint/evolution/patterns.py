"""Whether one pattern matches everything that another one does."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


def covers(wide: str, narrow: str) -> bool:
    """Whether every text that `narrow` matches is one that `wide` matches; False also where that is not known.

    Args:
        wide, narrow: patterns as in :mod:`fnmatch`.
    """
    if wide == narrow or wide == "*":
        return True
    if any(sign in text for text in (wide, narrow) for sign in "?["):
        return False
    # A star of the narrower pattern can only be matched by a star of the wider one, which matches what it stands for too.
    return fnmatchcase(narrow, wide)


def cover_all(wide: Iterable[str], narrow: Iterable[str]) -> bool:
    """Whether each of some patterns is covered by one of others."""
    known = list(wide)
    return all(any(covers(pattern, each) for pattern in known) for each in narrow)


def is_pattern(text: str) -> bool:
    """Whether a text has signs that stand for others."""
    return any(sign in text for sign in "*?[")
