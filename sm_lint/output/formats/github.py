"""Annotations of GitHub Actions.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.text import inside_line, one_line, relative, shown_note, shown_place

INFO = FormatInfo(
    "github",
    "annotations of GitHub Actions",
    details="Within GitHub Actions this is added to a report for people by itself.",
)

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One command per finding; paths are relative to ``GITHUB_WORKSPACE`` if it is set."""
    base = os.environ.get("GITHUB_WORKSPACE") or context.cwd
    for finding in findings:
        span, place = finding.place.span, finding.place
        line = context.sources.file_line(place)
        properties = {
            "title": f"sm-lint ({finding.code})",
            "file": inside_line(relative(place.path, base)),
            "line": str(line),
        }
        if place.cell is None:
            properties["endLine"] = str(span.end_line)
            # GitHub rejects columns on an annotation of several lines.
            if span.end_line == span.line:
                properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
        where = shown_place(place, base)
        message = "\n".join(
            [f"{where}: {finding.code} [{finding.name}] {one_line(finding.message)}"]
            + [f"= {shown_note(note, base)}" for note in finding.notes]
        )
        listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        yield f"::{_COMMAND[finding.severity]} {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
