"""Header, code frame with the span underlined, origins of values, and the fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from sm_lint.diagnostics.finding import Finding, Fix
from sm_lint.output import statistics
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.frame import frame
from sm_lint.output.paint import BLUE, BOLD, FAINT, GREEN, SEVERITY, Paint
from sm_lint.output.text import one_line, shown_note, shown_place

INFO = FormatInfo(
    "full",
    "header, code frame, where each value came from, and the fix",
    for_people=True,
    counts=statistics.table,
)
_NARROWEST = 40  # columns


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """A block per finding, with an empty line between blocks and after the last."""
    paint = Paint(context.color)
    for finding in findings:
        yield _header(finding, context, paint)
        yield from (f"  {line}\n" for line in _wrapped(one_line(finding.message), context.width))
        shown = frame(finding.place, context.sources)
        if shown:
            width = shown.width
            rows = [(str(number), text) for number, text in shown.lines]
            rows.append(("", paint(shown.underline, SEVERITY[finding.severity.value])))
            for number, text in rows:
                yield f"{paint(f'   {number:>{width}} |', BLUE)} {text}".rstrip() + "\n"
        for note in finding.notes:
            yield f"   {paint('=', BLUE)} {paint(shown_note(note, context.cwd), FAINT)}\n"
        if finding.fix is not None:
            yield f"   {paint('=', BLUE)} {paint(_fix(finding.fix), GREEN)}\n"
        yield "\n"


def _wrapped(message: str, width: int | None) -> list[str]:
    """The lines of a message, wrapped to the terminal; words such as paths stay whole."""
    if width is None or len(message) + 2 <= width:
        return [message]
    return wrap(message, max(width - 2, _NARROWEST), break_long_words=False, break_on_hyphens=False)


def _header(finding: Finding, context: RenderContext, paint: Paint) -> str:
    style = SEVERITY[finding.severity.value]
    place = paint(shown_place(finding.place, context.cwd), BOLD)
    return f"{place} {paint(finding.code, style)} [{finding.name}] {paint(finding.severity.value, style)}\n"


def _fix(fix: Fix) -> str:
    return f"fix ({fix.applicability.value}): {one_line(fix.message)}"
