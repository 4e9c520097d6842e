r"""Compiles git's wildcard patterns.

``*`` matches any number of characters of a name and ``?`` one; ``[a-z]``, ``[!a-z]`` and ``[[:digit:]]`` match one of a
set; ``\`` escapes the next character; ``**`` between slashes matches any number of names.

A character is a byte, as in git: texts are bytes decoded as latin-1 (:func:`as_bytes`). A name is matched piece by
piece, each at its first possible position. No backtracking is needed, so the time is that of searching the name once
for each piece. tests/files/test_gitignore.py compares the result with ``git check-ignore``.
"""

from __future__ import annotations

import os
import re
import string
from typing import NamedTuple

_STAR = "star"
_ALL = frozenset(map(chr, range(1, 256)))
_ASCII = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, range(1, 32))) + "\x7f",
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": " \t\n\r",
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}


def as_bytes(path: str) -> str:
    """A path with one character for each of its bytes."""
    return path if path.isascii() else os.fsencode(path).decode("latin-1")


class _Element(NamedTuple):
    """One element of a pattern.

    Attributes:
        text: the literal character; :data:`_STAR` for one or more stars.
        set: the characters it matches, if it is not a literal.
        escaped: whether a backslash precedes it.
        stars: number of stars.
    """

    text: str = ""
    set: frozenset[str] | None = None
    escaped: bool = False
    stars: int = 0


class Name:
    """A pattern for one name.

    Attributes:
        literal: the only name it matches if it has no wildcards; None otherwise.
        suffix: the text after the star if the pattern is a star and a text; None otherwise.
    """

    __slots__ = ("_first", "_last", "_middle", "_whole", "literal", "suffix")

    def __init__(self, elements: list[_Element]) -> None:
        pieces: list[list[_Element]] = [[]]
        for element in elements:
            if element.stars:
                pieces.append([])
            else:
                pieces[-1].append(element)
        self._whole = len(pieces) == 1
        self._first, *middle = [_Piece(piece) for piece in pieces]
        self._last = middle.pop() if middle else self._first
        self._middle = [piece for piece in middle if piece.size]
        self.literal = self._first.text if self._whole else None
        plain_end = not self._whole and not self._first.size and not self._middle
        self.suffix = self._last.text if plain_end else None

    def matches(self, name: str) -> bool:
        """Whether the name matches."""
        first, last = self._first, self._last
        if self._whole:
            return len(name) == first.size and first.fits(name, 0)
        end = len(name) - last.size
        if first.size > end or not first.fits(name, 0) or not last.fits(name, end):
            return False
        position = first.size
        for piece in self._middle:
            position = piece.behind(name, position, end)
            if position < 0:
                return False
        return True


class _Piece:
    """The part of a pattern between two stars; all its matches have the same length.

    Attributes:
        size: that length.
        text: the only text it matches; None if there are several.
    """

    __slots__ = ("_elements", "_pattern", "size", "text")

    def __init__(self, elements: list[_Element]) -> None:
        self.size = len(elements)
        self.text = (
            None
            if any(element.set is not None for element in elements)
            else "".join(element.text for element in elements)
        )
        self._elements = elements
        self._pattern: re.Pattern[str] | None = None

    def fits(self, name: str, position: int) -> bool:
        """Whether it matches at a position."""
        if self.text is not None:
            return name.startswith(self.text, position)
        return self._compiled().match(name, position) is not None

    def behind(self, name: str, start: int, end: int) -> int:
        """The position after the first match between two positions; -1 if there is none."""
        if self.text is None:
            found = self._compiled().search(name, start, end)
            return found.end() if found else -1
        position = name.find(self.text, start, end)
        return position + self.size if position >= 0 else -1

    def _compiled(self) -> re.Pattern[str]:
        """Its regular expression, compiled lazily because an earlier piece usually fails first."""
        if self._pattern is None:
            self._pattern = re.compile("".join(map(_expression, self._elements)), re.DOTALL)
        return self._pattern


def _expression(element: _Element) -> str:
    if element.set is None:
        return re.escape(element.text)
    if element.set == _ALL:
        return "."
    return f"[{''.join(map(re.escape, sorted(element.set)))}]" if element.set else r"(?!.)."


class Path:
    """A pattern for the names along a path; ``**`` matches any number of them.

    Like the pieces of a name, the names between two ``**`` are each matched at their first possible position.

    Attributes:
        name: the pattern for the name if there is only one, and no ``**``.
        literal: the only path it matches if it has no wildcards; None otherwise.
    """

    __slots__ = ("_first", "_last", "_middle", "_whole", "literal", "name")

    def __init__(self, rows: list[list[Name]]) -> None:
        """Take the names before the first ``**``, between each and the next, and after the last one."""
        self._whole = len(rows) == 1
        self._first, self._last = rows[0], rows[-1]
        self._middle = [row for row in rows[1:-1] if row]
        self.name = rows[0][0] if self._whole and len(rows[0]) == 1 else None
        texts = [text for name in rows[0] if (text := name.literal) is not None]
        self.literal = "/".join(texts) if self._whole and len(texts) == len(rows[0]) else None

    def matches(self, path: str) -> bool:
        """Whether the path matches."""
        first, last = self._first, self._last
        count = path.count("/") + 1
        if self._whole:
            return count == len(first) and _fits(first, path.split("/"), 0)
        end = count - len(last)
        # A path may be long, so it is split no further than necessary.
        if len(first) > end or not _fits(last, path.rsplit("/", len(last)), -len(last)):
            return False
        if not _fits(first, path.split("/", len(first)), 0):
            return False
        names = path.split("/") if self._middle else []
        position = len(first)
        for row in self._middle:
            while position + len(row) <= end and not _fits(row, names, position):
                position += 1
            position += len(row)
            if position > end:
                return False
        return True


def _fits(patterns: list[Name], names: list[str], position: int) -> bool:
    return all(pattern.matches(names[position + index]) for index, pattern in enumerate(patterns))


def read(pattern: str) -> Path | None:
    """Compile a pattern without its leading slash; None for one that matches nothing, such as ``[a``."""
    elements = _elements(pattern)
    if elements is None:
        return None
    rows: list[list[_Element]] = [[]]
    slashes: list[_Element] = []
    for element in elements:
        if element.text == "/":
            slashes.append(element)
            rows.append([])
        else:
            rows[-1].append(element)
    names: list[list[Name]] = [[]]
    for index, row in enumerate(rows):
        if len(row) == 1 and row[0].stars > 1:
            names.append([])
            # At the end, ``**`` matches what is below, which is at least one name; git requires one before ``\/`` as
            # well.
            if index == len(slashes) or slashes[index].escaped:
                names[-1].append(Name([_Element(_STAR, stars=1)]))
        else:
            names[-1].append(Name(row))
    return Path(names)


def _elements(pattern: str) -> list[_Element] | None:
    """The elements of a pattern; None if a set or a backslash is incomplete."""
    found: list[_Element] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "\\":
            if position == len(pattern):
                return None
            found.append(_Element(pattern[position], escaped=True))
            position += 1
        elif character == "?":
            found.append(_Element(set=_ALL))
        elif character == "*":
            if found and found[-1].stars:
                found[-1] = found[-1]._replace(stars=found[-1].stars + 1)
            else:
                found.append(_Element(_STAR, stars=1))
        elif character == "[":
            read_set = _Set(pattern, position)
            if not read_set.complete:
                return None
            found.append(_Element(set=read_set.characters))
            position = read_set.end
        else:
            found.append(_Element(character))
    return found


class _Set:
    """A set in brackets, parsed from after the opening one.

    Attributes:
        complete: whether it is closed and contains only known classes.
        characters: the characters it matches.
        end: offset after the closing bracket.
    """

    def __init__(self, pattern: str, start: int) -> None:
        self._pattern = pattern
        self.end = start
        self.complete = False
        self.characters: frozenset[str] = frozenset()
        negated = pattern.startswith(("!", "^"), start)
        self.end += negated
        found = self._read()
        if found is not None:
            self.complete = True
            self.characters = _ALL - found if negated else frozenset(found)

    def _next(self) -> str:
        """The next character; an empty string at the end of the pattern."""
        character = self._pattern[self.end : self.end + 1]
        self.end += 1
        return character

    def _read(self) -> set[str] | None:
        found: set[str] = set()
        before = ""  # start of a range, should a hyphen follow
        first = True
        while character := self._next():
            if character == "]" and not first:
                return found
            first = False
            if character == "-" and before and self._pattern[self.end : self.end + 1] not in ("", "]"):
                last = self._literal(self._next())
                if not last:
                    return None
                found.update(map(chr, range(ord(before), ord(last) + 1)))
                before = ""
            elif character == "[" and self._pattern.startswith(":", self.end):
                members = self._class()
                if members is None:
                    return None
                found.update(members)
                before = "[" if members == "[" else ""
            else:
                before = self._literal(character)
                if not before:
                    return None
                found.add(before)
        return None

    def _literal(self, character: str) -> str:
        return self._next() if character == "\\" else character

    def _class(self) -> str | None:
        """The members of ``[:name:]``; a bracket if it is not a class, None if the class is unknown."""
        close = self._pattern.find("]", self.end + 1)
        if close < 0:
            return None
        name = self._pattern[self.end + 1 : close]
        if not name.endswith(":"):
            return "["
        self.end = close + 1
        return _ASCII.get(name[:-1])
