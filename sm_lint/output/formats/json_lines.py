"""One JSON object per line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.record import record
from sm_lint.output.text import json_text

INFO = FormatInfo(
    "json-lines",
    "one object per line",
    counts=statistics.lines,
    language="json",
    details="The same objects, each on a line, for `jq` and log collectors.",
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One line per finding; nothing without findings."""
    for finding in findings:
        yield json_text(record(finding, context)) + "\n"
