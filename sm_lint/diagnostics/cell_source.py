"""Edits the JSON source of a notebook cell in place: escapes, items and blanks that are not edited stay unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sm_lint.diagnostics.edits import Replacement
from sm_lint.files import json_places
from sm_lint.patterns import regex

_CHARACTER = regex(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Item:
    """A string of a list.

    Attributes:
        start, end: its offsets in the JSON text.
        first, last: the range of the whole source that it represents.
        written: its characters as written in JSON.
    """

    start: int
    end: int
    first: int
    last: int
    written: list[str]


def source_of(written: str) -> str:
    """The source that a JSON text, a string or a list of strings, represents.

    Raises:
        ValueError: it is neither.
    """
    value = json.loads(written)
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, str) for row in rows):
        raise ValueError("the source of the cell is not text")
    return "".join(rows)


def edited(written: str, changes: Sequence[Replacement]) -> str:
    """The JSON text of a source with parts of the source replaced.

    In a list, new lines become separate items.

    Args:
        written: the JSON text: a string or a list of strings.
        changes: sorted; offsets refer to the source.
    """
    ascii_only = written.isascii() and "\\u" in written
    if written.startswith('"'):
        characters = _spliced(
            _characters(written), [(*change[:2], _escaped(change[2], ascii_only)) for change in changes]
        )
        return f'"{"".join(characters)}"'
    items = list(_items(written))
    if not items:
        rows = _lines(_escaped("".join(change.content for change in changes), ascii_only))
        return f"[{', '.join(rows)}]"
    separator = written[items[0].end : items[1].start] if len(items) > 1 else _separator(written[1 : items[0].start])
    for first, last, group in reversed(_grouped(items, changes)):
        offset = items[first].first
        characters = [character for item in items[first : last + 1] for character in item.written]
        parts = [(start - offset, end - offset, _escaped(content, ascii_only)) for start, end, content in group]
        rows = _lines(_spliced(characters, parts))
        start, end = items[first].start, items[last].end
        if not rows:  # a comma goes with it
            if last + 1 < len(items):
                end = items[last + 1].start
            elif first:
                start = items[first - 1].end
            else:
                start, end = 1, len(written) - 1
        written = written[:start] + separator.join(rows) + written[end:]
    return written


def _separator(opening: str) -> str:
    return "," + (opening if "\n" in opening else " ")


def _items(written: str) -> Iterator[_Item]:
    position = 0
    for start in json_places.items(written, 0):
        end = json_places.value_end(written, start)
        characters = _characters(written[start:end])
        yield _Item(start, end, position, position + len(characters), characters)
        position += len(characters)


def _characters(literal: str) -> list[str]:
    """The characters of a JSON string as written, one for each code point."""
    return _CHARACTER.findall(literal[1:-1])


def _escaped(content: str, ascii_only: bool) -> list[str]:
    return _characters(json.dumps(content, ensure_ascii=ascii_only))


def _spliced(characters: list[str], parts: Sequence[tuple[int, int, list[str]]]) -> list[str]:
    for start, end, content in reversed(parts):
        characters[start:end] = content
    return characters


def _lines(characters: list[str]) -> list[str]:
    """The JSON strings for the lines that characters form."""
    rows: list[list[str]] = []
    before = "\n"
    for index, character in enumerate(characters):
        value = json.loads(f'"{character}"') if character.startswith("\\") else character
        if before == "\n" or (before == "\r" and value != "\n") or index == 0:
            rows.append([])
        rows[-1].append(character)
        before = value
    return [f'"{"".join(row)}"' for row in rows]


def _grouped(items: Sequence[_Item], changes: Sequence[Replacement]) -> list[tuple[int, int, list[Replacement]]]:
    """Changes grouped by the range of items in which they are made; no two groups are adjacent."""
    groups: list[tuple[int, int, list[Replacement]]] = []
    for change in changes:
        first = next((index for index, item in enumerate(items) if change.start < item.last), len(items) - 1)
        last = first
        if first and change.start == items[first].first and _last(items[first - 1]) == "\r":
            first -= 1  # what follows the CR may make one line ending of both
        while last + 1 < len(items) and items[last + 1].first < change.end:
            last += 1
        if last + 1 < len(items) and _runs_on(items[first], items[last], change):
            last += 1
        if groups and first <= groups[-1][1] + 1:
            before, end, known = groups.pop()
            first, last, known = before, max(end, last), [*known, change]
            groups.append((first, last, known))
        else:
            groups.append((first, last, [change]))
    return groups


def _last(item: _Item) -> str:
    """The last character of an item; empty if it has none."""
    return str(json.loads(f'"{item.written[-1]}"')) if item.written else ""


def _runs_on(first: _Item, last: _Item, change: Replacement) -> bool:
    """Whether a change of some items removes the line ending of the last, and something stays before it or takes its place."""
    takes_end = _last(last) in ("\n", "\r") and change.start < last.last <= change.end
    stays = change.start > first.first or change.content != ""
    return takes_end and stays and not change.content.endswith(("\n", "\r"))
