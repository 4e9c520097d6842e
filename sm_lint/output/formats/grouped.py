"""Findings under a heading per file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.paint import BOLD, SEVERITY, Paint
from sm_lint.output.text import one_line, shown_name

INFO = FormatInfo(
    "grouped",
    "one line per finding, under a heading per file",
    for_people=True,
    counts=statistics.table,
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """A heading per file, its findings indented below with their places aligned."""
    paint = Paint(context.color)
    for path, group in groupby(findings, key=lambda finding: finding.place.path):
        yield f"{paint(shown_name(path, context.cwd), BOLD)}:\n"
        rows = [(_where(finding), finding) for finding in group]
        width = max(len(where) for where, _ in rows)
        for where, finding in rows:
            code = paint(finding.code, SEVERITY[finding.severity.value])
            yield f"  {where:<{width}}  {code} [{finding.name}] {one_line(finding.message)}\n"
        yield "\n"


def _where(finding: Finding) -> str:
    cell = f"cell {finding.place.cell}:" if finding.place.cell is not None else ""
    return f"{cell}{finding.place.span.line}:{finding.place.span.column}"
