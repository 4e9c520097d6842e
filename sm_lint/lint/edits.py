"""Edits of text: which of them can be applied together, and what comes out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from sm_lint.lint.finding import Edit
from sm_lint.syntax.span import Span


class Replacement(NamedTuple):
    """Put `content` in place of ``text[start:end]``; offsets are code points."""

    start: int
    end: int
    content: str


class Lines:
    """Where the lines of a text begin; they end as Python and TOML have it: with LF, CR LF or CR."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self._starts = list(accumulate((len(line) for line in self.lines), initial=0))

    def offset(self, line: int, column: int) -> int:
        """Offset of a position, in code points.

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

    def replacement(self, span: Span, content: str) -> Replacement:
        """An edit in terms of offsets, with the line ends of the text.

        Raises:
            ValueError: the span lies outside the text.
        """
        start, end = self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)
        if end < start:
            raise ValueError("the span ends before it begins")
        return Replacement(start, end, content.replace("\n", newline_of(self.text)))


def split_lines(text: str) -> list[str]:
    """Lines with their ends; unlike ``str.splitlines``, a form feed or a separator character does not end one."""
    return list(io.StringIO(text, newline=""))


def newline_of(text: str) -> str:
    """The line end that a text uses: that of its first line."""
    position = text.find("\n")
    if position > 0 and text[position - 1] == "\r":
        return "\r\n"
    return "\r" if position < 0 and "\r" in text else "\n"


def compatible(accepted: Sequence[Edit], candidate: Iterable[Edit]) -> bool:
    """May these edits be applied along with those accepted before?

    Two edits get in each other's way where their spans overlap or they insert at one place, unless they are the same
    edit, which is made once.
    """
    return not any(_clash(edit, other) for edit in candidate for other in accepted)


def _clash(one: Edit, other: Edit) -> bool:
    if one == other or (one.place.path, one.place.cell) != (other.place.path, other.place.cell):
        return False
    a, b = one.place.span, other.place.span
    if (a.line, a.column) == (b.line, b.column):
        return True
    return (a.line, a.column) < (b.end_line, b.end_column) and (b.line, b.column) < (a.end_line, a.end_column)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits of one text that do not get in each other's way.

    Raises:
        ValueError: an edit lies outside the text.
    """
    lines = Lines(text)
    todo = {lines.replacement(edit.place.span, edit.content) for edit in edits}
    for change in sorted(todo, reverse=True):
        text = text[: change.start] + change.content + text[change.end :]
    return text
