"""Reviewdog's diagnostic format; columns are bytes of UTF-8.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sm_lint.diagnostics.finding import Finding, Fix
from sm_lint.links import HOMEPAGE, rule_url
from sm_lint.output.columns import utf8_column
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.text import encodable, json_text, shown_path
from sm_lint.syntax.span import Place

INFO = FormatInfo(
    "rdjson",
    "Reviewdog diagnostic format",
    language="json",
    details="For reviewdog: `sm-lint --output-format rdjson | reviewdog -f=rdjson`. Columns are bytes of UTF-8.",
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One document."""
    report = {
        "source": {"name": "sm-lint", "url": HOMEPAGE},
        "diagnostics": [_diagnostic(finding, context) for finding in findings],
    }
    yield json_text(report, indent=2)
    yield "\n"


def _diagnostic(finding: Finding, context: RenderContext) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "message": encodable(finding.message),
        "location": {"path": shown_path(finding.place.path, context.cwd), "range": _range(finding.place, context)},
        "severity": finding.severity.value.upper(),
        "code": {"value": finding.code, "url": rule_url(finding.name)},
    }
    if finding.fix is not None and _suggestible(finding.fix, finding.place):
        shown["suggestions"] = [
            {"range": _range(edit.place, context), "text": encodable(edit.content)} for edit in finding.fix.edits
        ]
    return shown


def _suggestible(fix: Fix, place: Place) -> bool:
    """A suggestion must be in the file of its diagnostic, and notebooks have no lines for suggestions."""
    return place.cell is None and all(edit.place.path == place.path for edit in fix.edits)


def _range(place: Place, context: RenderContext) -> dict[str, Any]:
    if place.cell is not None:
        return {"start": {"line": context.sources.file_line(place)}}
    span = place.span
    return {
        "start": _position(place, span.line, span.column, context),
        "end": _position(place, span.end_line, span.end_column, context),
    }


def _position(place: Place, line: int, column: int, context: RenderContext) -> dict[str, int]:
    text = context.sources.line(place, line)
    return {"line": line, "column": column if text is None else utf8_column(text, column)}
