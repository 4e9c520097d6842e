"""Filters findings between rule and user: selection, per-file ignores, severities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.lint.linking.task import INTERNAL_ERROR
from sm_lint.registry.ruleset import Choice
from sm_lint.syntax.span import Problem
from sm_lint.workspace.source import CODE


def ignored_codes(settings: Settings, choice: Choice, path: str) -> frozenset[str]:
    """The codes that ``per-file-ignores`` disables for a file; locked rules stay enabled."""
    selectors = settings.ignores_for(path)
    return choice.selectors.covers(selectors) - choice.locked if selectors else frozenset()


def running_codes(settings: Settings, choice: Choice, path: str) -> frozenset[str]:
    """The codes of the rules that run on a file."""
    ignored = ignored_codes(settings, choice, path)
    return choice.selection.codes - ignored if ignored else choice.selection.codes  # shared: hashed once


def admit(findings: Iterable[Finding], settings: Settings, choice: Choice) -> list[Finding]:
    """The findings whose rules run on the file of their place, with the configured severities.

    Internal errors are always included.
    """
    admitted = []
    running: dict[str, frozenset[str]] = {}
    for finding in findings:
        path = finding.place.path
        if path not in running:
            running[path] = running_codes(settings, choice, path)
        if finding.code in running[path] or finding.code == INTERNAL_ERROR:
            severity = choice.severities.get(finding.code)
            admitted.append(replace(finding, severity=severity) if severity else finding)
    return admitted


MOST_CELLS = 5
"""So many cells that cannot be parsed are named."""


def once_a_notebook(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a file, with one for all unparsable cells of a notebook: the first, which names the others."""
    found = list(findings)
    broken = [finding for finding in found if finding.code == CODE and finding.place.cell is not None]
    others = dict.fromkeys(finding.place.cell for finding in broken[1:] if finding.place.cell != broken[0].place.cell)
    if len(broken) < 2:
        return found
    first = broken[0]
    if others:
        cells = [str(cell) for cell in others]
        if len(cells) > MOST_CELLS + 1:
            cells[MOST_CELLS:] = [f"{len(cells) - MOST_CELLS:,} others"]
        listed = f"{', '.join(cells[:-1])} and {cells[-1]}" if len(cells) > 1 else cells[0]
        also = f"; cell{'s' if len(cells) > 1 else ''} {listed} cannot be parsed either"
        first = replace(first, message=f"{first.message}{also}")
    return [first if finding is broken[0] else finding for finding in found if finding not in broken[1:]]


def from_problem(problem: Problem, choice: Choice | None) -> Finding:
    """The finding of the meta rule for a problem; without a catalogue, the code is used as the name."""
    info = choice.info(problem.code) if choice else None
    return Finding(
        code=problem.code,
        name=info.name if info else problem.code,
        severity=Severity(problem.severity) if problem.severity else info.severity if info else Severity.ERROR,
        message=f"{problem.message}; {problem.hint}" if problem.hint else problem.message,
        place=problem.place,
        contract=problem.contract,
    )
