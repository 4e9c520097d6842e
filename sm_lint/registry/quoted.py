"""Finding a string literal at a place where a value was declared, so that a fix can replace what it says."""

from __future__ import annotations

from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.rewrite import source_text
from sm_lint.registry.context import Context
from sm_lint.syntax.span import Place, Span


def quoted_at(place: Place, value: str, context: Context) -> Place | None:
    """The place of what the one string literal with this value says, within a place; its quotes are left out.

    Args:
        place: where the value was declared: the literal itself, or a table or call around it.
        value: what the literal says.
        context: knows the file that is being looked at, and the others.

    Returns:
        None where the literal is not there, is there twice, or the file cannot be read.
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
    """The text of a place in the file that is being looked at, or in one of its cells; None for other files."""
    text = _text(place, context) if place.path == context.path else None
    rows = [part for _, part, _ in _lines(text, place.span)] if text is not None else []
    return "\n".join(rows) if rows else None


def _text(place: Place, context: Context) -> str | None:
    """The text that the lines of a place are counted in; None where it cannot be read."""
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
    """Number, text and column offset of the parts of lines that a span covers."""
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
