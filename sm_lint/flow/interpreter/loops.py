"""Loops: unrolled over known elements, else run to a fixed point."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import libcst as cst

from sm_lint.flow.domain.lattice import fresh, join, key, options, widen
from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.project import Instance
from sm_lint.flow.domain.values import (
    ABSENT,
    UNKNOWN,
    Alternatives,
    Constant,
    DictValue,
    ListValue,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.machine import Machine, earliest_exit
from sm_lint.flow.machine.state import Changes
from sm_lint.flow.operations.binding import bind
from sm_lint.flow.operations.conditions import evaluate_and_narrow, narrow
from sm_lint.flow.operations.iteration import MAX_NESTED, elements
from sm_lint.flow.operations.lazy import has_changed

MAX_ROUNDS = 3

_PLAIN = (Constant, Text, PathValue, Alternatives)


class Walk:
    """The iterable of a loop: its elements one by one, as long as the next is known. The loop may change it.

    Attributes:
        known: the elements, if they are known and few enough.
    """

    def __init__(self, vm: Machine, iterable: Value, node: cst.CSTNode) -> None:
        self._vm = vm
        self._iterable = iterable
        self._node = node
        self._stamp = vm.state.stamp
        self.known, self._any_one = elements(vm, iterable, node)
        self._limit()

    def unrolled(self, round_of: Callable[[Value], Completion]) -> Completion:
        """Run one iteration for each known element; returns how the loop is left."""
        vm = self._vm
        count = 0
        while self.known is not None and count < len(self.known):
            with vm.control.unrolling(len(self.known)):
                completion = vm.run_with_exits(partial(round_of, self.known[count]), "continue")
            if completion is not None:
                return completion
            count += 1
            self._look_again()
        return None

    def any_one(self) -> Value:
        """The value of any element in the current state."""
        self._look_again()
        return self._any_one

    def _look_again(self) -> None:
        if has_changed(self._vm, self._iterable, self._stamp):
            self._stamp = self._vm.state.stamp
            self.known, self._any_one = elements(self._vm, self._iterable, self._node)
            self._limit()

    def _limit(self) -> None:
        if self.known is not None and self._vm.control.unrolled * len(self.known) > MAX_NESTED:
            self.known = None


def run_for(vm: Machine, node: cst.For) -> Completion:
    """`for x in rows`, with its `else`."""
    vm.control.announce_consumer(isinstance(node.iter, cst.GeneratorExp))  # a break requests no further element
    iterable = vm.evaluate(node.iter)
    walk = Walk(vm, iterable, node.iter)

    def round_of(element: Value) -> Completion:
        bind(vm, node.target, element)
        return vm.execute(node.body)

    def any_round() -> Completion:
        return round_of(fresh(walk.any_one()))

    def loop() -> Completion:
        completion = walk.unrolled(round_of)
        if walk.known is None and completion is None:
            completion = repeat(vm, any_round, sure=False, own=bound_names(node.target))
        return _else(vm, node.orelse, completion)

    return vm.run_with_exits(loop, "break")


def run_while(vm: Machine, node: cst.While) -> Completion:
    """`while test`, with its `else`."""

    def body() -> Completion:
        narrow(vm, node.test, True)
        completion = vm.run_with_exits(partial(vm.execute, node.body), "continue")
        if completion is None:
            evaluate_and_narrow(vm, node.test, "while")
        return completion

    def loop() -> Completion:
        outcome, guards, _ = evaluate_and_narrow(vm, node.test, "while")
        completion: Completion = None
        count = len(vm.frame.exits)
        if outcome is not False:
            with vm.recorder.guarded(guards):
                completion = repeat(vm, body, sure=outcome is True)
        if completion is None and outcome is True and _is_constant(node.test):
            return earliest_exit([how for how, _ in vm.frame.exits[count:]]) or "endless"
        return _else(vm, node.orelse, completion)

    return vm.run_with_exits(loop, "break")


def _is_constant(test: cst.BaseExpression) -> bool:
    """Whether a loop's test has the same result in every iteration, as in `while True`."""
    return isinstance(test, cst.Integer) or (isinstance(test, cst.Name) and test.value == "True")


def _else(vm: Machine, node: cst.Else | None, completion: Completion) -> Completion:
    """The `else` of a loop: inside the loop, because a break skips it."""
    return vm.execute(node.body) if node is not None and completion is None else completion


def bound_names(target: cst.BaseExpression) -> frozenset[str]:
    """The names that each iteration of a loop rebinds."""
    if type(target) is cst.Name:
        return frozenset((target.value,))
    if type(target) is cst.Tuple or type(target) is cst.List:
        return frozenset(name for element in target.elements for name in bound_names(element.value))
    return frozenset()


def repeat(vm: Machine, body: Callable[[], Completion], sure: bool, own: frozenset[str] = frozenset()) -> Completion:
    """Run a loop's body to a fixed point; values that keep changing are widened.

    Args:
        vm: the machine.
        body: one iteration.
        sure: whether the body runs at least once.
        own: names in the current scope that each iteration rebinds: a loop that changes nothing else is not run again.
    """

    def turn() -> Completion:
        return vm.run_with_exits(body, "continue")

    if sure:
        completion = turn()
        if completion is not None:
            return completion
    else:
        names = vm.scope.names
        completion, changes = vm.branch(turn)
        vm.join_branches([(completion, changes), (None, {})])
        _count(vm, changes)
        if completion is not None or all(table is names and name in own for table, name, _ in changes.values()):
            return None
    if not vm.recorder.reached and not vm.setup.definition:
        return None  # code that nothing calls gives no finding: one iteration is enough
    for count in range(MAX_ROUNDS):
        completion, changes = vm.branch(turn)
        settled = not _widen(vm, changes, count > 0)
        if completion is not None:
            vm.join_branches([(completion, {}), (None, {})])
        if settled or completion is not None:
            break
    return None


def _widen(vm: Machine, changes: Changes, hard: bool) -> bool:
    """Join the changes of one more iteration into the state; returns whether anything is new.

    `hard`: widen a string or number that is still new to the common part of its values.
    """
    grown = False
    for table, name, value in changes.values():
        old = table.get(name, ABSENT)
        if isinstance(value, tuple) and isinstance(old, tuple):
            grown = _widen_items(vm, table, old, value) or grown
            continue
        if not isinstance(value, Value) or not isinstance(old, Value):
            vm.state.store(table, name, value if old is ABSENT else old if value is None else value)
            continue
        if old is not ABSENT and all(any(_covers(o, new) for o in options(old)) for new in options(value)):
            continue
        grown = grown or old is not ABSENT
        joined = join([old, value])
        at_once = type(old) is Constant and type(old.value) is int
        vm.state.store(table, name, widen(list(options(joined))) if (hard or at_once) and old is not ABSENT else joined)
    return grown


def _count(vm: Machine, changes: Changes) -> None:
    """A number that changes in the first iteration is a counter and will keep changing."""
    for table, name, value in changes.values():
        if type(table.get(name)) is Alternatives and any(
            type(option) is Constant and type(option.value) is int for option in _alternatives(value)
        ):
            vm.state.store(table, name, UNKNOWN)


def _alternatives(value: object) -> tuple[Value, ...]:
    return options(value) if isinstance(value, Value) else ()


def _covers(old: Value, new: Value) -> bool:
    """Whether a value of the previous iterations certainly covers one of this iteration."""
    if type(old) is Unknown or key(old) == key(new):
        return True
    if isinstance(old, DictValue) and isinstance(new, DictValue):
        return old.entries.keys() == new.entries.keys() and all(
            _covers(a, b)
            for a, b in zip(_parts(old.entries.values(), old.rest), _parts(new.entries.values(), new.rest))
        )
    if isinstance(old, ListValue) and isinstance(new, ListValue):
        return len(old.items) == len(new.items) and all(
            _covers(a, b) for a, b in zip(_parts(old.items, old.rest), _parts(new.items, new.rest))
        )
    if isinstance(old, _PLAIN) or isinstance(new, _PLAIN):
        return False
    if isinstance(old, Instance) and isinstance(new, Instance):
        return old.cls is new.cls
    return type(old) is type(new) and not isinstance(old, DictValue | ListValue)


def _parts(items: Iterable[Value], rest: Value | None) -> list[Value]:
    return [*items, rest if rest is not None else ABSENT]


def _widen_items(vm: Machine, table: Table[Any], old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
    """A list that grows or shrinks in each iteration: the common elements at its front are known, its length is not."""
    same = 0
    for a, b in zip(old, new):
        if key(a) != key(b):
            break
        same += 1
    others = [*old[same:], *new[same:]]
    if others:
        rest = table.get("rest")
        vm.state.store(table, "items", old[:same])
        vm.state.store(table, "rest", join(others if rest is None else [*others, rest]))
    return bool(others)
