"""Applies suppression comments to findings, and reports the comments without effect (SMX902)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Severity
from sm_lint.files.suppress import Suppression, Suppressions
from sm_lint.lint.linking.task import INTERNAL_ERROR
from sm_lint.registry.ruleset import Choice
from sm_lint.registry.selection import MOST_SUGGESTIONS, Selectors
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.document_kind import DocumentKind, document_kind

UNUSED = "SMX902"
MOST_CODES = 50
"""A comment with more unused codes gets a single finding: each fix contains the whole remaining list."""

ToPlace = Callable[[Span], Place]
ToLine = Callable[[Place], "int | None"]
ToEdit = Callable[[Span, str], Edit]
TextOf = Callable[[str], "str | None"]


def _no_text(path: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Comments:
    """The suppression comments of one text.

    Attributes:
        suppressions: the parsed comments.
        to_place: maps a span of the text to the place shown to users.
        to_line: maps a place to a line of the text; None for places elsewhere.
        to_edit: returns the edit that replaces a span of the text.
        settings: the settings in force.
        choice: the selected rules.
        text_of: returns the text of another Python file, in which a finding may lie too; None if it cannot be read.
    """

    suppressions: Suppressions
    to_place: ToPlace
    to_line: ToLine
    to_edit: ToEdit
    settings: Settings
    choice: Choice
    text_of: TextOf = _no_text

    def filter(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings without suppressed ones; locked rules and internal errors cannot be suppressed."""
        return [finding for finding in findings if not self._is_quiet(finding)]

    def _is_quiet(self, finding: Finding) -> bool:
        if self.settings.ignore_noqa or finding.code in self.choice.locked or finding.code == INTERNAL_ERROR:
            return False
        line, suppressions = self.to_line(finding.place), self.suppressions
        if line is None:
            # A notebook that calls the code of a module is judged with what that code does.
            elsewhere = self._of_other_file(finding.place)
            if elsewhere is None:
                return False
            line, suppressions = finding.place.span.line, elsewhere
        info = self.choice.info(finding.code)
        # Names are compared in lower case; codes of plugins are treated like names.
        others = (finding.code.lower(), *(name.lower() for name in (info.formerly if info else ())))
        return suppressions.suppresses(finding.code, finding.name, line, others) is not None

    def _of_other_file(self, place: Place) -> Suppressions | None:
        """The comments of the other Python file that a place is in; None for documents and cells."""
        if place.cell is not None or document_kind(place.path) is not DocumentKind.PYTHON:
            return None
        text = self.text_of(place.path)
        return Suppressions.parse(text, self.choice.selectors.by_code.keys()) if text is not None else None

    def useless(self, ran: Collection[str], *, imported: bool = False) -> list[Finding]:
        """A finding for each comment, or part of one, that has no effect.

        Args:
            ran: codes of the rules that ran. Whether a suppression of another rule is needed is not known.
            imported: whether other files may import this one, and start its jobs with other arguments: then it is not
                known of rules about jobs either.
        """
        if UNUSED not in self.choice.selection.codes or self.settings.ignore_noqa:
            return []
        known = frozenset(ran)
        if imported:
            known = frozenset(code for code in known if self.choice.selectors.by_code[code].kind != "job")
        found = []
        nearest = _Nearest(self.choice.selectors)
        for comment in self.suppressions.all:
            complaints = _gathered(list(self._complaints(comment, known, nearest, imported)))
            found += [self._finding(comment, message, codes) for message, codes in complaints]
        return self.filter(found)

    def _complaints(
        self, comment: Suppression, ran: frozenset[str], nearest: Callable[[str], str], imported: bool
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The faults of a comment, each with the codes to remove from it; none if no code can be removed."""
        if comment.kind == "invalid":
            yield "this `sm-lint:` comment is not understood; write `ignore[…]`, `ignore-file[…]`, `off[…]` or `on`", ()
            return
        if comment.kind == "on":
            if not comment.used:
                yield "`on` ends nothing: no `off` stands before it", ()
            return
        for code in comment.unused_codes:
            message = self._judge(code, ran, nearest)
            if message:
                yield message, (code,)
        if not comment.codes and not comment.used and not imported and self._everything_ran(ran):
            yield "this comment suppresses nothing", ("",)
        if self.settings.require_reason and not comment.reason:
            yield "a suppression needs a reason: write it behind the codes", ()

    def _judge(self, code: str, ran: frozenset[str], nearest: Callable[[str], str]) -> str:
        """Why an unused code does not belong in the comment; empty if that is not known."""
        selectors = self.choice.selectors
        covered = selectors.expand(code)
        if covered is None:
            near = nearest(code)
            return f"`{code}` is no rule" + (f"; did you mean `{near}`?" if near else "")
        if covered <= self.choice.locked:
            return f"`{code}` may not be suppressed: the configuration locks it"
        return f"`{code}` suppresses nothing here" if covered <= ran | self.choice.locked else ""

    def _everything_ran(self, ran: frozenset[str]) -> bool:
        return all(rule.code in ran for rule in self.choice.selectors.rules if rule.enabled and rule.kind == "script")

    def _finding(self, comment: Suppression, message: str, codes: tuple[str, ...]) -> Finding:
        info = self.choice.info(UNUSED)
        fix = None
        if codes:
            span, content = self.suppressions.removal(comment, codes)
            fix = Fix("remove it", (self.to_edit(span, content),), Applicability.SAFE)
        span = self._span(comment, codes)
        name = info.name if info else UNUSED
        return Finding(UNUSED, name, info.severity if info else Severity.WARNING, message, self.to_place(span), fix=fix)

    def _span(self, comment: Suppression, codes: tuple[str, ...]) -> Span:
        """The span of the reported code, or of the whole comment."""
        return next((span for code, span in comment.listed if code in codes), comment.span)


def _gathered(complaints: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """The faults of one comment, with those about codes merged if there are many."""
    codes = [code for _, each in complaints for code in each]
    if len(codes) <= MOST_CODES:
        return complaints
    whole = (f"{len(codes)} codes of this comment suppress nothing", tuple(dict.fromkeys(codes)))
    return [whole, *(each for each in complaints if not each[1])]


class _Nearest:
    """Suggestions for the unknown codes of one text, limited in number because each takes a millisecond or more."""

    def __init__(self, selectors: Selectors) -> None:
        self._selectors = selectors
        self._known: dict[str, str] = {}

    def __call__(self, code: str) -> str:
        """The most similar code or name, or an empty string."""
        if code not in self._known:
            wanted = len(self._known) < MOST_SUGGESTIONS
            self._known[code] = self._selectors.nearest(code) if wanted else ""
        return self._known[code]
