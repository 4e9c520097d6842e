"""Path patterns of the options: ``*`` and ``?`` within a name, ``**`` across folders, ``[…]`` for a set.

A pattern without a slash matches names: ``*_test.py`` matches a file or folder of that name anywhere. A pattern with a
slash matches whole paths. Matching takes linear time in the length of the path, for any pattern.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache


def is_glob(text: str) -> bool:
    """Whether `text` contains a wildcard character."""
    return any(character in text for character in "*?[")


def split(path: str) -> list[str]:
    """The names along a path, without empty ones; the same for an absolute path and a relative one."""
    if os.sep != "/":
        path = path.replace(os.sep, "/")
    return [name for name in path.split("/") if name]


def match_name(name: str, pattern: str) -> bool:
    """Whether a name matches a pattern without a slash. Case-sensitive."""
    return name == pattern or (is_glob(pattern) and fnmatchcase(name, pattern))


def match_names(names: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether the names along a path match the patterns along another; ``**`` matches any number of names."""
    at = position = 0
    resume: tuple[int, int] | None = None
    while at < len(names):
        if position < len(patterns) and patterns[position] == "**":
            resume = (at, position + 1)
            position += 1
        elif position < len(patterns) and match_name(names[at], patterns[position]):
            at += 1
            position += 1
        elif resume is not None:
            at, position = resume[0] + 1, resume[1]
            resume = (at, position)
        else:
            return False
    return all(pattern == "**" for pattern in patterns[position:])


class Matcher:
    """Several patterns; literal names are looked up instead of being tried one by one."""

    __slots__ = ("_literal", "_names", "_paths")

    def __init__(self, patterns: Sequence[str]) -> None:
        bare = [pattern for pattern in patterns if "/" not in pattern]
        self._literal = frozenset(pattern for pattern in bare if not is_glob(pattern))
        self._names = tuple(pattern for pattern in bare if is_glob(pattern))
        self._paths = tuple(tuple(split(pattern)) for pattern in patterns if "/" in pattern)

    def matches(self, path: str) -> bool:
        """Whether any pattern matches this absolute path; one without a slash is matched against the last name."""
        name = os.path.basename(path.rstrip("/"))
        if name in self._literal or any(fnmatchcase(name, pattern) for pattern in self._names):
            return True
        if not self._paths:
            return False
        names = split(path)
        return any(match_names(names, pattern) for pattern in self._paths)

    def covers(self, path: str, root: str) -> bool:
        """Whether any pattern matches the path, or one of its parent folders below `root`.

        Of a path outside `root`, only its own name and the whole path are matched.
        """
        inside = path.startswith(root.rstrip("/") + "/")
        while not self.matches(path):
            path = os.path.dirname(path)
            if not inside or len(path) <= len(root):
                return False
        return True


@lru_cache(maxsize=512)
def matcher(patterns: tuple[str, ...]) -> Matcher:
    """The matcher for a tuple of patterns, cached."""
    return Matcher(patterns)


def anchor(pattern: str, folder: str) -> str:
    """A pattern in the form kept in settings: absolute if it has a slash, otherwise unchanged.

    A trailing slash marks a folder and is dropped; ``./name`` is a whole path.
    """
    bare = pattern.rstrip("/")
    if "/" not in bare:
        return bare or "/"
    return bare if bare.startswith("/") else os.path.normpath(os.path.join(folder, bare)).replace(os.sep, "/")
