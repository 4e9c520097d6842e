"""Where the parts of a JSON text stand."""

from __future__ import annotations

import json
import re

_SPACE = re.compile(r"[ \t\r\n]+")
_decoder = json.JSONDecoder()


def members(text: str, start: int) -> dict[str, int]:
    """Keys of the object that begins at an offset, each with the offset of its value; empty where there is no object.

    Raises:
        ValueError: the text is no JSON.
        RecursionError: a value nests too deep.
    """
    found: dict[str, int] = {}
    if text[start : start + 1] != "{":
        return found
    position = skip(text, start + 1)
    while text[position : position + 1] == '"':
        key, position = _decoder.raw_decode(text, position)
        value = skip(text, skip(text, position) + 1)
        found[key] = value
        position = _next(text, value)
    return found


def items(text: str, start: int) -> list[int]:
    """Offsets of the items of the array that begins at an offset; empty where there is no array. Raises as `members`."""
    found: list[int] = []
    if text[start : start + 1] != "[":
        return found
    position = skip(text, start + 1)
    while position < len(text) and text[position] != "]":
        found.append(position)
        position = _next(text, position)
    return found


def skip(text: str, position: int) -> int:
    """Offset of the first character from `position` on that is no space."""
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _next(text: str, value: int) -> int:
    """Offset of what follows the value at an offset, behind its comma."""
    position = skip(text, _decoder.raw_decode(text, value)[1])
    return skip(text, position + 1) if text[position : position + 1] == "," else position
