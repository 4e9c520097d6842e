"""The patterns of one .gitignore file, with git's semantics."""

from __future__ import annotations

from typing import NamedTuple

from sm_lint.files.wildmatch import Name, Path, as_bytes, read

MOST_WILDCARDS = 5_000
"""Maximum number of patterns with wildcards; with more, matching each path would take too long."""

LONGEST_PATTERN = 4_096
"""Maximum length; a longer pattern matches nothing, because no path is that long."""

_BOM = b"\xef\xbb\xbf"


class _Rule(NamedTuple):
    """A pattern with wildcards.

    Attributes:
        line: its line number.
        folders: whether it applies to folders only.
        name: pattern for the last component of a path, at any depth; None if the pattern applies to the whole path.
        path: pattern for the whole path.
    """

    line: int
    folders: bool
    name: Name | None
    path: Path

    def matches(self, path: str, name: str) -> bool:
        """Whether a path, whose last component is `name`, matches."""
        only = self.name
        if only is None:
            return self.path.matches(path)
        return name.endswith(only.suffix) if only.suffix is not None else only.matches(name)


class GitIgnore:
    """The patterns of one file; those without wildcards are looked up instead of being tried one by one.

    Args:
        content: the file's bytes.

    Raises:
        ValueError: more than :data:`MOST_WILDCARDS` patterns have wildcards.
    """

    __slots__ = ("_anything", "_folders", "_kept", "_rules")

    def __init__(self, content: bytes) -> None:
        self._kept: set[int] = set()  # numbers of the lines that begin with an exclamation mark
        self._anything: dict[str, int] = {}  # name, or path after a slash → number of the last line with it
        self._folders: dict[str, int] = {}  # the same for patterns that apply to folders only
        self._rules: list[_Rule] = []  # last line first
        for number, line in enumerate(content.removeprefix(_BOM).split(b"\n")):
            self._take(number, _pattern(line))
            if len(self._rules) > MOST_WILDCARDS:
                raise ValueError(f"it holds more than {MOST_WILDCARDS} patterns with wildcards")
        self._rules.reverse()

    def __bool__(self) -> bool:
        """Whether there are any patterns."""
        return bool(self._anything or self._folders or self._rules)

    def verdict(self, path: str, *, folder: bool) -> bool | None:
        """Whether this path, relative to the folder of the file, is ignored; None if no pattern matches.

        The caller must check the parent folders: nothing below an ignored folder can be included again.
        """
        path = as_bytes(path)
        name = path[path.rfind("/") + 1 :]
        last = max(self._anything.get(name, -1), self._anything.get(f"/{path}", -1))
        if folder and self._folders:
            last = max(last, self._folders.get(name, -1), self._folders.get(f"/{path}", -1))
        for rule in self._rules:
            if rule.line < last:
                break
            if (folder or not rule.folders) and rule.matches(path, name):
                last = rule.line
                break
        return None if last < 0 else last not in self._kept

    def _take(self, line: int, pattern: str) -> None:
        """Parse a line, without its line ending."""
        keeps = pattern.startswith("!")
        pattern = pattern[keeps:]
        folders = pattern.endswith("/")
        pattern = pattern[: len(pattern) - folders]
        whole = "/" in pattern
        # A pattern of stars alone is a single star: any name.
        bare = pattern.removeprefix("/") if whole or pattern.strip("*") else "*"
        path = read(bare) if 0 < len(pattern) <= LONGEST_PATTERN else None
        if path is None:
            return
        if keeps:
            self._kept.add(line)
        if path.literal is not None:
            target = self._folders if folders else self._anything
            target["/" * whole + path.literal] = line
        else:
            self._rules.append(_Rule(line, folders, None if whole else path.name, path))


def _pattern(line: bytes) -> str:
    """The pattern on a line; empty for comments."""
    text = line.removesuffix(b"\r").partition(b"\0")[0].decode("latin-1")
    if text.startswith("#"):
        return ""
    bare = text.rstrip(" ")
    escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
    return bare + " " if escaped and bare != text else bare
