"""Findings with their notes and fixes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sm_lint.syntax.span import Place


class Severity(str, Enum):
    """The severity of a finding; the fail level decides which severities fail a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Applicability(str, Enum):
    """The applicability of a fix: applied by --fix, by --unsafe-fixes, or only displayed."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Note:
    """A line under a finding with a place: "declared at", "value from"."""

    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of one place by `content`; an empty span inserts.

    Attributes:
        place: the replaced span.
        content: the new text; its line endings are LF, or those of code copied from the file.
        expected: the text at the place as seen by the rule, line endings included. If the file contains another text,
            nothing is replaced.
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
    """One diagnostic, complete: printing it needs no further lookup.

    Attributes:
        code: stable code of the rule, ``SMC001``.
        name: readable name of the rule, ``unknown-input-path``.
        severity: its severity for the fail level.
        message: one sentence that names the thing and says what to do.
        place: its place.
        notes: provenance, in reading order.
        fix: how to fix it, if known.
        contract: id of the contract or step against which it was judged.
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
