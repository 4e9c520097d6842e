"""An array with one object per finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.record import record
from sm_lint.output.text import json_text

INFO = FormatInfo(
    "json",
    "array of objects",
    counts=statistics.document,
    language="json",
    details="An array. Keys may be added in later versions; none is taken away. `cell` is the number of a notebook's cell.",
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One document; ``[]`` without findings."""
    yield json_text([record(finding, context) for finding in findings], indent=2)
    yield "\n"
