"""Logging commands of Azure Pipelines.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.text import inside_line, one_line, relative

INFO = FormatInfo(
    "azure",
    "logging commands of Azure Pipelines",
)


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One command per finding; Azure has no level below warning."""
    for finding in findings:
        properties = {
            "type": "error" if finding.severity is Severity.ERROR else "warning",
            "sourcepath": inside_line(relative(finding.place.path, context.cwd)),
            "linenumber": str(context.sources.file_line(finding.place)),
            "columnnumber": str(finding.place.span.column),
            "code": finding.code,
        }
        listed = "".join(f"{key}={_property(value)};" for key, value in properties.items())
        yield f"##vso[task.logissue {listed}]{_data(f'[{finding.name}] {one_line(finding.message)}')}\n"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
