"""Edits of text: compatibility and application."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from sm_lint.diagnostics.finding import Edit
from sm_lint.patterns import regex
from sm_lint.syntax.span import Span

_BARE_NEWLINE = regex(r"(?<!\r)\n")


class Replacement(NamedTuple):
    """Put `content` in place of ``text[start:end]``; offsets are code points."""

    start: int
    end: int
    content: str


class Lines:
    """The line starts of a text; lines end as in Python and TOML: with LF, CR LF or CR."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self._starts = list(accumulate((len(line) for line in self.lines), initial=0))

    def offset(self, line: int, column: int) -> int:
        """The offset of a position, in code points.

        Raises:
            ValueError: the text has no such position.
        """
        if not 1 <= line <= len(self._starts):
            raise ValueError(f"there is no line {line}")
        start = self._starts[line - 1]
        length = len(self.lines[line - 1].rstrip("\r\n")) if line <= len(self.lines) else 0
        if not 1 <= column <= length + 1:
            raise ValueError(f"line {line} has no column {column}")
        return start + column - 1

    def slice(self, span: Span) -> tuple[int, int]:
        """The offsets of the start and the end of a span.

        Raises:
            ValueError: the span is outside the text.
        """
        start, end = self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)
        if end < start:
            raise ValueError("the span ends before it begins")
        return start, end

    def replacement(self, edit: Edit) -> Replacement:
        """The edit as offsets; new lines get the line ending of the line in which the edit begins.

        Raises:
            ValueError: the span is outside the text, or the text there is not the expected one.
        """
        span = edit.place.span
        start, end = self.slice(span)
        if self.text[start:end] != edit.expected:
            raise ValueError(f"line {span.line} does not hold the text that is to be replaced")
        return Replacement(start, end, _BARE_NEWLINE.sub(self._newline(span.line), edit.content))

    def _newline(self, line: int) -> str:
        row = self.lines[line - 1] if line <= len(self.lines) else ""
        return row[len(row.rstrip("\r\n")) :] or newline_of(self.text)


def split_lines(text: str) -> list[str]:
    """The lines with their endings; unlike in ``str.splitlines``, a form feed or a separator character is no ending."""
    return list(io.StringIO(text, newline=""))


def newline_of(text: str) -> str:
    """The line ending of a text: that of its first line."""
    position = text.find("\n")
    if position > 0 and text[position - 1] == "\r":
        return "\r\n"
    return "\r" if position < 0 and "\r" in text else "\n"


def compatible(accepted: Sequence[Edit], candidate: Iterable[Edit]) -> bool:
    """Whether these edits can be applied together with those accepted before.

    Two edits conflict if their spans overlap or they insert at the same place, unless they are equal; equal edits are
    applied once.
    """
    return not any(_clash(edit, other) for edit in candidate for other in accepted)


def _clash(one: Edit, other: Edit) -> bool:
    if one == other or (one.place.path, one.place.cell) != (other.place.path, other.place.cell):
        return False
    a, b = one.place.span, other.place.span
    if (a.line, a.column) == (b.line, b.column):
        return True
    return (a.line, a.column) < (b.end_line, b.end_column) and (b.line, b.column) < (a.end_line, a.end_column)


def replacements(text: str, edits: Iterable[Edit]) -> list[Replacement]:
    """Compatible edits of one text, in text order.

    Raises:
        ValueError: an edit is outside the text, or expects another text.
    """
    lines = Lines(text)
    return sorted({lines.replacement(edit) for edit in edits})


def pieces(text: str, changes: Iterable[Replacement]) -> list[str]:
    """The parts of a text after replacements: kept and inserted ones alternate, beginning and ending with kept ones."""
    found = []
    position = 0
    for change in changes:
        found += [text[position : change.start], change.content]
        position = change.end
    return [*found, text[position:]]


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply compatible edits to one text.

    Raises:
        ValueError: an edit is outside the text, or expects another text.
    """
    return "".join(pieces(text, replacements(text, edits)))
