"""Offsets of values in a JSON text, for pointing to a value or editing it.

`each_member` and `each_item` walk one object or array. The caller decides what to do with each value and returns its
end: from `value_end`, which skips it in C, or by descending into it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from sm_lint.patterns import regex

_SPACE = regex(r"[ \t\r\n]+")
_decoder = json.JSONDecoder()


def each_member(text: str, start: int, visit: Callable[[str, int], int]) -> int:
    """Walk the object that begins at an offset.

    Args:
        text: a JSON text that is known to be valid.
        start: offset of the opening brace.
        visit: called with each key and the offset of its value; returns the offset after the value.

    Returns:
        The offset after the closing brace.
    """
    position = skip(text, start + 1)
    while text[position : position + 1] == '"':
        key, position = _decoder.raw_decode(text, position)
        position = _behind_comma(text, visit(key, skip(text, skip(text, position) + 1)))
    return position + 1


def each_item(text: str, start: int, visit: Callable[[int], int]) -> int:
    """Walk the array that begins at an offset; like `each_member`, but `visit` gets no key."""
    position = skip(text, start + 1)
    while position < len(text) and text[position] != "]":
        position = _behind_comma(text, visit(position))
    return position + 1


def members(text: str, start: int) -> dict[str, int]:
    """The keys of the object that begins at an offset, with the offsets of their values; empty if it is not an object.

    Raises:
        ValueError: the text is not valid JSON.
        RecursionError: a value is nested too deeply.
    """
    found: dict[str, int] = {}

    def note(key: str, value: int) -> int:
        found[key] = value
        return value_end(text, value)

    if text[start : start + 1] == "{":
        each_member(text, start, note)
    return found


def items(text: str, start: int) -> list[int]:
    """The offsets of the items of the array at an offset; empty if it is not an array. Raises like `members`."""
    found: list[int] = []

    def note(item: int) -> int:
        found.append(item)
        return value_end(text, item)

    if text[start : start + 1] == "[":
        each_item(text, start, note)
    return found


def sources_of_cells(text: str) -> Iterator[tuple[int, int | None]]:
    """For each cell of a notebook, in order, the offsets of the cell and of its source; None for no source.

    Format 3 keeps the cells in worksheets, and the source of a code cell in `input`. Raises like `members`.
    """
    top = members(text, skip(text, 0))
    holders = [top] if "cells" in top else [members(text, at) for at in items(text, top.get("worksheets", len(text)))]
    for holder in holders:
        for cell in items(text, holder.get("cells", len(text))):
            fields = members(text, cell)
            yield cell, fields.get("source", fields.get("input"))


def value_end(text: str, start: int) -> int:
    """The offset after the value that begins at an offset. Raises like `members`."""
    return _decoder.raw_decode(text, start)[1]


def skip(text: str, position: int) -> int:
    """The offset of the first non-blank character from `position` on."""
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _behind_comma(text: str, position: int) -> int:
    """The offset of the next value or closing bracket after the value that ends at an offset."""
    position = skip(text, position)
    return skip(text, position + 1) if text[position : position + 1] == "," else position
