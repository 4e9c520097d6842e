"""match statements: literal patterns are decided, everything else may match."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from sm_lint.flow.domain.values import UNKNOWN, Literal, Value
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.state import Changes
from sm_lint.flow.operations.conditions import evaluate_and_narrow
from sm_lint.flow.operations.pipeline_variables import note_variable


def run_match(run: Machine, node: cst.Match) -> Completion:
    """The first case that surely matches is taken; those before it that may match are branches."""
    subject = run.evaluate(node.subject)
    branches: list[tuple[Completion, Changes]] = []
    for case in node.cases:
        outcome = _matches(run, case.pattern, subject)
        if outcome is False:
            continue
        if case.guard is not None and outcome is True:
            outcome = None
        if outcome is True and not branches:
            _capture(run, case.pattern, subject)
            return run.execute(case.body)
        branches.append(run.branch(_arm(run, case, subject)))
        if outcome is True:
            return run.settle(branches)
    branches.append((None, {}))
    return run.settle(branches)


def _arm(run: Machine, case: cst.MatchCase, subject: Value) -> Callable[[], Completion]:
    def body() -> Completion:
        _capture(run, case.pattern, subject)
        if case.guard is not None:
            evaluate_and_narrow(run, case.guard)
        return run.execute(case.body)

    return body


def _matches(run: Machine, pattern: cst.MatchPattern, subject: Value) -> bool | None:
    if isinstance(pattern, cst.MatchAs):
        return True if pattern.pattern is None else _matches(run, pattern.pattern, subject)
    if isinstance(pattern, cst.MatchOr):
        outcomes = [_matches(run, element.pattern, subject) for element in pattern.patterns]
        return True if True in outcomes else None if None in outcomes else False
    if isinstance(pattern, cst.MatchValue):
        wanted = run.evaluate(pattern.value)
        if isinstance(wanted, Literal):
            note_variable(run, subject, pattern, "comparison")
        if isinstance(wanted, Literal) and isinstance(subject, Literal):
            return bool(wanted.value == subject.value)
    if isinstance(pattern, cst.MatchSingleton) and isinstance(subject, Literal):
        return {"None": None, "True": True, "False": False}[pattern.value.value] is subject.value
    return None


def _capture(run: Machine, pattern: cst.MatchPattern, subject: Value) -> None:
    """Bind the names of a pattern: the whole subject where it is taken whole, else something unknown."""
    if isinstance(pattern, cst.MatchAs) and pattern.name is not None:
        run.assign(pattern.name.value, subject)
        return
    for name in _names(pattern):
        run.assign(name, UNKNOWN)


def _names(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.MatchAs | cst.MatchStar) and node.name is not None:
        yield node.name.value
    for child in node.children:
        yield from _names(child)
