"""Positions of the protocol: lines from 0, and columns in the units that client and server agreed on."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from sm_lint.diagnostics.edits import split_lines
from sm_lint.syntax.span import Span


class Units(str, Enum):
    """The units of columns, named as in the protocol."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


class Position(NamedTuple):
    """A position of the protocol: line and column from 0, the column in some units."""

    line: int
    character: int


class Lines:
    """The lines of a text, for converting positions in it.

    Args:
        text: the text; its lines end with LF, CR LF or CR.
        units: the units of columns.
    """

    def __init__(self, text: str, units: Units) -> None:
        self._lines = [line.rstrip("\r\n") for line in split_lines(text)]
        if not text or text.endswith(("\n", "\r")):
            self._lines.append("")
        self._units = units

    def range(self, span: Span) -> tuple[Position, Position]:
        """The two ends of a span. What lies outside the text is moved to its nearest position."""
        start = self.position(span.line, span.column)
        return start, max(start, self.position(span.end_line, span.end_column))

    def position(self, line: int, column: int) -> Position:
        """The position of a line and column counted from 1, the column in code points."""
        if line > len(self._lines):
            line, column = len(self._lines), len(self._lines[-1]) + 1
        head = self._lines[max(line, 1) - 1][: max(column, 1) - 1]
        return Position(max(line, 1) - 1, _size(head, self._units))

    def line_and_column(self, position: Position) -> tuple[int, int]:
        """The line and column, counted from 1, of a position; one inside a character means the start of it."""
        if position.line >= len(self._lines):
            return len(self._lines), len(self._lines[-1]) + 1
        line = self._lines[position.line]
        if self._units is Units.UTF_32 or line.isascii():
            return position.line + 1, min(position.character, len(line)) + 1
        left = position.character
        for index, character in enumerate(line):
            left -= _size(character, self._units)
            if left < 0:
                return position.line + 1, index + 1
        return position.line + 1, len(line) + 1

    def whole_line(self, line: int) -> tuple[Position, Position]:
        """The two ends of a line counted from 1."""
        return self.position(line, 1), self.position(line, 1 << 30)


def _size(text: str, units: Units) -> int:
    """The length of a text; an unpaired surrogate counts as the character that replaces it on the wire."""
    if units is Units.UTF_32 or text.isascii():
        return len(text)
    if units is Units.UTF_16:
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))
