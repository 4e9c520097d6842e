"""The source text of nodes, with what is already rewritten in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import libcst as cst

from sm_lint.diagnostics.edits import split_lines
from sm_lint.migration.plan import Text, locate_all
from sm_lint.syntax.span import Span

MAX_LINE = 100
"""Length of a call on one line; longer ones are divided."""
_BLANKS = " \t"


class Replaced(NamedTuple):
    """A range of the text and what takes its place; a definition has one number, and its ranges are replaced together."""

    start: int
    end: int
    content: str
    number: int


class Source:
    """The text, and the replacements that were decided so far."""

    def __init__(self, text: Text) -> None:
        self.text = text
        locate_all(text.module)
        lines = split_lines(text.module.text)
        self._starts = [0, *accumulate(len(line) for line in lines)]
        self.replaced: list[Replaced] = []

    def range_of(self, node: cst.CSTNode) -> tuple[int, int]:
        """The offsets at which a node begins and ends."""
        span = self.text.span(node)
        return self._starts[span.line - 1] + span.column - 1, self._starts[span.end_line - 1] + span.end_column - 1

    def code(self, node: cst.CSTNode) -> str:
        """The source of a node, as it is after the replacements in it."""
        return self.between(*self.range_of(node))

    def original(self, node: cst.CSTNode) -> str:
        """The source of a node as it was."""
        start, end = self.range_of(node)
        return self.text.module.text[start:end]

    def between(self, start: int, end: int) -> str:
        """The text of a range, as it is after the replacements in it."""
        pieces, at = [], start
        for each in sorted(self.outermost(start, end)):
            pieces += [self.text.module.text[at : each.start], each.content]
            at = each.end
        return "".join([*pieces, self.text.module.text[at:end]])

    def outermost(self, start: int = 0, end: int | None = None) -> list[Replaced]:
        """The replacements in a range that no other one contains."""
        last = len(self.text.module.text) if end is None else end
        inside = [each for each in self.replaced if start <= each.start and each.end <= last]
        return [
            each
            for index, each in enumerate(inside)
            if not any(
                other.start <= each.start and each.end <= other.end and (later > index or other[:2] != each[:2])
                for later, other in enumerate(inside)
                if other is not each
            )
        ]

    def replace(self, node: cst.CSTNode, content: str, number: int) -> None:
        """Replace a node; what was replaced in it before is part of the new text."""
        start, end = self.range_of(node)
        self.replaced.append(Replaced(start, end, content, number))

    def drop(self, number: int) -> None:
        """Take back the replacements of a definition."""
        self.replaced = [each for each in self.replaced if each.number != number]

    def span(self, start: int, end: int) -> Span:
        """Lines and columns of a range."""
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        last = min(last, len(self._starts) - 1) if end == len(self.text.module.text) and end in self._starts else last
        return Span(first, start - self._starts[first - 1] + 1, last, end - self._starts[last - 1] + 1)

    def margin(self, node: cst.CSTNode) -> str:
        """The blanks at the beginning of the line of a node."""
        line = self.text.line(self.text.span(node).line)
        return line[: len(line) - len(line.lstrip(_BLANKS))]

    def column(self, node: cst.CSTNode) -> int:
        """Characters before a node on its line."""
        return self.text.span(node).column - 1


class Item:
    """An argument to be written: a value, or the arguments of an object that is made.

    Attributes:
        key: keyword.
        value: source of the value; ignored where there are parts.
        call: name of the class of the object.
        parts: its arguments.
        above, behind: comments on lines before it, and on its own line.
    """

    def __init__(
        self,
        key: str,
        value: str = "",
        *,
        call: str = "",
        parts: Iterable[Item] = (),
        above: Iterable[str] = (),
        behind: str = "",
    ) -> None:
        self.key, self.value, self.call = key, value, call
        self.parts = list(parts)
        self.above, self.behind = list(above), behind

    @property
    def has_comments(self) -> bool:
        """Whether it, or a part of it, has a comment."""
        return bool(self.above or self.behind) or any(part.has_comments for part in self.parts)

    def inline(self) -> str:
        """On one line."""
        value = f"{self.call}({', '.join(part.inline() for part in self.parts)})" if self.call else self.value
        return f"{self.key}={value}" if self.key else value

    def lines(self, margin: str) -> str:
        """On one line if it is short enough and has no comment, else with each part on lines of its own."""
        short = self.inline()
        fits = "\n" not in short and len(margin) + len(short) < MAX_LINE
        if not self.call or (fits and not self.has_comments):
            return short
        return (f"{self.key}=" if self.key else "") + call(self.call, self.parts, margin)


def call(name: str, items: list[Item], margin: str) -> str:
    """A call with each argument on lines of its own."""
    inner = f"{margin}    "
    lines = [f"{name}("]
    for item in items:
        lines += [f"{inner}{comment}" for comment in item.above]
        lines.append(f"{inner}{item.lines(inner)}," + (f"  {item.behind}" if item.behind else ""))
    return "\n".join([*lines, f"{margin})"])


def fitting(name: str, items: list[Item], margin: str, column: int) -> str:
    """A call on one line if it fits there from a column on, else divided."""
    whole = Item("", call=name, parts=items)
    short = whole.inline()
    if not whole.has_comments and "\n" not in short and column + len(short) <= MAX_LINE:
        return short
    return call(name, items, margin)
