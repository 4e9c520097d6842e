"""Reads a JSON text as settings with places."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from sm_lint.files import json_places
from sm_lint.jobs.definition.model import Known, Setting
from sm_lint.syntax.span import Place, Span

MAX_DEPTH = 60
MAX_DIGITS = 300


def number(digits: str) -> int | float:
    """An integer; a float if Python would refuse to print it."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


class JsonReader:
    """Converts JSON to settings with places.

    Args:
        place: the place of a part of the text, by its span in it.
        text: the JSON.
    """

    def __init__(self, place: Callable[[Span], Place], text: str) -> None:
        self._placed = place
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._decoder = json.JSONDecoder(parse_int=number)

    def read(self) -> Setting:
        """The whole text.

        Raises:
            ValueError: it is not valid JSON.
            RecursionError: it is nested too deeply.
        """
        json.loads(self._text, parse_int=number)
        return self._value(json_places.skip(self._text, 0), 0)[0]

    def _value(self, start: int, depth: int) -> tuple[Setting, int]:
        if depth > MAX_DEPTH:
            raise RecursionError
        opening = self._text[start]
        if opening == "{":
            return self._object(start, depth)
        if opening == "[":
            return self._array(start, depth)
        value, end = self._decoder.raw_decode(self._text, start)
        return self._scalar(value, start, end), end

    def _scalar(self, value: Any, start: int, end: int) -> Setting:
        name = type(value).__name__.replace("NoneType", "None")
        text = None if value is None else str(value)
        return Setting(self._place(start, end), text, name, "literal", self._text[start : min(end, start + 200)])

    def _object(self, start: int, depth: int) -> tuple[Setting, int]:
        keys: list[str] = []
        items: list[Setting] = []

        def read(key: str, offset: int) -> int:
            item, end = self._value(offset, depth + 1)
            keys.append(key)
            items.append(item)
            return end

        end = json_places.each_member(self._text, start, read)
        is_variable = keys == ["Get"] or (len(keys) == 1 and keys[0].startswith("Std:"))
        known: Known = "variable" if is_variable else "literal"
        kind = "" if is_variable else "dict"
        return Setting(self._place(start, end), None, kind, known, "", tuple(items), tuple(keys)), end

    def _array(self, start: int, depth: int) -> tuple[Setting, int]:
        items: list[Setting] = []

        def read(offset: int) -> int:
            item, end = self._value(offset, depth + 1)
            items.append(item)
            return end

        end = json_places.each_item(self._text, start, read)
        return Setting(self._place(start, end), None, "list", "literal", "", tuple(items)), end

    def _place(self, start: int, end: int) -> Place:
        first, last = bisect_right(self._lines, start), bisect_right(self._lines, max(start, end - 1))
        span = Span(first, start - self._lines[first - 1] + 1, last, end - self._lines[last - 1] + 1)
        return self._placed(span)
