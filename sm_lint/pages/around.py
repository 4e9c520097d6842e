"""What all pages need: links to other pages and to sources, and outcomes in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.graph.drawing.links import Sources
from sm_lint.output.text import count, shown_path, shown_place
from sm_lint.pages.blocks import Anchor, Code, Piece, Text, Tone
from sm_lint.survey.model import Comparison, Script, Survey
from sm_lint.syntax.span import Place

_STATUSES: dict[str, str] = {
    "error": "errors",
    "warning": "warnings",
    "info": "remarks",
    "open": "nothing found; something could not be determined",
    "pass": "complies",
    "none": "not compared",
}


@dataclass(frozen=True)
class Around:
    """What pages need besides their subject.

    Attributes:
        survey: everything that is known.
        keys: keys of the pages, by the absolute path of their script and of the file that contains it.
        sources: links to source files.
    """

    survey: Survey
    keys: dict[tuple[str, str], str]
    sources: Sources
    contract_keys: dict[str, str] = field(default_factory=dict)

    def place(self, place: Place) -> Anchor:
        """A link to a place in a source file."""
        return Anchor(shown_place(place, self.survey.base), self.sources.place(place), code=True)

    def shown(self, path: str) -> str:
        """A path as it is shown."""
        return shown_path(path, self.survey.base)

    def key(self, script: Script) -> str:
        """The key of the page of a script."""
        return self.keys[script.analysis.path, script.analysis.file]

    def script(self, path: str | None) -> Piece | None:
        """A link to the page of a script, or its path if it has no page."""
        if path is None:
            return None
        key = self.keys.get((path, path)) or next((key for own, key in self.keys.items() if own[0] == path), None)
        return Code(self.shown(path)) if key is None else Anchor(self.shown(path), key, page=True, code=True)


def described(contract: Contract) -> str:
    """The description of a contract as one line."""
    return " ".join(contract.description.split())


def status_text(comparison: Comparison) -> Text:
    """The outcome of a comparison in words."""
    found = _tally(comparison.findings)
    tone: Tone = comparison.status
    return Text(found or _STATUSES[comparison.status], tone)


def _tally(findings: Iterable[Finding]) -> str:
    given = [finding.severity.value for finding in findings]
    nouns = (("error", "error"), ("warning", "warning"), ("info", "remark"))
    return ", ".join(count(given.count(level), noun) for level, noun in nouns if level in given)


def coverage_text(declared: int, used: int, unknown: int) -> str:
    """How much of what is used contracts name, as a sentence."""
    more = f"; {count(unknown, 'place')} could not be determined" if unknown else ""
    return f"Coverage: {declared} of {used} known paths, variables and arguments{more}"
