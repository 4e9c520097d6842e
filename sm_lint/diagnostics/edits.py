"""Edits of text: which of them can be applied together, and what comes out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from sm_lint.diagnostics.finding import Edit
from sm_lint.syntax.span import Span

_BARE_NEWLINE = re.compile(r"(?<!\r)\n")


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

    def slice(self, span: Span) -> tuple[int, int]:
        """Offsets of the beginning and the end of a span.

        Raises:
            ValueError: the span lies outside the text.
        """
        start, end = self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)
        if end < start:
            raise ValueError("the span ends before it begins")
        return start, end

    def replacement(self, edit: Edit) -> Replacement:
        """An edit in terms of offsets; new lines end as the line does that it begins in.

        Raises:
            ValueError: the span lies outside the text, or the text there is not the expected one.
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


def replacements(text: str, edits: Iterable[Edit]) -> list[Replacement]:
    """Edits of one text that do not get in each other's way, in the order of the text.

    Raises:
        ValueError: an edit lies outside the text, or expects another text.
    """
    lines = Lines(text)
    return sorted({lines.replacement(edit) for edit in edits})


def pieces(text: str, changes: Iterable[Replacement]) -> list[str]:
    """What a text consists of after replacements: what is kept and what is put in, in turn; both ends are kept."""
    found = []
    position = 0
    for change in changes:
        found += [text[position : change.start], change.content]
        position = change.end
    return [*found, text[position:]]


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits of one text that do not get in each other's way.

    Raises:
        ValueError: an edit lies outside the text, or expects another text.
    """
    return "".join(pieces(text, replacements(text, edits)))
