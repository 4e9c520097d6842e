"""What a format may know besides the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.sources import Sources


class RuleText(NamedTuple):
    """What a report says of a rule.

    Attributes:
        summary: its first line.
        markdown: its whole page.
        severity: the level it reports at unless a finding says otherwise.
    """

    summary: str
    markdown: str
    severity: str


def _nothing_known(code: str) -> RuleText | None:
    return None


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a format may know besides the findings.

    Attributes:
        cwd: absolute directory that paths are written relative to.
        sources: text of the files that findings stand in.
        color: write ANSI colours.
        width: columns of the terminal that formats for people are read on; None where there is none.
        describe: text about the rule with a code; None where nothing is known of it.
    """

    cwd: str
    sources: Sources = field(default_factory=Sources)
    color: bool = False
    width: int | None = None
    describe: Callable[[str], RuleText | None] = _nothing_known


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """What an output format is. Help, completion, documentation and the choice of a report are made from this.

    Attributes:
        name: the word for ``--output-format``.
        summary: one line, without a full stop.
        for_people: read at a terminal; a summary line follows the findings.
        counts: writes how many findings each rule has, for ``--statistics``; None if the format cannot hold counts.
        language: of the example in the documentation, as Markdown names it.
        details: Markdown for the page of output formats, below the summary.
    """

    name: str
    summary: str
    for_people: bool = False
    counts: Callable[[Sequence[Finding]], str] | None = None
    language: str = "text"
    details: str = ""


class Format(Protocol):
    """What the module of a format offers."""

    INFO: FormatInfo

    def render(self, findings: Sequence[Finding], context: RenderContext) -> Iterable[str]:
        """Pieces of text that make the report; findings come sorted."""
        ...
