"""Code frames: the source lines shown with a finding."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from sm_lint.output.columns import display_width
from sm_lint.output.sources import Sources
from sm_lint.output.text import CI_COMMAND, hexadecimal, without_controls
from sm_lint.syntax.span import Place

_CONTEXT = 2
_WIDTH = 140
_LEAD = 40
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Frame:
    """Numbered lines and the underline of the last of them.

    Attributes:
        lines: line numbers with printable text.
        underline: carets below the last line, with leading spaces.
        width: number of digits of the largest line number.
    """

    lines: tuple[tuple[int, str], ...]
    underline: str
    width: int


def frame(place: Place, sources: Sources) -> Frame | None:
    """The line of a place with up to two preceding non-blank lines; None if the text is not available."""
    line = sources.line(place)
    if line is None:
        return None
    number = place.span.line
    start = min(place.span.column - 1, len(line))
    end = place.span.end_column - 1 if place.span.end_line == number else len(line.rstrip())
    head, marked, tail, cut = _window(line, start, max(end, start))
    before = [(n, sources.line(place, n) or "") for n in range(max(1, number - _CONTEXT), number)]
    lines = [(n, _clipped(_printable(text)[0], cut)) for n, text in before if text.strip()]
    lines.append((number, head + marked + tail))
    underline = " " * display_width(head) + "^" * max(1, display_width(marked))
    return Frame(tuple(lines), underline, len(str(number)))


def _printable(*pieces: str) -> list[str]:
    """The parts of a line without control characters, and without commands for a CI runner in their concatenation."""
    shown = [without_controls(piece.replace("\t", _TAB)) for piece in pieces]
    commands = {match.start(): hexadecimal(match) for match in CI_COMMAND.finditer("".join(shown))}
    if not commands:
        return shown
    ends = list(accumulate(map(len, shown)))
    return [
        "".join(commands.get(end - len(piece) + index, character) for index, character in enumerate(piece))
        for end, piece in zip(ends, shown)
    ]


def _window(line: str, start: int, end: int) -> tuple[str, str, str, int]:
    """The text before, in and after the span, cut to a width; and how much was cut at the front."""
    cut = max(0, start - _LEAD) if end > _WIDTH else 0
    stop = cut + _WIDTH
    shortened = "…" if len(line) > stop else ""
    head, marked, tail = _printable(line[cut:start], line[start : min(end, stop)], line[end : max(end, stop)])
    return ("…" if cut else "") + head, marked, tail.rstrip() + shortened, cut


def _clipped(text: str, cut: int) -> str:
    shown = ("…" if cut and len(text) > cut else "") + text[cut : cut + _WIDTH]
    return (shown + ("…" if len(text) > cut + _WIDTH else "")).rstrip()
