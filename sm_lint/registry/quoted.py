"""Finds the string literal in which a value was declared, so that a fix can replace its content."""

from __future__ import annotations

from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.rewrite import source_text
from sm_lint.registry.context import Context
from sm_lint.syntax.span import Place, Span


def quoted_at(place: Place, value: str, context: Context) -> Place | None:
    """The place of the content of the only string literal with this value within a place, without its quotes.

    Args:
        place: where the value was declared: the literal itself, or an enclosing table or call.
        value: the value of the literal.
        context: provides the judged file and the others.

    Returns:
        None if there is no such literal, or more than one, or if the file cannot be read.
    """
    text = _text(place, context)
    if text is None:
        return None
    found = [
        (number, column)
        for number, line, offset in _lines(text, place.span)
        for quote in "\"'"
        for column in _occurrences(line, quote + value + quote, offset)
    ]
    if len(found) != 1:
        return None
    number, column = found[0]
    return Place(place.path, Span(number, column + 1, number, column + 1 + len(value)), place.cell)


def text_at(place: Place, context: Context) -> str | None:
    """The text at a place in the judged file or in one of its cells; None for other files."""
    text = _text(place, context) if place.path == context.path else None
    rows = [part for _, part, _ in _lines(text, place.span)] if text is not None else []
    return "\n".join(rows) if rows else None


def _text(place: Place, context: Context) -> str | None:
    """The text in which the lines of a place are counted; None if it cannot be read."""
    if place.path == context.path and place.cell is None:
        return context.text
    data = context.files.content(place.path)
    if data is None:
        return None
    try:
        return source_text(place, data).removeprefix("\ufeff")
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _lines(text: str, span: Span) -> list[tuple[int, str, int]]:
    """Number, text and column offset of each part of a line that a span covers."""
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    found = []
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        start = span.column - 1 if number == span.line else 0
        end = span.end_column - 1 if number == span.end_line else None
        found.append((number, lines[number - 1][start:end], start))
    return found


def _occurrences(line: str, wanted: str, offset: int) -> list[int]:
    columns = []
    at = line.find(wanted)
    while at >= 0:
        columns.append(offset + at + 1)
        at = line.find(wanted, at + 1)
    return columns
