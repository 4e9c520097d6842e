"""Executes statements. Each handler returns how control leaves the statement; None if it continues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import libcst as cst

from sm_lint.flow.domain.lattice import join, options
from sm_lint.flow.domain.project import Instance, Scope
from sm_lint.flow.domain.values import (
    ABSENT,
    NONE,
    UNKNOWN,
    Arguments,
    BoundMethod,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Opaque,
    Value,
)
from sm_lint.flow.facts import Cause
from sm_lint.flow.interpreter.importing import run_import, run_import_from
from sm_lint.flow.interpreter.loops import run_for, run_while
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.binding import bind
from sm_lint.flow.operations.conditions import ending, evaluate_and_narrow, narrow
from sm_lint.flow.operations.environ import remove_variable
from sm_lint.flow.operations.exceptions import run_try, suppressing
from sm_lint.flow.operations.functions import define_class, define_function
from sm_lint.flow.operations.matching import run_match
from sm_lint.flow.operations.objects import find_method
from sm_lint.flow.operations.operators import binary


def execute(vm: Machine, body: cst.BaseSuite) -> Completion:
    """Run a block; a probe in a condition guards the statements that follow it."""
    statements = body.body
    recorder = vm.recorder
    depth = len(recorder.guards)
    try:
        for statement in statements:
            completion = run_statement(vm, statement)
            if completion is not None:
                return completion
    finally:
        del recorder.guards[depth:]
    return None


def run_statement(vm: Machine, node: cst.BaseStatement | cst.BaseSmallStatement) -> Completion:
    """Run one statement; a call in it that does not return ends the block too."""
    vm.budget.spend_statement()
    handler = _STATEMENTS.get(type(node))
    if handler is None:
        return None
    try:
        completion = handler(vm, node)
    except RecursionError:
        vm.recorder.unresolved(node, Cause.LIMIT, "the code nests too deep", "control")
        return None
    return vm.control.take_leaving() if completion is None else completion


def _line(vm: Machine, node: cst.SimpleStatementLine) -> Completion:
    for small in node.body:
        completion = run_statement(vm, small)
        if completion is not None:
            return completion
    return None


def _expression(vm: Machine, node: cst.Expr) -> Completion:
    if type(node.value) is not cst.SimpleString:  # docstrings have no effect
        vm.evaluate(node.value)
    return None


def _assign(vm: Machine, node: cst.Assign) -> Completion:
    value = vm.evaluate(node.value)
    for target in node.targets:
        bind(vm, target.target, value)
    return None


def _annotated_assign(vm: Machine, node: cst.AnnAssign) -> Completion:
    if node.value is not None:
        bind(vm, node.target, vm.evaluate(node.value))
    return None


def _augmented_assign(vm: Machine, node: cst.AugAssign) -> Completion:
    operator = _AUGMENTED.get(type(node.operator))
    old = vm.evaluate(node.target)
    new = vm.evaluate(node.value)
    if operator is None:
        bind(vm, node.target, UNKNOWN)
        return None
    if (
        operator is cst.Add and isinstance(old, ListValue) and old.kind == "list"
    ):  # all references to the list see the change
        vm.call(BoundMethod(old, "extend"), Arguments([new], {}), node)
        return None
    if operator is cst.BitOr and isinstance(old, DictValue):
        vm.call(BoundMethod(old, "update"), Arguments([new], {}), node)
        return None
    whole = cst.BinaryOperation(node.target, operator(), node.value)
    bind(vm, node.target, binary(vm, whole, old, new, node))
    return None


_AUGMENTED: dict[type, type[cst.BaseBinaryOp]] = {
    cst.AddAssign: cst.Add,
    cst.SubtractAssign: cst.Subtract,
    cst.MultiplyAssign: cst.Multiply,
    cst.DivideAssign: cst.Divide,
    cst.FloorDivideAssign: cst.FloorDivide,
    cst.ModuloAssign: cst.Modulo,
    cst.BitOrAssign: cst.BitOr,
}


def _return(vm: Machine, node: cst.Return) -> Completion:
    frame = vm.frame
    frame.returns.append(NONE if node.value is None else vm.evaluate(node.value))
    if frame.choice is not None:
        name, choice = frame.choice
        frame.masks.append(vm.state.masks_left(choice, frame.scope.names.get(name)))
    return "return"


def _raise(vm: Machine, node: cst.Raise) -> Completion:
    if node.exc is not None:
        value = vm.evaluate(node.exc)
        vm.control.take_leaving()
        if isinstance(value, External) and value.name == "builtins.SystemExit":
            return "exit"
        if isinstance(value, Opaque) and value.type.name == "builtins.SystemExit":
            return ending(value.call.arguments.get(0)) if value.call is not None else "exit"
    return "raise"


def _delete(vm: Machine, node: cst.Del) -> Completion:
    target = node.target
    rows = [e.value for e in target.elements] if isinstance(target, cst.Tuple) else [target]
    for row in rows:
        if isinstance(row, cst.Name):
            vm.assign(row.value, ABSENT)
        elif isinstance(row, cst.Subscript) and isinstance(row.slice[0].slice, cst.Index):
            owner, k = vm.evaluate(row.value), vm.evaluate(row.slice[0].slice.value)
            if isinstance(owner, Environ):
                remove_variable(vm, k)
            elif isinstance(owner, DictValue) and isinstance(k, Constant):
                vm.state.store(owner.entries, k.value, ABSENT)
    return None


def _assert(vm: Machine, node: cst.Assert) -> Completion:
    outcome, guards, _ = evaluate_and_narrow(vm, node.test, "assert")
    if outcome is None:
        narrow(vm, node.test, True)
        if guards is not None and vm.control.trying:
            vm.recorder.guards.append(guards)
    return None


def _global(vm: Machine, node: cst.Global) -> Completion:
    _redirect(vm.scope, [item.name.value for item in node.names], vm.scope.top())
    return None


def _nonlocal(vm: Machine, node: cst.Nonlocal) -> Completion:
    for item in node.names:
        scope: Scope | None = vm.scope.outer
        while scope is not None and item.name.value not in scope.names:
            scope = scope.outer
        if scope is not None:
            _redirect(vm.scope, [item.name.value], scope)
    return None


def _redirect(scope: Scope, names: list[str], target: Scope) -> None:
    if scope is not target:
        scope.redirect = {**(scope.redirect or {}), **dict.fromkeys(names, target)}


def _function(vm: Machine, node: cst.FunctionDef) -> Completion:
    vm.assign(node.name.value, define_function(vm, node))
    return None


def _class(vm: Machine, node: cst.ClassDef) -> Completion:
    vm.assign(node.name.value, define_class(vm, node))
    return None


# -- branches and loops -----------------------------------------------------------------------------------------------


def _if(vm: Machine, node: cst.If) -> Completion:
    outcome, guards, tested = evaluate_and_narrow(vm, node.test)
    if outcome is not None:
        return _taken(vm, node, outcome)

    def arm(side: bool) -> Callable[[], Completion]:
        def body() -> Completion:
            narrow(vm, node.test, side, tested)
            return _taken(vm, node, side)

        return body

    with vm.recorder.guarded(guards):
        branches = [vm.branch(arm(True)), vm.branch(arm(False))]
    completion = vm.join_branches(branches)
    left = [(side, how) for side, (how, _) in zip((True, False), branches) if how is not None]
    if completion is None and len(left) == 1:
        side, how = left[0]
        narrow(vm, node.test, not side, tested)
        # A variable without which the script fails is still required if it is probed first.
        if guards is not None and (vm.control.trying or how not in ("raise", "fail")):
            vm.recorder.guards.append(guards)
    return completion


def _taken(vm: Machine, node: cst.If, outcome: bool) -> Completion:
    if outcome:
        return vm.execute(node.body)
    if type(node.orelse) is cst.If:
        return run_statement(vm, node.orelse)
    return vm.execute(node.orelse.body) if node.orelse is not None else None


# -- with, try, match -------------------------------------------------------------------------------------------------


def _with(vm: Machine, node: cst.With) -> Completion:
    managers: list[tuple[Value, cst.BaseExpression]] = []
    for item in node.items:
        value = vm.evaluate(item.item)
        managers.append((value, item.item))
        entered = _of_each(vm, value, item.item, _entered)
        if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
            bind(vm, item.asname.name, entered)
    instead = suppressing(node)
    completion = vm.execute(node.body) if instead is None else run_try(vm, instead)
    for value, expression in reversed(managers):
        leaving = vm.control.take_leaving()
        _of_each(vm, value, expression, _left)
        if completion is not None or leaving is not None:
            vm.control.leave(leaving)
    return completion


def _of_each(
    vm: Machine, value: Value, node: cst.BaseExpression, act: Callable[[Machine, Value, cst.BaseExpression], Value]
) -> Value:
    """The result of a context manager; of several alternatives, only one is used."""
    rows = options(value)
    if len(rows) == 1:
        return act(vm, value, node)
    return join(vm.maybe(*(partial(act, vm, option, node) for option in rows)))


def _entered(vm: Machine, value: Value, node: cst.BaseExpression) -> Value:
    if isinstance(value, Instance):
        enter = find_method(value.cls, "__enter__")
        return vm.call(enter.bind(value), Arguments([], {}), node) if enter is not None else UNKNOWN
    if isinstance(value, ListValue) and value.kind == "generator":
        return value.items[0] if value.items else value.rest or UNKNOWN
    return value


def _left(vm: Machine, value: Value, node: cst.BaseExpression) -> Value:
    """The effects of `__exit__`; whether it gets an exception is unknown."""
    leave = find_method(value.cls, "__exit__") if isinstance(value, Instance) else None
    if leave is None:
        return UNKNOWN
    return vm.call(leave.bind(value), Arguments([UNKNOWN, UNKNOWN, UNKNOWN], {}), node)


_STATEMENTS: dict[type, Callable[[Machine, Any], Completion]] = {
    cst.SimpleStatementLine: _line,
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated_assign,
    cst.AugAssign: _augmented_assign,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Del: _delete,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.If: _if,
    cst.For: run_for,
    cst.While: run_while,
    cst.With: _with,
    cst.Try: run_try,
    cst.TryStar: run_try,
    cst.Match: run_match,
    cst.Import: run_import,
    cst.ImportFrom: run_import_from,
    cst.Break: lambda vm, node: "break",
    cst.Continue: lambda vm, node: "continue",
}
