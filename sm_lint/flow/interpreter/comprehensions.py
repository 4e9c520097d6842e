"""Comprehensions: unrolled over known elements, else evaluated once for any possible element."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import fresh, join
from sm_lint.flow.domain.project import Scope
from sm_lint.flow.domain.values import ABSENT, UNKNOWN, Constant, DictValue, ListValue, Value
from sm_lint.flow.interpreter.loops import Walk, bound_names, repeat
from sm_lint.flow.machine.frame import Completion, ComprehensionFrame
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.binding import bind
from sm_lint.flow.operations.conditions import evaluate_and_narrow, narrow
from sm_lint.flow.operations.lazy import Lazy, names_read, sources_of


class _Collected:
    """The result of a comprehension so far: certain entries, and possible ones.

    For a generator passed to `any` or `next`, only the first element is certain to be requested (`first_only`).
    """

    def __init__(self) -> None:
        self.items: list[tuple[Value | None, Value]] = []
        self.rest: list[tuple[Value | None, Value]] = []
        self.first_only = False


def comprehension(vm: Machine, node: cst.BaseComp) -> Value:
    """The list, set, dict or generator of a comprehension."""
    collected = _Collected()
    collected.first_only = vm.control.take_consumer() and isinstance(node, cst.GeneratorExp)
    scope = Scope(vm.recorder.module, vm.scope)
    # The first iterable is evaluated outside the comprehension's own scope, as in Python.
    first = vm.evaluate(node.for_in.iter)
    with vm.running(ComprehensionFrame(scope, vm.frame.function)):
        _clause(vm, node, node.for_in, first, collected, sure=True)
    if isinstance(node, cst.DictComp):
        return _dictionary(collected)
    listing = _listing(node, collected)
    return _generator(vm, node, first, listing) if isinstance(node, cst.GeneratorExp) else listing


def _generator(vm: Machine, node: cst.GeneratorExp, first: Value, given: ListValue) -> Value:
    """The elements of a generator expression that has not been consumed yet."""
    outer, function = vm.scope, vm.frame.function

    def again() -> Value:
        collected = _Collected()
        with vm.running(ComprehensionFrame(Scope(outer.module, outer), function)):
            _clause(vm, node, node.for_in, first, collected, sure=True)
        return _listing(node, collected)

    names = names_read(vm, node, outer)
    return Lazy(vm, given, sources_of([first, *(value for _, _, value in names)]), again, exact=False, names=names)


def _clause(
    vm: Machine, node: cst.BaseComp, clause: cst.CompFor, iterable: Value, collected: _Collected, sure: bool
) -> None:
    walk = Walk(vm, iterable, clause.iter)

    def one(element: Value) -> Completion:
        nonlocal sure

        def body() -> None:
            bind(vm, clause.target, element)
            _conditions(vm, node, clause, 0, collected, sure)

        if sure:
            body()
        else:
            vm.join_branches([vm.branch(body), (None, {})])
        sure = sure and not collected.first_only
        return None

    def any_one() -> None:
        bind(vm, clause.target, fresh(walk.any_one()))
        _conditions(vm, node, clause, 0, collected, False)

    walk.unrolled(one)
    if walk.known is None:
        repeat(vm, any_one, sure=False, own=bound_names(clause.target))


def _conditions(
    vm: Machine, node: cst.BaseComp, clause: cst.CompFor, index: int, collected: _Collected, sure: bool
) -> None:
    """Continue from the condition at `index` of a clause if it may hold."""
    if index == len(clause.ifs):
        _element(vm, node, clause, collected, sure)
        return
    test = clause.ifs[index].test
    outcome, guards, tested = evaluate_and_narrow(vm, test)
    if outcome is None:

        def body() -> Value:
            narrow(vm, test, True, tested)
            with vm.recorder.guarded(guards):
                _conditions(vm, node, clause, index + 1, collected, False)
            return UNKNOWN

        vm.maybe(body)
    elif outcome:
        _conditions(vm, node, clause, index + 1, collected, sure)


def _element(vm: Machine, node: cst.BaseComp, clause: cst.CompFor, collected: _Collected, sure: bool) -> None:
    inner = clause.inner_for_in
    if inner is not None:
        _clause(vm, node, inner, vm.evaluate(inner.iter), collected, sure)
        return
    if isinstance(node, cst.DictComp):
        pair: tuple[Value | None, Value] = (vm.evaluate(node.key), vm.evaluate(node.value))
    else:
        pair = (None, vm.evaluate(node.elt))  # type: ignore[attr-defined] # of all others
    # After an unknown number of elements, the index of this one is unknown too.
    ordered = sure and not (collected.rest and isinstance(node, cst.ListComp | cst.GeneratorExp))
    (collected.items if ordered else collected.rest).append(pair)


def _dictionary(collected: _Collected) -> Value:
    result = DictValue()
    for sure, rows in ((True, collected.items), (False, collected.rest)):
        for key, value in rows:
            if isinstance(key, Constant) and isinstance(key.value, str | int | bool | float):
                from_before = result.entries.get(key.value)
                absent = [] if sure else [from_before or ABSENT]
                result.entries[key.value] = value if sure else join([*absent, value])
            else:
                result.slots["rest"] = value if result.rest is None else join([result.rest, value])
    return result


def _listing(node: cst.BaseComp, collected: _Collected) -> ListValue:
    rest = join(value for _, value in collected.rest) if collected.rest else None
    kind = "set" if isinstance(node, cst.SetComp) else "list"
    return ListValue(tuple(value for _, value in collected.items), rest, kind)
