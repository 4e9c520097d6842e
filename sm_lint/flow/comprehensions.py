"""Comprehensions: unrolled over known elements, else evaluated once for what any element may be."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.binding import bind
from sm_lint.flow.conditions import evaluate_and_narrow, narrow
from sm_lint.flow.iteration import MAX_NESTED, elements
from sm_lint.flow.machine import Frame, Machine
from sm_lint.flow.values import ABSENT, Literal, Mapping, Scope, Sequence, Value, join


class _Collected:
    """What the comprehension has produced: entries that are surely there, and what others may be."""

    def __init__(self) -> None:
        self.items: list[tuple[Value | None, Value]] = []
        self.rest: list[tuple[Value | None, Value]] = []


def comprehension(run: Machine, node: cst.BaseComp) -> Value:
    """The list, set, dict or generator that a comprehension gives."""
    collected = _Collected()
    scope = Scope(run.recorder.module, run.scope)
    # The first iterable is evaluated outside of the comprehension's own scope, as Python does.
    first = run.evaluate(node.for_in.iter)
    with run.running(Frame(scope, run.frame.function)):
        _clause(run, node, node.for_in, first, collected, sure=True)
    return _dictionary(collected) if isinstance(node, cst.DictComp) else _listing(node, collected)


def _clause(
    run: Machine, node: cst.BaseComp, clause: cst.CompFor, iterable: Value, collected: _Collected, sure: bool
) -> None:
    known, any_one = elements(run, iterable, clause.iter)
    unroll = known is not None and run.unrolled * len(known) <= MAX_NESTED
    rows = known if known is not None and unroll else (any_one,)
    sure = sure and unroll
    outer = run.unrolled
    run.unrolled *= max(len(rows), 1)
    try:
        for element in rows:
            with run.recorder.perhaps(not sure):
                bind(run, clause.target, element)
                _conditions(run, node, clause, collected, sure)
    finally:
        run.unrolled = outer


def _conditions(run: Machine, node: cst.BaseComp, clause: cst.CompFor, collected: _Collected, sure: bool) -> None:
    guards = []
    for condition in clause.ifs:
        outcome, guard = evaluate_and_narrow(run, condition.test)
        if outcome is False:
            return
        if outcome is None:
            sure = False
            narrow(run, condition.test, True)
        guards.append(guard)
    undecided = not sure
    with run.recorder.perhaps(undecided), run.recorder.guarded(next((g for g in guards if g), None)):
        inner = clause.inner_for_in
        if inner is not None:
            _clause(run, node, inner, run.evaluate(inner.iter), collected, sure)
            return
        if isinstance(node, cst.DictComp):
            pair: tuple[Value | None, Value] = (run.evaluate(node.key), run.evaluate(node.value))
        else:
            pair = (None, run.evaluate(node.elt))  # type: ignore[attr-defined]
        (collected.items if sure else collected.rest).append(pair)


def _dictionary(collected: _Collected) -> Value:
    result = Mapping()
    for sure, rows in ((True, collected.items), (False, collected.rest)):
        for key, value in rows:
            if isinstance(key, Literal) and isinstance(key.value, str | int | bool | float):
                from_before = result.entries.get(key.value)
                absent = [] if sure else [from_before or ABSENT]
                result.entries[key.value] = value if sure else join([*absent, value])
            else:
                result.slots["rest"] = value if result.rest is None else join([result.rest, value])
    return result


def _listing(node: cst.BaseComp, collected: _Collected) -> Value:
    rest = join(value for _, value in collected.rest) if collected.rest else None
    kind = "set" if isinstance(node, cst.SetComp) else "list"
    return Sequence(tuple(value for _, value in collected.items), rest, kind)
