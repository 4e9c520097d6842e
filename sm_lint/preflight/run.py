"""A preflight: questions, calls, answers, findings and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.files.suppress import Suppressions
from sm_lint.lint.run.filter import ignored_codes
from sm_lint.preflight.answers import answer
from sm_lint.preflight.asking.collect import Asked
from sm_lint.preflight.calls import Plan, plan
from sm_lint.preflight.clients import Aws, Bounds
from sm_lint.preflight.model import Missing, Open, Use, Where
from sm_lint.registry.ruleset import Choice, choice
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DocumentKind, document_kind

_NOUNS = {
    "image": "image",
    "role": "role",
    "function": "function",
    "queue": "queue",
    "bucket": "bucket",
    "data": "data",
    "key": "KMS key",
    "subnet": "subnet",
    "security-group": "security group",
    "instance": "instance type",
}


class Remark(NamedTuple):
    """A question that has no answer, and where it came up."""

    place: Place
    text: str


class Result(NamedTuple):
    """What a preflight found.

    Attributes:
        where: account and region that were asked.
        findings: sorted.
        remarks: questions without an answer.
        asked: number of questions that were asked.
        calls: number of calls.
    """

    where: Where
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    asked: int
    calls: int


def preflight(asked: Asked, aws: Aws, bounds: Bounds, done: Callable[[], None] = lambda: None) -> Result:
    """Ask AWS about all that definitions name.

    Args:
        asked: the questions.
        aws: the connection.
        bounds: how many calls, and for how long.
        done: called after each call, in any thread.

    Raises:
        PreflightError: AWS cannot be asked at all.
    """
    where = aws.caller()
    planned = plan(asked.uses, where)
    calls = planned.all
    outcomes = aws.ask(calls, bounds, done)
    findings: list[Finding] = []
    remarks = list(_refused(asked, planned))
    for question, its_calls in planned.calls.items():
        given = [(call, outcomes[call]) for call in its_calls]
        for use in asked.uses[question]:
            found = answer(question, use.amount, given, where.region)
            if isinstance(found, Missing):
                findings.append(_finding(use, found, asked.settings[use.place.path]))
            elif isinstance(found, Open):
                remarks.append(Remark(use.place, f"{named(use)} is not known to be there: {found.reason}"))
    kept = {finding: None for finding in findings if not _is_ignored(finding, asked)}
    return Result(
        where, tuple(sorted(kept, key=lambda each: each.sort_key)), _once(remarks), len(planned.calls), len(calls)
    )


def named(use: Use) -> str:
    """What a place names, with what it belongs to: "image `x` of step `Train`"."""
    noun = use.question.detail if use.question.topic == "name" else _NOUNS[use.question.topic]
    return f"{noun} `{use.question.subject}`" + (f" of {use.owner}" if use.question.topic != "name" else "")


def _finding(use: Use, missing: Missing, settings: Settings) -> Finding:
    chosen = choice(settings)
    info = chosen.info(missing.code)
    severity = chosen.severities.get(missing.code) or (info.severity if info is not None else Severity.ERROR)
    name = info.name if info is not None else missing.code
    return Finding(missing.code, name, severity, f"{named(use)} {missing.fault}", use.place)


def _is_ignored(finding: Finding, asked: Asked) -> bool:
    """Whether the configuration or a comment turns a finding off; which rules are selected does not matter."""
    path = finding.place.path
    settings = asked.settings[path]
    chosen = choice(settings)
    if finding.code in chosen.locked:
        return False
    off = chosen.selectors.covers((*settings.ignore, *settings.extend_ignore)) | ignored_codes(settings, chosen, path)
    return finding.code in off or (not settings.ignore_noqa and _is_suppressed(finding, asked.texts[path], chosen))


def _is_suppressed(finding: Finding, text: str, chosen: Choice) -> bool:
    if document_kind(finding.place.path) is not DocumentKind.PYTHON:
        return False
    others = (finding.code.lower(),)
    known = frozenset(chosen.selectors.by_code)
    line = finding.place.span.line
    return Suppressions.parse(text, known).suppresses(finding.code, finding.name, line, others) is not None


def _refused(asked: Asked, planned: Plan) -> Iterator[Remark]:
    for question, reason in planned.refused.items():
        for use in asked.uses[question]:
            yield Remark(use.place, f"{named(use)} is not asked about: {reason}")


def _once(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks with the same text once, at the first place."""
    found: dict[str, Remark] = {}
    for each in sorted(remarks, key=lambda remark: (remark.place.path, remark.place.cell or 0, remark.place.span)):
        found.setdefault(each.text, each)
    return tuple(found.values())
