"""GitLab's code quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.fingerprint import fingerprints
from sm_lint.output.text import encodable, json_text, shown_path

INFO = FormatInfo(
    "gitlab",
    "GitLab code quality report",
    language="json",
    details="For `artifacts: reports: codequality`.",
)

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One document; paths are relative to the project's directory, which GitLab sets in ``CI_PROJECT_DIR``."""
    context = replace(context, cwd=os.environ.get("CI_PROJECT_DIR") or context.cwd)
    issues = [
        _issue(finding, sha256(f"{digest}:{number}".encode()).hexdigest(), context)
        for finding, digest, number in fingerprints(findings, context)
    ]
    yield json_text(issues, indent=2)
    yield "\n"


def _issue(finding: Finding, fingerprint: str, context: RenderContext) -> dict[str, Any]:
    span = finding.place.span
    line = context.sources.file_line(finding.place)
    return {
        "description": f"{finding.code}: {encodable(finding.message)}",
        "check_name": finding.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": shown_path(finding.place.path, context.cwd),
            "positions": {
                "begin": {"line": line, "column": span.column},
                "end": {"line": line + span.end_line - span.line, "column": span.end_column},
            },
        },
    }
