r"""Patterns as git writes them, read into what they match.

``*`` is any number of characters of a name and ``?`` one; ``[a-z]``, ``[!a-z]`` and ``[[:digit:]]`` are one of a set;
``\`` takes away the meaning of the character behind it; ``**`` between slashes is any number of names.

A character is a byte, as it is for git: texts are bytes decoded as latin-1 (:func:`as_bytes`). A name is matched piece by
piece, each at the first place where it fits, which never has to be taken back: the time is that of searching the name for
each piece once. Held to ``git check-ignore`` by tests/files/test_gitignore.py.
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
    """A path with a character for each of its bytes."""
    return path if path.isascii() else os.fsencode(path).decode("latin-1")


class _Element(NamedTuple):
    """What one or more characters of a pattern stand for.

    Attributes:
        text: the character; :data:`_STAR` for stars, of which there may have been several.
        set: the characters that it may be, where there is no one character.
        escaped: a backslash stood before it.
        stars: how many stars there were.
    """

    text: str = ""
    set: frozenset[str] | None = None
    escaped: bool = False
    stars: int = 0


class Name:
    """A pattern for one name.

    Attributes:
        literal: the only name that it matches, where it has no wildcards; None otherwise.
        suffix: where a star and a text is all there is, that text; None otherwise.
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
        """Is this the name of a file that the pattern means?"""
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
    """What stands between two stars: it matches texts of one length.

    Attributes:
        size: that length.
        text: the only text that it matches; None where there are several.
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
        """Does it match what stands at a position?"""
        if self.text is not None:
            return name.startswith(self.text, position)
        return self._compiled().match(name, position) is not None

    def behind(self, name: str, start: int, end: int) -> int:
        """Position behind the first text between two positions that it matches; -1 where there is none."""
        if self.text is None:
            found = self._compiled().search(name, start, end)
            return found.end() if found else -1
        position = name.find(self.text, start, end)
        return position + self.size if position >= 0 else -1

    def _compiled(self) -> re.Pattern[str]:
        """Its expression: most are never asked for, as another piece has not matched before."""
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
    """A pattern for the names along a path; ``**`` stands for any number of them.

    Like the pieces of a name, the names between two ``**`` are each matched at the first place where they fit.

    Attributes:
        name: the pattern for the only name, where there is one and no ``**``.
        literal: the only path that it matches, where it has no wildcards; None otherwise.
    """

    __slots__ = ("_first", "_last", "_middle", "_whole", "literal", "name")

    def __init__(self, rows: list[list[Name]]) -> None:
        """Takes the names before the first ``**``, between each and the next, and behind the last one."""
        self._whole = len(rows) == 1
        self._first, self._last = rows[0], rows[-1]
        self._middle = [row for row in rows[1:-1] if row]
        self.name = rows[0][0] if self._whole and len(rows[0]) == 1 else None
        texts = [text for name in rows[0] if (text := name.literal) is not None]
        self.literal = "/".join(texts) if self._whole and len(texts) == len(rows[0]) else None

    def matches(self, path: str) -> bool:
        """Is this a path that the pattern means?"""
        first, last = self._first, self._last
        count = path.count("/") + 1
        if self._whole:
            return count == len(first) and _fits(first, path.split("/"), 0)
        end = count - len(last)
        # A path may be long, and is taken apart no further than it has to be.
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
    """A pattern without the slash at its beginning; None for one that matches nothing, such as ``[a``."""
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
            # At the end it means what is below, which is at least one name; git asks for one before ``\/`` as well.
            if index == len(slashes) or slashes[index].escaped:
                names[-1].append(Name([_Element(_STAR, stars=1)]))
        else:
            names[-1].append(Name(row))
    return Path(names)


def _elements(pattern: str) -> list[_Element] | None:
    """The characters of a pattern and what they stand for; None where a set or a backslash is not completed."""
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
    """A set between brackets, read from behind the first one.

    Attributes:
        complete: is there a bracket that closes it, and no class without a meaning in it?
        characters: those in it.
        end: offset behind the closing bracket.
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
        before = ""  # what a hyphen makes a range from
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
        """The members of ``[:name:]``; a bracket where it is none after all, None where there is no such class."""
        close = self._pattern.find("]", self.end + 1)
        if close < 0:
            return None
        name = self._pattern[self.end + 1 : close]
        if not name.endswith(":"):
            return "["
        self.end = close + 1
        return _ASCII.get(name[:-1])
