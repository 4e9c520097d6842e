"""Texts of files as Python, notebooks and TOML have them, and whether a position lies inside; written independently of the linter."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import warnings
from functools import lru_cache

from sm_lint import Edit, Place, Span
from tests.fuzz.inputs import Failure

_LINE = re.compile(r"\r\n|\r|\n")


def text_of(data: bytes) -> str:
    """The text of a file; of bytes that belong to no encoding, something with as many lines."""
    try:
        codec = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return data.decode(codec).removeprefix("\ufeff")
    except (SyntaxError, UnicodeError, LookupError, ValueError):
        return data.decode("latin-1")


def is_decodable(data: bytes) -> bool:
    """Does the file hold text in the encoding that it declares?"""
    try:
        data.decode(tokenize.detect_encoding(io.BytesIO(data).readline)[0])
    except (SyntaxError, UnicodeError, LookupError, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def lines_of(text: str) -> tuple[str, ...]:
    """Lines without their ends; a form feed or a separator does not end one."""
    return tuple(_LINE.split(text))


def cell_text(data: bytes, number: int) -> str | None:
    """The source of a cell, counted from 1; None where there is none."""
    try:
        cells = json.loads(data.decode("utf-8-sig", "surrogatepass"))["cells"]
        source = cells[number - 1]["source"]
        # Only the texts of a list count.
        return "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else str(source)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None


def _text_at(place: Place, data: bytes) -> str:
    if place.cell is None:
        return text_of(data)
    text = cell_text(data, place.cell)
    if text is None:
        raise Failure("place outside", f"there is no cell {place.cell}")
    return text


def check_place(place: Place, data: bytes, what: str) -> None:
    """A position lies inside its text.

    Raises:
        Failure: it does not.
    """
    text = _text_at(place, data)
    lines = lines_of(text)
    span = place.span
    if place.cell is None and not is_decodable(data):
        lines = ("x" * len(data),) * len(lines)  # which column a byte is in, nothing says
    if (span.end_line, span.end_column) < (span.line, span.column):
        raise Failure("place outside", f"{what}: the end is before the start", f"{place}")
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        if not 1 <= line <= len(lines) or not 1 <= column <= len(lines[line - 1]) + 1:
            within = len(lines[line - 1]) if 1 <= line <= len(lines) else None
            raise Failure("place outside", what, f"{place}: {len(lines)} lines, the line has {within} characters")


def offset(text: str, line: int, column: int) -> int:
    """Offset of a position, in code points."""
    starts = [0, *(match.end() for match in _LINE.finditer(text))]
    return starts[line - 1] + column - 1


def edited(data: bytes, edits: list[Edit]) -> str:
    """The text of a file, or of the one cell that is edited, after edits that do not overlap."""
    text = _text_at(edits[0].place, data)
    places = sorted({(edit.place.span, edit.content) for edit in edits}, reverse=True)
    for span, content in places:
        start, end = offset(text, span.line, span.column), offset(text, span.end_line, span.end_column)
        text = text[:start] + content + text[end:]
    return text


def is_python(text: str) -> bool:
    """Does CPython's parser accept the text?"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def compiles(data: bytes) -> bool:
    """Does CPython compile the file?"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, "x.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, UnicodeError, LookupError):
        return False
    return True


class Tokens:
    """Where the tokens of a Python text begin and end, as positions that count from 1."""

    def __init__(self, text: str) -> None:
        self.starts: set[tuple[int, int]] = set()
        self.ends: set[tuple[int, int]] = set()
        self.opaque: list[tuple[tuple[int, int], tuple[int, int]]] = []
        plain = _LINE.sub("\n", text)
        opaque = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1)}
        for token in tokenize.generate_tokens(io.StringIO(plain).readline):
            start, end = (token.start[0], token.start[1] + 1), (token.end[0], token.end[1] + 1)
            self.starts.add(start)
            self.ends.add(end)
            if token.type in opaque:
                self.opaque.append((start, end))

    def fit(self, span: Span) -> bool:
        """Does a span hold whole tokens, or lie within one string or comment?"""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        if start in self.starts and (end in self.ends or end == start):
            return True
        return any(first <= start and end <= last for first, last in self.opaque)


@lru_cache(maxsize=16)
def tokens_of(text: str) -> Tokens | None:
    """The tokens of a text; None where Python's tokenizer does not go through with it."""
    if "\f" in text or "\0" in text:
        return None  # columns after a form feed are not those of the text
    try:
        return Tokens(text)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
