"""The context of a format, besides the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.sources import Sources


class RuleText(NamedTuple):
    """The texts of a rule for a report.

    Attributes:
        summary: its first line.
        markdown: its whole page.
        severity: its default severity.
    """

    summary: str
    markdown: str
    severity: str


def _nothing_known(code: str) -> RuleText | None:
    return None


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The context of a format, besides the findings.

    Attributes:
        cwd: absolute folder against which paths are relative.
        sources: text of the files with findings.
        color: whether to write ANSI colours.
        width: columns of the terminal, for formats for people; None without a terminal.
        describe: returns the texts of a rule by code; None for an unknown rule.
    """

    cwd: str
    sources: Sources = field(default_factory=Sources)
    color: bool = False
    width: int | None = None
    describe: Callable[[str], RuleText | None] = _nothing_known


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """The description of an output format, used for help, completion, documentation and the selection of a report.

    Attributes:
        name: its name for ``--output-format``.
        summary: one line, without a full stop.
        for_people: whether it is read at a terminal; a summary line follows the findings.
        counts: writes the number of findings per rule, for ``--statistics``; None if the format cannot represent
            counts.
        language: language of the example in the documentation, as Markdown names it.
        details: Markdown for the page of output formats, below the summary.
    """

    name: str
    summary: str
    for_people: bool = False
    counts: Callable[[Sequence[Finding]], str] | None = None
    language: str = "text"
    details: str = ""


class Format(Protocol):
    """The interface of a format's module."""

    INFO: FormatInfo

    def render(self, findings: Sequence[Finding], context: RenderContext) -> Iterable[str]:
        """The report as pieces of text; the findings are sorted."""
        ...
