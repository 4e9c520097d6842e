"""Paths, places and messages for display.

A report may be read by a terminal, or by a CI runner, which interprets certain words in the log as commands. File names
and quotations in messages come from the author of the linted code, who must not be able to reach either one through
them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sm_lint.patterns import regex

if TYPE_CHECKING:
    from sm_lint.diagnostics.finding import Note
    from sm_lint.syntax.span import Place

# Control characters, line endings, and characters that change the text direction.
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_AFTER_ASCII = regex(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = regex(r"[\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_VALUE_FROM = "value from "
CI_COMMAND = regex(r"(?<=#)#(?=[A-Za-z]*\[)|(?<=section)_(?=(?:start|end):)")
"""The character to escape in strings that a CI runner interprets as a command anywhere in a line: ``##vso[`` and
``##[`` of Azure Pipelines and GitHub Actions, ``##teamcity[``, ``section_start:`` of GitLab."""
_BEGINS_COMMAND = regex(r"\s*::")


def hexadecimal(match: re.Match[str]) -> str:
    """The escape for a matched character."""
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def encodable(text: str) -> str:
    r"""Text that can be encoded as UTF-8: undecodable bytes of a file name are written as ``\xe9``."""
    return _SURROGATE.sub(hexadecimal, text)


def one_line(text: str) -> str:
    r"""Text without line endings, control characters and direction changes, and without commands for a CI runner.

    They are written as escapes: ``##vso[`` becomes ``#\x23vso[``, and ``::`` at the start ``\x3a:``.
    """
    line = inside_line(text)
    return line.replace(":", "\\x3a", 1) if _BEGINS_COMMAND.match(line) else line


def inside_line(text: str) -> str:
    """Like :func:`one_line`, for text that never begins a line: ``::`` is kept."""
    return CI_COMMAND.sub(hexadecimal, without_controls(text))


def without_controls(text: str) -> str:
    """Text without line endings, control characters and direction changes, which are written as escapes."""
    return encodable(_CONTROL.sub(lambda match: _SHORT.get(match.group()) or hexadecimal(match), text))


def json_text(value: object, indent: int | None = None, ascii_only: bool = True) -> str:
    r"""A value as JSON, with control characters and possible commands for a CI runner escaped.

    The second ``#`` of ``##vso[`` becomes ``\u0023``, which a program decodes to the same text.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for pattern in (_AFTER_ASCII, CI_COMMAND):
        text = pattern.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return text


def relative(path: str, base: str) -> str:
    """A path relative to `base` with forward slashes; the path itself if it cannot be made relative."""
    with contextlib.suppress(ValueError):
        path = os.path.relpath(path, base)
    return path.replace(os.sep, "/") if os.sep != "/" else path


def shown_path(path: str, base: str) -> str:
    """A path in a report."""
    return encodable(relative(path, base))


def shown_name(path: str, base: str) -> str:
    """A path on one line, possibly at its start: a name that a CI runner would interpret gets a folder prefix."""
    name = relative(path, base)
    return one_line(f"./{name}" if _BEGINS_COMMAND.match(name) else name)


def shown_place(place: Place, base: str) -> str:
    """``path:line:column``, or ``path:cell 3:line:column`` within a notebook; never more than one line."""
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return f"{shown_name(place.path, base)}{cell}:{place.span.line}:{place.span.column}"


def short_places(base: str) -> Callable[[Place], str]:
    """Gives the text of a place in a comment, relative to a folder: ``dockers/train.py:12``."""

    def spell(place: Place) -> str:
        cell = f":cell {place.cell}" if place.cell is not None else ""
        return f"{shown_name(place.path, base)}{cell}:{place.span.line}"

    return spell


def shown_note(note: Note, base: str) -> str:
    """A note and its place, on one line."""
    message = one_line(note.message)
    if note.place is None:
        return message
    place = shown_place(note.place, base)
    if message.startswith(_VALUE_FROM):
        return f"{_VALUE_FROM}{place}  {message[len(_VALUE_FROM) :]}"
    return f"{message} {place}"


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
