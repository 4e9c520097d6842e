"""One JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sm_lint.lint.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.record import record


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One line per finding; nothing when nothing was found."""
    for finding in findings:
        yield json.dumps(record(finding, context)) + "\n"
