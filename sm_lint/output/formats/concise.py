"""``path:line:column: severity CODE [name] message``, one line per finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.paint import BOLD, SEVERITY, Paint
from sm_lint.output.text import one_line, shown_place

INFO = FormatInfo(
    "concise",
    "one line per finding",
    for_people=True,
    counts=statistics.table,
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One line per finding."""
    paint = Paint(context.color)
    for finding in findings:
        place = paint(shown_place(finding.place, context.cwd), BOLD)
        what = paint(f"{finding.severity.value} {finding.code}", SEVERITY[finding.severity.value])
        yield f"{place}: {what} [{finding.name}] {one_line(finding.message)}\n"
