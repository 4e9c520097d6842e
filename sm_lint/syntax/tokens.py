"""Tokenizes Python source as far as needed for nesting and comments.

Unlike `tokenize`, it supports the newest f-strings on every Python, and ends without an error if the text is not
Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sm_lint.patterns import regex

Kind = Literal["comment", "newline", "string", "word", "open", "close", "separator", "colon", "operator"]


class Token(NamedTuple):
    """A piece of text between two offsets.

    An f-string is several tokens: a ``string`` up to its first field, then for each field an ``open`` (its brace), the
    tokens of its content, and a ``close`` that continues to the next field or to the end of the string. A format
    specification is part of the preceding ``colon`` or ``close``.
    """

    kind: Kind
    start: int
    end: int


_TOKEN = regex(
    r"""
      (?P<skip> [ \t\f]+ | \\(?:\r\n?|\n) )
    | (?P<comment> \#[^\r\n]* )
    | (?P<newline> \r\n?|\n )
    | (?P<string> (?P<prefix>[rRbBuUfFtT]|[rR][bBfFtT]|[bBfFtT][rR]|)(?P<quote>\"""|'''|"|') )
    | (?P<word> \w+ )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | (?P<separator> [,;] )
    | (?P<colon> :=? )
    | (?P<operator> \*\* | // | << | >> | [=!<>+\-*/%&|^@]= | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_STRING_END = {
    '"""': regex(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
    "'''": regex(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    '"': regex(r'[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"', re.DOTALL),
    "'": regex(r"[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'", re.DOTALL),
}


def _field_or_end(quote: str) -> re.Pattern[str]:
    """The text of an f-string up to its end or its next field."""
    mark = quote[0]
    text = [rf"[^\\{{{mark}]", r"\\[^{]", r"\\(?={)", r"{{"]
    if len(quote) == 3:
        text.append(f"{mark}(?!{mark * 2})")
    else:
        text[:2] = [rf"[^\\{{{mark}\r\n]", r"\\\r\n", r"\\[^{]"]
    return re.compile(f"(?:{'|'.join(text)})*(?P<stop>{{|{quote})", re.DOTALL)


_FIELD_OR_END = {quote: _field_or_end(quote) for quote in _STRING_END}
_SPECIFICATION = ":"
_FIELD_OR_END[_SPECIFICATION] = regex(r"[^{}]*(?P<stop>[{}])")


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens in text order, starting at an offset outside all strings and brackets.

    They end at an unterminated string.
    """
    return _Scanner(text, start).scan()


class LogicalLine(NamedTuple):
    """A statement, or the head of a compound statement.

    Attributes:
        end: offset after its line ending; None if the text ends first: in its last line, in a string, or between
            brackets.
        last: kind of its last token that is not a comment; None for a blank line.
    """

    end: int | None
    last: Kind | None


def logical_line(text: str, start: int) -> LogicalLine:
    """The logical line that begins at an offset."""
    depth = 0
    last: Kind | None = None
    for token in tokens(text, start):
        if token.kind == "newline":
            if depth == 0:
                return LogicalLine(token.end, last)
        elif token.kind != "comment":
            last = token.kind
            depth = max(0, depth + (token.kind == "open") - (token.kind == "close"))
    return LogicalLine(None, last)


class _Scanner:
    """Reads tokens and tracks open brackets.

    Attributes:
        open: for each open bracket, the quote of the f-string whose field it is, :data:`_SPECIFICATION` for a field
            within a format specification, or an empty string.
    """

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.position = start
        self.open: list[str] = []

    def scan(self) -> Iterator[Token]:
        while match := _TOKEN.match(self.text, self.position):
            self.position = match.end()
            kind = match.lastgroup
            if kind == "skip":
                continue
            if kind == "string":
                yield from self._string(match)
                continue
            if kind == "open":
                self.open.append("")
            elif kind == "close" and self.open:
                yield from self._close(match.start())
                continue
            elif kind == "colon" and self.open and self.open[-1]:
                yield from self._specification(match.start())
                continue
            yield Token(kind, match.start(), match.end())  # type: ignore[arg-type] # the names of the groups

    def _string(self, match: re.Match[str]) -> Iterator[Token]:
        quote = match["quote"]
        if set("fFtT").intersection(match["prefix"]):
            yield from self._up_to_field("string", match.start(), quote)
            return
        end = _STRING_END[quote].match(self.text, self.position)
        self.position = end.end() if end else len(self.text)
        if end:
            yield Token("string", match.start(), self.position)

    def _close(self, start: int) -> Iterator[Token]:
        quote = self.open.pop()
        if quote == _SPECIFICATION:
            yield from self._specification(start, "close")
        elif quote:
            yield from self._up_to_field("close", start, quote)
        else:
            yield Token("close", start, self.position)

    def _up_to_field(self, kind: Kind, start: int, quote: str) -> Iterator[Token]:
        """A token that continues the text of an f-string, and the brace of the field that follows it."""
        match = _FIELD_OR_END[quote].match(self.text, self.position)
        if match is None:
            self.position = len(self.text)
            return
        self.position = match.end()
        if match["stop"] != "{":
            yield Token(kind, start, self.position)
            return
        yield Token(kind, start, self.position - 1)
        yield self._field(quote)

    def _specification(self, start: int, kind: Kind = "colon") -> Iterator[Token]:
        """A token that continues a format specification, and the brace of the next field in it, if there is one."""
        match = _FIELD_OR_END[_SPECIFICATION].match(self.text, self.position)
        if match is None:
            self.position = len(self.text)
            return
        self.position = match.end() - 1
        yield Token(kind, start, self.position)
        if match["stop"] == "{":
            self.position += 1
            yield self._field(_SPECIFICATION)

    def _field(self, quote: str) -> Token:
        self.open.append(quote)
        return Token("open", self.position - 1, self.position)
