"""Formats findings for pictures: messages without markup, and the list below a stand-alone picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.links import Sources, rule_of
from sm_lint.graph.drawing.measure import SANS, fitted, text_width
from sm_lint.graph.model import Remark
from sm_lint.patterns import regex

LINE = 18.0
GAP = 10.0
_SIZE = 12.0
_MOST_LINES = 3
_QUOTED = regex(r"`([^`]+)`")


def plain(message: str) -> str:
    """A message without the backticks around what it quotes."""
    return _QUOTED.sub(r"\1", message)


def markup(message: str) -> str:
    """A message as HTML, with quotations as code."""
    parts = _QUOTED.split(message)
    return "".join(f"<code>{escaped(part)}</code>" if n % 2 else escaped(part) for n, part in enumerate(parts))


def titled(remarks: Sequence[Remark]) -> str:
    """The findings as the lines of a tooltip."""
    return "".join(f"\n{remark.code} {plain(remark.message)} ({remark.where})" for remark in remarks)


def listed(remarks: Sequence[Remark], sources: Sources, width: float) -> tuple[str, float]:
    """The findings as SVG below a picture, linked to their rules and places; and the height of the list."""
    parts: list[str] = []
    y = 0.0
    for remark in remarks:
        y += GAP + LINE
        indent = text_width(f"{remark.code}  ", _SIZE)
        where = fitted(remark.where, _SIZE, width - indent, end=True)
        parts.append(
            f'<g class="remark {remark.severity.value}"><title>{escaped(titled([remark]).strip())}</title>'
            f'<a href="{escaped(rule_of(remark))}"><text class="code" y="{y:g}">{escaped(remark.code)}</text></a>'
            f'<a href="{escaped(sources.place(remark.place))}"><text class="where" x="{indent:g}" y="{y:g}">'
            f"{escaped(where)}</text></a>"
        )
        for line in _lines(plain(remark.message), width):
            y += LINE
            parts.append(f'<text class="message" y="{y:g}">{escaped(line)}</text>')
        parts.append("</g>\n")
    return "".join(parts), y + GAP if remarks else 0.0


def _lines(text: str, width: float) -> Iterator[str]:
    """A text wrapped to a width; a last line that is too long is cut."""
    line, rest = "", text.split(" ")
    for number in range(_MOST_LINES):
        line = ""
        while rest and (not line or text_width(f"{line} {rest[0]}", _SIZE, SANS) <= width):
            line = f"{line} {rest.pop(0)}" if line else rest.pop(0)
        if number == _MOST_LINES - 1:
            line = " ".join((line, *rest))
            rest = []
        if line:
            yield fitted(line, _SIZE, width, SANS)
