"""Compares scripts with their contracts by the findings of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sm_lint.contracts.cover import family
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.registry.families import prefix_of
from sm_lint.survey.model import ASPECTS, Analysis, Aspect, Comparison, Coverage, Script, Status

_BY_CODE: dict[str, Aspect] = {
    "SMC001": "inputs",
    "SMC002": "outputs",
    "SMC003": "environment",
    "SMC004": "outputs",
    "SMC005": "inputs",
    "SMC006": "outputs",
    "SMC007": "environment",
    "SMC008": "arguments",
    "SMC009": "arguments",
    "SMC010": "inputs",
    "SMC011": "outputs",
    "SMC012": "inputs",
    "SMC013": "arguments",
    "SMC015": "environment",
}
_BY_FAMILY: dict[str, Aspect] = {"SME": "environment", "SMA": "arguments", "SMI": "requirements"}
_ORDER: tuple[Status, ...] = ("error", "warning", "info", "open", "pass", "none")
_SUBJECT_OF: dict[Aspect, str] = {
    "inputs": "path",
    "outputs": "path",
    "environment": "environment",
    "arguments": "argument",
}
_USES_OF: dict[Aspect, str] = {
    "inputs": "read",
    "outputs": "write",
    "environment": "variable",
    "arguments": "argument",
}


def aspect_of(code: str) -> Aspect:
    """The part of a contract that a rule is about, by the rule's code."""
    return _BY_CODE.get(code) or _BY_FAMILY.get(prefix_of(code)) or "other"


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some outcomes; ``none`` if there are none."""
    return min(statuses, key=_ORDER.index, default="none")


def compared(analysis: Analysis, findings: Sequence[Finding]) -> Script:
    """A script with its findings.

    Args:
        analysis: the facts of the script.
        findings: all findings of its file, and those that contracts have elsewhere.
    """
    written = {(contract.id, contract.place.path) for contract in analysis.contracts}
    own = tuple(
        finding for finding in findings if analysis.contains(finding.place) or _is_in_contract(finding, written)
    )
    pairs: tuple[Contract | None, ...] = analysis.contracts or (None,)
    return Script(analysis, tuple(_compared(analysis, each, own) for each in pairs), own, coverage_of(analysis))


def _is_in_contract(finding: Finding, written: Collection[tuple[str, str]]) -> bool:
    """Whether a finding about a contract is in the file where it is written, which is not that of the script."""
    return (finding.contract, finding.place.path) in written


def coverage_of(analysis: Analysis) -> Coverage:
    """How much of what a script uses its contracts name; nothing is declared for a script without a contract."""
    declared = sum(use.declared for use in analysis.uses) if analysis.origin in ("declared", "implied") else 0
    return Coverage(len(analysis.uses), declared, len(analysis.gaps))


def _compared(analysis: Analysis, contract: Contract | None, findings: Sequence[Finding]) -> Comparison:
    ids = {member.id for member in family(contract)} if contract is not None else set()
    mine = tuple(finding for finding in findings if finding.contract is None or finding.contract in ids)
    by_aspect: dict[Aspect, list[Status]] = {}
    for finding in mine:
        by_aspect.setdefault(aspect_of(finding.code), []).append(finding.severity.value)
    aspects = tuple((each, _status(analysis, contract, each, by_aspect.get(each, ()))) for each in ASPECTS)
    return Comparison(contract, worst(status for _, status in aspects), aspects, mine)


def _status(analysis: Analysis, contract: Contract | None, aspect: Aspect, found: Sequence[Status]) -> Status:
    if found:
        return worst(found)
    if contract is None or aspect == "other" or analysis.origin == "inferred":
        return "none"  # what is inferred from a script agrees with it
    subject = _SUBJECT_OF.get(aspect)
    if analysis.error or (subject is not None and subject in analysis.incomplete):
        return "open"
    used = any(use.kind == _USES_OF.get(aspect) for use in analysis.uses)
    return "pass" if used or _says(contract, aspect) else "none"


def _says(contract: Contract, aspect: Aspect) -> bool:
    """Whether a contract says anything of an aspect."""
    return any(getattr(member, aspect, ()) for member in family(contract))
