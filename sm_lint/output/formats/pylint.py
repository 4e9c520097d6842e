"""``path:line: [CODE] message``, the format of Pylint's parseable output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.text import one_line, shown_name

INFO = FormatInfo(
    "pylint",
    "one line per finding, as Pylint's parseable output",
    details="For what reads Pylint's parseable output, such as Jenkins and SonarQube.",
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One line per finding; in a notebook, the line is that of the file."""
    for finding in findings:
        path = shown_name(finding.place.path, context.cwd)
        line = context.sources.file_line(finding.place)
        yield f"{path}:{line}: [{finding.code}({finding.name})] {one_line(finding.message)}\n"
