"""try, except, finally."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import libcst as cst

from sm_lint.flow.domain.values import ABSENT, Unknown, Value
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.guards import Guards
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.state import Changes, join_slots

# A handler for one of these guards the accesses in its try block, because it anticipates their failure.
_FORESEEN = frozenset(
    [
        "FileNotFoundError",
        "OSError",
        "IOError",
        "EnvironmentError",
        "NotADirectoryError",
        "IsADirectoryError",
        "KeyError",
        "PermissionError",
    ]
)
_BROAD = frozenset(("Exception", "BaseException"))
_Stored = dict[tuple[int, Any], list[Any]]


def run_try(vm: Machine, node: cst.Try | cst.TryStar) -> Completion:
    """Run the body, or part of it and then a handler; `finally` runs in any case."""
    if node.finalbody is None:
        return _body_and_handlers(vm, node)
    frame, state = vm.frame, vm.state
    count = len(frame.exits)
    journal, state.journal = state.journal, {}
    outer = state.begin()
    try:
        completion = _body_and_handlers(vm, node)
    finally:
        stored, state.journal = state.journal, journal
        changes = vm.close(outer, frame, count)
    _pass_on(stored, journal)
    early = frame.exits[count:]
    if early or changes:
        ways = _Failure([{}, changes, *(rest for _, rest in early)], stored)
        _, last = vm.branch(partial(_finally_after, vm, node.finalbody, ways))
        frame.exits[count:] = [(how, {**rest, **last}) for how, rest in early]
    state.apply(changes)
    return vm.execute(node.finalbody.body) or completion


def _finally_after(vm: Machine, node: cst.Finally, failure: _Failure) -> Completion:
    """Run `finally` if the body or a handler was left early."""
    failure.happen(vm)
    return vm.execute(node.body)


def _body_and_handlers(vm: Machine, node: cst.Try | cst.TryStar) -> Completion:
    recorder, frame, state = vm.recorder, vm.frame, vm.state
    conditional, mark = recorder.conditional, vm.control.mark(frame)
    count = len(frame.exits)
    journal, state.journal = state.journal, {}
    outer = state.begin()
    try:
        with vm.control.inside_try(bool(node.handlers)), recorder.guarded(_guards(vm, node)):
            completion = vm.execute(node.body)
            if completion is None and node.orelse is not None:
                completion = vm.execute(node.orelse.body)
    finally:
        stored, state.journal = state.journal, journal
        failed = [changes for how, changes in frame.exits[count:] if how == "raise"] if node.handlers else []
        if node.handlers:
            frame.exits[count:] = [row for row in frame.exits[count:] if row[0] != "raise"]
        changes = vm.close(outer, frame, count)
    _pass_on(stored, journal)
    recorder.restore_conditions(conditional + vm.control.doubts_since(mark, frame))
    if node.handlers:
        vm.control.caught(mark)
    return _settle(vm, node, completion, changes, _Failure([{}, changes, *failed], stored))


def _pass_on(stored: _Stored, journal: _Stored | None) -> None:
    """Treat the stores of a block as stores of the enclosing block."""
    if journal is not None:
        for where, values in stored.items():
            journal.setdefault(where, []).extend(values)


class _Failure:
    """The possible states when the body of a try statement fails: its paths and all its stores."""

    def __init__(self, ways: list[Changes], stored: _Stored) -> None:
        self.ways = ways
        self.stored = stored

    def happen(self, vm: Machine) -> None:
        """Continue from there: each place has its old value, or any value that was stored in it."""
        vm.state.merge(self.ways)
        for where, (table, name, _) in self.ways[1].items():
            values = [value for value in self.stored.get(where, ()) if isinstance(value, Value)]
            if len(values) > 1:
                vm.state.store(table, name, join_slots([table.get(name, ABSENT), *values]))


def _settle(
    vm: Machine, node: cst.Try | cst.TryStar, completion: Completion, changes: Changes, failure: _Failure
) -> Completion:
    if not node.handlers:
        vm.state.apply(changes)
        return completion
    branches: list[tuple[Completion, Changes]] = [(completion, changes)]
    for handler in node.handlers:
        branches.append(vm.branch(_handler(vm, handler, failure)))
    if completion == "endless":  # the body is only left by a failure
        del branches[0]
        return vm.join_branches(branches)
    # The body's own exit is not a branch chosen by a condition: if every handler leaves, it is certain.
    if completion is None and all(how in ("raise", "fail", "exit") for how, _ in branches[1:]):
        vm.state.apply(changes)
        return None
    return vm.join_branches(branches)


def _handler(
    vm: Machine, handler: cst.ExceptHandler | cst.ExceptStarHandler, failure: _Failure
) -> Callable[[], Completion]:
    def body() -> Completion:
        failure.happen(vm)
        if handler.name is not None and isinstance(handler.name.name, cst.Name):
            vm.assign(handler.name.name.value, Unknown("exception"))
        return vm.execute(handler.body)

    return body


def suppressing(node: cst.With) -> cst.Try | None:
    """`with contextlib.suppress(...)` as the equivalent try statement; None for other with statements."""
    caught = [
        arg.value
        for item in node.items
        if isinstance(item.item, cst.Call) and _names(item.item.func) == ["suppress"]
        for arg in item.item.args
    ]
    if not caught:
        return None
    go_on = cst.SimpleStatementSuite([cst.Pass()])
    handler = cst.ExceptHandler(go_on, cst.Tuple([cst.Element(value) for value in caught]))
    return cst.Try(node.body, [handler])


def _guards(vm: Machine, node: cst.Try | cst.TryStar) -> Guards | None:
    """Whether the handlers anticipate that an access fails, and continue."""
    for handler in node.handlers:
        caught = set(_names(handler.type))
        narrow_one = bool(caught & _FORESEEN)
        broad = not caught or bool(caught & _BROAD)
        if _leaves(handler.body):
            continue
        if narrow_one or broad:
            return Guards(frozenset(), frozenset(), everything=True, depth=None if narrow_one else len(vm.frames))
        if "TypeError" in caught:
            return Guards(frozenset(), frozenset(), none=True, attributes="AttributeError" in caught)
        if "AttributeError" in caught:
            return Guards(frozenset(), frozenset(), attributes=True)
    return None


def _names(node: cst.BaseExpression | None) -> list[str]:
    if type(node) is cst.Tuple:
        return [name for element in node.elements for name in _names(element.value)]
    if type(node) is cst.Attribute:
        return [node.attr.value]
    return [node.value] if type(node) is cst.Name else []


def _leaves(body: cst.BaseSuite) -> bool:
    """Whether a handler ends by raising or ending the script."""
    statements = list(body.body)
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, cst.SimpleStatementLine) and last.body:
        small = last.body[-1]
        if isinstance(small, cst.Raise):
            return True
        if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
            func = small.value.func
            name = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
            return name in ("exit", "_exit", "abort", "quit")
    return False
