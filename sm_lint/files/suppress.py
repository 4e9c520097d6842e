"""Parses suppression comments.

They are found among the tokens: the same text in a string has no effect. A file without any such text costs one search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, cast

from sm_lint.files.line_spans import LineSpans
from sm_lint.patterns import regex
from sm_lint.syntax.span import Span
from sm_lint.syntax.tokens import Token, tokens

Kind = Literal["noqa", "ignore", "ignore-file", "off", "on", "invalid"]

_MARKER = regex(r"#[ \t]*(?:noqa\b|sm-lint[ \t]*:)", re.IGNORECASE)
# Matches comments addressed to this linter, unlike a bare `noqa` or a `noqa` for other tools only.
_OURS = regex(r"#[ \t]*(?:noqa[ \t]*:[^\r\n]*\bSM|sm-lint[ \t]*:)", re.IGNORECASE)
_REASON = r"(?P<reason>(?:(?!\#\s|\#noqa|\#sm-lint).)*)"
_CODE = r"(?:SM[A-Z]?|[A-Z]+[0-9]+)\b"
_NOQA = regex(rf"#\s*noqa\b(?:\s*:\s*(?P<codes>{_CODE}(?:[\s,]+{_CODE})*))?{_REASON}", re.IGNORECASE)
_OWN = regex(rf"#\s*sm-lint\s*:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<codes>[^\[\]#]*)\])?{_REASON}", re.IGNORECASE)
_OUR_CODE = regex(r"SM(?:[A-Z][0-9]*)?", re.IGNORECASE)
_ITEM = regex(r"[^\s,]+")
_NEWLINE = regex(r"\r\n?|\n")

_RANK: dict[Kind, int] = {"noqa": 3, "ignore": 3, "off": 2, "ignore-file": 1}


@dataclass(slots=True)
class Suppression:
    """One suppression comment, or one part of a comment.

    Attributes:
        kind: ``noqa``, ``ignore``, ``ignore-file``, ``off``, ``on``; ``invalid`` for any other ``sm-lint:`` comment.
        span: from the ``#`` to the end of the reason.
        listed: the listed selectors as written, each with its place: codes, prefixes of codes, names of rules; in a
            `noqa` also codes of other tools. Empty means all rules.
        reason: the text after the list.
        first_line: first line that it applies to.
        last_line: last line that it applies to; None for the end of the file.
        used_codes: those of `codes` that suppressed a finding; for a comment without a list, the codes of the findings.
        known: codes of all rules, in capitals; those of plugins may have any form.
    """

    kind: Kind
    span: Span
    listed: tuple[tuple[str, Span], ...] = ()
    reason: str = ""
    first_line: int = 0
    last_line: int | None = 0
    used_codes: set[str] = field(default_factory=set)
    known: Collection[str] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The listed selectors of this linter; in a `noqa`, plugin codes, and unambiguous ones such as ``SMC001``."""
        return tuple(code for code, _ in self.listed if self.kind != "noqa" or self._is_ours(code))

    def _is_ours(self, code: str) -> bool:
        return _OUR_CODE.fullmatch(code) is not None or code.upper() in self.known

    @property
    def used(self) -> bool:
        """Whether it suppressed a finding or, for ``on``, ended a range."""
        return bool(self.used_codes)

    @property
    def unused_codes(self) -> tuple[str, ...]:
        """Those of `codes` that suppressed nothing."""
        return tuple(code for code in self.codes if code not in self.used_codes)

    def matching(self, selectors: Collection[str]) -> list[str]:
        """The listed selectors that match a rule with these codes and names; a plugin's rule may have any code."""
        return [code for code, _ in self.listed if _stands_for(code, selectors)]


def _stands_for(written: str, selectors: Collection[str]) -> bool:
    if _OUR_CODE.fullmatch(written):
        return any(selector.startswith(written.upper()) for selector in selectors)
    return written.lower() in selectors


class Suppressions:
    """All suppression comments of one file, with a record of which were used."""

    def __init__(self, text: str, known: Collection[str] = ()) -> None:
        self._text = text
        self._known = known
        self._comments: _Comments | None = None
        self._speaking: dict[tuple[str, ...], _Speaking] = {}

    @classmethod
    def parse(cls, text: str, known: Collection[str] = ()) -> Suppressions:
        """The suppressions in a Python text. Never raises; the text is tokenized on the first query.

        Args:
            text: the Python text.
            known: codes of all rules, in capitals: a `noqa` that lists a plugin's code is addressed to this linter.
        """
        return cls(text, known)

    @property
    def all(self) -> tuple[Suppression, ...]:
        """The comments addressed to this linter, in text order. A bare `noqa` is not specific to it."""
        if not _OURS.search(self._text) and not self._names_plugins():
            return ()
        return tuple(each for each in self._read().found if each.kind != "noqa" or each.codes)

    def _names_plugins(self) -> bool:
        """Whether the text contains the code of a plugin's rule, and a comment that could list it."""
        theirs = [code for code in self._known if not code.startswith("SM")]
        if not theirs or not _MARKER.search(self._text):
            return False
        text = self._text.upper()
        return any(code in text for code in theirs)

    def suppresses(self, code: str, name: str, line: int, others: Sequence[str] = ()) -> Suppression | None:
        """The suppression that applies to a finding, the most specific one if there are several.

        All that apply are marked as used.

        Args:
            code: code of the rule.
            name: its name.
            line: line on which the finding begins, counted from 1.
            others: former codes and names of the rule.
        """
        if not _MARKER.search(self._text):
            return None
        comments = self._read()
        selectors = (code, name, *others)
        speaking = self._speaking.get(selectors)
        if speaking is None:
            speaking = self._speaking[selectors] = _Speaking(comments.found, selectors)
        return speaking.suppress(*comments.logical_line(line))

    def removal(self, suppression: Suppression, codes: Collection[str]) -> tuple[Span, str]:
        """The edit that removes some codes from a comment, as a span and its replacement.

        If no code remains, the comment is removed, together with the space before it if nothing follows, and with its
        line if it is alone on it and no backslash continues the line above: that would continue with the line below.
        """
        gone = frozenset(codes)
        kept = [code for code, _ in suppression.listed if code not in gone]
        if kept:
            first, last = suppression.listed[0][1], suppression.listed[-1][1]
            return Span(first.line, first.column, last.end_line, last.end_column), ", ".join(kept)
        span = suppression.span
        line = self._read().line_text(span.line)
        before, behind = line[: span.column - 1], line[span.end_column - 1 :]
        if behind.strip():
            return Span(span.line, span.column, span.end_line, len(line) - len(behind.lstrip()) + 1), ""
        continued = span.line > 1 and self._read().line_text(span.line - 1).endswith("\\")
        if not before.strip() and not continued and self._read().has_line(span.line + 1):
            return Span(span.line, 1, span.line + 1, 1), ""
        return Span(span.line, len(before.rstrip()) + 1, span.end_line, len(line) + 1), ""

    def _read(self) -> _Comments:
        if self._comments is None:
            self._comments = _Comments(self._text, self._known)
        return self._comments


class _Speaking:
    """The suppressions that apply to one rule.

    Args:
        found: all suppressions, in text order.
        selectors: the code and name of the rule, and its former ones.
    """

    def __init__(self, found: Sequence[Suppression], selectors: tuple[str, ...]) -> None:
        rows = [
            (each, each.matching(selectors) if each.listed else [selectors[0]]) for each in found if each.kind in _RANK
        ]
        self._rows = sorted((row for row in rows if row[1]), key=lambda row: row[0].first_line)
        self._spans = _spans(each for each, _ in self._rows)
        self._ranks = [
            (ranked, _spans(ranked))
            for rank in sorted({*_RANK.values()}, reverse=True)
            if (ranked := [each for each, _ in self._rows if _RANK[each.kind] == rank])
        ]

    def suppress(self, first: int, last: int) -> Suppression | None:
        """The most specific suppression of some lines; all that apply are marked as used."""
        for index in self._spans.fresh(first, last):
            each, codes = self._rows[index]
            each.used_codes.update(codes)
        for ranked, spans in self._ranks:
            found = spans.earliest(first, last)
            if found is not None:
                return ranked[found]
        return None


def _spans(found: Iterable[Suppression]) -> LineSpans:
    return LineSpans([(each.first_line, inf if each.last_line is None else each.last_line) for each in found])


class _Comments:
    """The comments and logical lines of a text, found in one pass over its tokens.

    Attributes:
        found: the suppressions, in text order.
    """

    def __init__(self, text: str, known: Collection[str] = ()) -> None:
        self.found: list[Suppression] = []
        self._text = text
        self._known = known
        self._line_starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
        self._firsts: list[int] = []  # first line of each logical line; the next list holds the last lines
        self._lasts: list[int] = []
        self._above: list[Suppression] = []  # comments that apply to the logical line below
        self._beside: list[Suppression] = []  # comments that apply to the logical line they are on
        self._open: dict[str, list[Suppression]] = {}  # by the alphabetically first of their codes
        self._scan()

    def logical_line(self, line: int) -> tuple[int, int]:
        """The first and last line of the statement, or the head of the compound statement, that contains a line."""
        index = bisect_right(self._firsts, line) - 1
        if index >= 0 and line <= self._lasts[index]:
            return self._firsts[index], self._lasts[index]
        return line, line

    def has_line(self, line: int) -> bool:
        """Whether there is a line of this number, even an empty one."""
        return line <= len(self._line_starts)

    def line_text(self, line: int) -> str:
        """A line without its line ending."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self._text)
        return self._text[start:end].rstrip("\r\n")

    def _scan(self) -> None:
        depth = 0
        first: Token | None = None
        for token in tokens(self._text):
            if token.kind == "comment":
                self._comment(token, alone=first is None)
            elif token.kind == "newline":
                if depth == 0 and first is not None:
                    self._end_line(first, token.start)
                    first = None
            else:
                first = first or token
                depth = max(0, depth + (token.kind == "open") - (token.kind == "close"))
        if first is not None:
            self._end_line(first, len(self._text))

    def _end_line(self, first: Token, end: int) -> None:
        """Finish a logical line: comments beside it and above it apply to its lines."""
        start_line, end_line = self._line(first.start), self._line(end)
        self._firsts.append(start_line)
        self._lasts.append(end_line)
        for each in self._beside:
            each.first_line, each.last_line = start_line, end_line
        self._beside.clear()
        for each in self._above:
            each.first_line, each.last_line = each.first_line or start_line, end_line
        # A comment above a decorator applies to all decorators and the head of the definition.
        if self._text[first.start] != "@":
            self._above.clear()

    def _comment(self, token: Token, *, alone: bool) -> None:
        text = self._text[token.start : token.end]
        for marker in _MARKER.finditer(text):
            match = _NOQA.match(text, marker.start()) or _OWN.match(text, marker.start())
            if match is not None:
                self._add(match, token.start, alone=alone)

    def _add(self, match: re.Match[str], offset: int, *, alone: bool) -> None:
        kind = _kind(match)
        start = offset + match.start("codes")
        items = _ITEM.finditer(match["codes"] or "")
        listed = tuple((item.group(), self._span(start + item.start(), start + item.end())) for item in items)
        end = offset + match.start() + len(match.group().rstrip())
        suppression = Suppression(
            kind, self._span(offset + match.start(), end), listed, match["reason"].strip(), known=self._known
        )
        line = suppression.span.line
        suppression.first_line = suppression.last_line = line
        self.found.append(suppression)
        if kind == "ignore-file":
            suppression.first_line, suppression.last_line = 1, None
        elif kind == "off":
            suppression.last_line = None
            self._open.setdefault(min(suppression.codes, default=""), []).append(suppression)
        elif kind == "on":
            self._close(suppression)
        elif kind == "ignore" and alone:
            suppression.first_line = suppression.last_line = 0
            self._above.append(suppression)
        elif not alone:
            self._beside.append(suppression)

    def _close(self, on: Suppression) -> None:
        """End the ranges that an ``on`` names: those that list nothing else, or all."""
        codes = {*on.codes}
        for code in codes or [*self._open]:
            left: list[Suppression] = []
            for each in self._open.pop(code, ()):
                if codes and not (each.codes and {*each.codes} <= codes):
                    left.append(each)
                    continue
                each.last_line = on.span.line
                on.used_codes.update(each.codes or ("",))
            if left:
                self._open[code] = left

    def _line(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset)

    def _span(self, start: int, end: int) -> Span:
        line = self._line(start)
        base = self._line_starts[line - 1] - 1
        return Span(line, start - base, line, end - base)


def _kind(match: re.Match[str]) -> Kind:
    if "verb" not in match.re.groupindex:
        return "noqa"
    verb = match["verb"].lower()
    codes, reason = match["codes"], match["reason"].strip()
    # An empty list, an unclosed bracket, or codes outside brackets: accepting them would suppress more than was meant.
    mistaken = reason.startswith("[") or _is_code(reason) if codes is None else not _ITEM.search(codes)
    if mistaken or verb not in ("ignore", "ignore-file", "off", "on"):
        return "invalid"
    return cast("Kind", verb)


def _is_code(reason: str) -> bool:
    word = _ITEM.match(reason)
    return word is not None and len(word.group()) > 2 and _OUR_CODE.fullmatch(word.group()) is not None
