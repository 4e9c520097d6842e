"""What the linter says: findings, their notes and their fixes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sm_lint.syntax.span import Place


class Severity(str, Enum):
    """How bad a finding is; the fail level decides which of them fail a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Applicability(str, Enum):
    """How far a fix may be trusted: applied by --fix, by --unsafe-fixes, or only shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Note:
    """A line under a finding that leads somewhere: "declared at", "value from"."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of one place by `content`; an empty span inserts.

    Attributes:
        place: what is replaced.
        content: what is there afterwards; its line ends are LF, or those that code copied from the file has.
        expected: the text at the place, as the rule saw it, line ends included. Where the file holds another text, nothing
            is replaced.
    """

    place: Place
    content: str
    expected: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove a finding, applied together or not at all."""

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.UNSAFE


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic, complete: nothing more is looked up to print it.

    Attributes:
        code: stable code of the rule, ``SMC001``.
        name: readable name of the rule, ``unknown-input-path``.
        severity: what counts for the fail level.
        message: one sentence that names the thing and says what to do.
        place: where it stands.
        notes: provenance, in reading order.
        fix: how to mend it, where that is known.
        contract: id of the contract or step that it was judged by.
    """

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    notes: tuple[Note, ...] = ()
    fix: Fix | None = None
    contract: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        """Path, cell, line, column, code, message: the order of every output."""
        span = self.place.span
        return (self.place.path, self.place.cell or 0, span.line, span.column, self.code, self.message)
