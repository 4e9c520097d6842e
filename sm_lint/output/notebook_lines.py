"""Where the lines of a notebook's cells stand in its JSON text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from json import JSONDecoder
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]

_DECODE = JSONDecoder(strict=False).raw_decode


def cell_lines(text: str) -> list[list[int]]:
    """For each cell, the line of the text that each line of its source is written on; both count from 1.

    A notebook that cannot be read has no cells.
    """
    starts = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
    try:
        return [[bisect_right(starts, offset) for offset in offsets] for offsets in _cells(text)]
    except (ValueError, IndexError, TypeError, RecursionError):
        return []


def _cells(text: str) -> Iterator[list[int]]:
    for key, at in _members(text, _skip(text, 0)):
        if key == "cells":
            for cell in _elements(text, at):
                yield next((_source(text, value) for name, value in _members(text, cell) if name == "source"), [])


def _source(text: str, at: int) -> list[int]:
    """Offset that each line of a source begins at: that of the string that holds its beginning."""
    pieces = _elements(text, at) if text[at] == "[" else [at]
    offsets: list[int] = []
    begun = False
    for piece in pieces:
        value, _ = _DECODE(text, piece)
        if not begun:
            offsets.append(piece)
        offsets += [piece] * (value.count("\n") - value.endswith("\n"))
        begun = not value.endswith("\n")
    return offsets


def _skip(text: str, at: int) -> int:
    return int(WHITESPACE.match(text, at).end())


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Keys of the object at an offset, with the offsets of their values."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = scanstring(text, at + 1, False)
        value = _skip(text, _skip(text, at) + 1)
        yield key, value
        at = _after(text, value)


def _elements(text: str, at: int) -> Iterator[int]:
    """Offsets of the elements of the array at an offset."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        yield at
        at = _after(text, at)


def _after(text: str, value: int) -> int:
    """Offset of what follows a value and the comma behind it."""
    _, end = _DECODE(text, value)
    end = _skip(text, end)
    return _skip(text, end + 1) if text[end] == "," else end
