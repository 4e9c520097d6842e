"""Executes match statements: literal patterns are decided, all others may match."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from sm_lint.flow.domain.values import UNKNOWN, Constant, Value
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.state import Changes
from sm_lint.flow.operations.conditions import evaluate_and_narrow
from sm_lint.flow.operations.pipeline_variables import note_variable


def run_match(vm: Machine, node: cst.Match) -> Completion:
    """The first case that certainly matches is taken; preceding cases that may match are branches."""
    subject = vm.evaluate(node.subject)
    branches: list[tuple[Completion, Changes]] = []
    for case in node.cases:
        outcome = _matches(vm, case.pattern, subject)
        if outcome is False:
            continue
        if case.guard is not None and outcome is True:
            outcome = None
        if outcome is True and not branches:
            _capture(vm, case.pattern, subject)
            return vm.execute(case.body)
        branches.append(vm.branch(_arm(vm, case, subject)))
        if outcome is True:
            return vm.join_branches(branches)
    branches.append((None, {}))
    return vm.join_branches(branches)


def _arm(vm: Machine, case: cst.MatchCase, subject: Value) -> Callable[[], Completion]:
    def body() -> Completion:
        _capture(vm, case.pattern, subject)
        if case.guard is not None:
            evaluate_and_narrow(vm, case.guard)
        return vm.execute(case.body)

    return body


def _matches(vm: Machine, pattern: cst.MatchPattern, subject: Value) -> bool | None:
    if isinstance(pattern, cst.MatchAs):
        return True if pattern.pattern is None else _matches(vm, pattern.pattern, subject)
    if isinstance(pattern, cst.MatchOr):
        outcomes = [_matches(vm, element.pattern, subject) for element in pattern.patterns]
        return True if True in outcomes else None if None in outcomes else False
    if isinstance(pattern, cst.MatchValue):
        wanted = vm.evaluate(pattern.value)
        if isinstance(wanted, Constant):
            note_variable(vm, subject, pattern, "comparison")
        if isinstance(wanted, Constant) and isinstance(subject, Constant):
            return bool(wanted.value == subject.value)
    if isinstance(pattern, cst.MatchSingleton) and isinstance(subject, Constant):
        return {"None": None, "True": True, "False": False}[pattern.value.value] is subject.value
    return None


def _capture(vm: Machine, pattern: cst.MatchPattern, subject: Value) -> None:
    """Bind the names of a pattern: to the subject if it is captured as a whole, else to an unknown value."""
    if isinstance(pattern, cst.MatchAs) and pattern.name is not None:
        vm.assign(pattern.name.value, subject)
        return
    for name in _names(pattern):
        vm.assign(name, UNKNOWN)


def _names(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.MatchAs | cst.MatchStar) and node.name is not None:
        yield node.name.value
    for child in node.children:
        yield from _names(child)
