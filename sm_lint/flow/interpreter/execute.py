"""What statements do. A statement tells how control leaves it: None where it goes on to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import libcst as cst

from sm_lint.flow.domain.lattice import Work, join, options
from sm_lint.flow.domain.values import (
    ABSENT,
    NONE,
    UNKNOWN,
    Arguments,
    BoundMethod,
    Environ,
    External,
    Instance,
    Literal,
    Mapping,
    Opaque,
    Scope,
    Sequence,
    Value,
)
from sm_lint.flow.interpreter.importing import run_import, run_import_from
from sm_lint.flow.interpreter.loops import run_for, run_while
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.machine import JOINS_PER_STEP, BudgetExceededError, Machine
from sm_lint.flow.operations.binding import bind
from sm_lint.flow.operations.conditions import ending, evaluate_and_narrow, narrow
from sm_lint.flow.operations.environ import remove_variable
from sm_lint.flow.operations.exceptions import run_try, suppressing
from sm_lint.flow.operations.functions import define_class, define_function
from sm_lint.flow.operations.matching import run_match
from sm_lint.flow.operations.objects import find_method
from sm_lint.flow.operations.operators import binary


def execute(run: Machine, body: cst.BaseSuite) -> Completion:
    """Run a block; what a condition probed for guards what follows it."""
    statements = body.body
    recorder = run.recorder
    depth = len(recorder.guards)
    try:
        for statement in statements:
            completion = run_statement(run, statement)
            if completion is not None:
                return completion
    finally:
        del recorder.guards[depth:]
    return None


def run_statement(run: Machine, node: cst.BaseStatement | cst.BaseSmallStatement) -> Completion:
    """Run one statement; a call in it that does not come back ends the block too."""
    run.steps += 1
    if run.steps + (Work.done - run.joined) // JOINS_PER_STEP > run.budget:
        raise BudgetExceededError
    handler = _STATEMENTS.get(type(node))
    if handler is None:
        return None
    try:
        completion = handler(run, node)
    except RecursionError:
        run.recorder.unresolved(node, "the code nests too deep", "control")
        return None
    if completion is None and run.leaving is not None:
        completion, run.leaving = run.leaving, None
    return completion


def _line(run: Machine, node: cst.SimpleStatementLine) -> Completion:
    for small in node.body:
        completion = run_statement(run, small)
        if completion is not None:
            return completion
    return None


def _expression(run: Machine, node: cst.Expr) -> Completion:
    if type(node.value) is not cst.SimpleString:  # a docstring is nothing
        run.evaluate(node.value)
    return None


def _assign(run: Machine, node: cst.Assign) -> Completion:
    value = run.evaluate(node.value)
    for target in node.targets:
        bind(run, target.target, value)
    return None


def _annotated_assign(run: Machine, node: cst.AnnAssign) -> Completion:
    if node.value is not None:
        bind(run, node.target, run.evaluate(node.value))
    return None


def _augmented_assign(run: Machine, node: cst.AugAssign) -> Completion:
    operator = _AUGMENTED.get(type(node.operator))
    old = run.evaluate(node.target)
    new = run.evaluate(node.value)
    if operator is None:
        bind(run, node.target, UNKNOWN)
        return None
    if operator is cst.Add and isinstance(old, Sequence) and old.kind == "list":  # everybody who holds the list sees it
        run.call(BoundMethod(old, "extend"), Arguments([new], {}), node)
        return None
    if operator is cst.BitOr and isinstance(old, Mapping):
        run.call(BoundMethod(old, "update"), Arguments([new], {}), node)
        return None
    whole = cst.BinaryOperation(node.target, operator(), node.value)
    bind(run, node.target, binary(run, whole, old, new, node))
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


def _return(run: Machine, node: cst.Return) -> Completion:
    frame = run.frame
    frame.returns.append(NONE if node.value is None else run.evaluate(node.value))
    if frame.choice is not None:
        name, choice = frame.choice
        frame.labels.append(run.state.labels_left(choice, frame.scope.names.get(name)))
    return "return"


def _raise(run: Machine, node: cst.Raise) -> Completion:
    if node.exc is not None:
        value = run.evaluate(node.exc)
        run.leaving = None
        if isinstance(value, External) and value.name == "builtins.SystemExit":
            return "exit"
        if isinstance(value, Opaque) and value.type == "builtins.SystemExit":
            return ending(value.call.arguments.get(0)) if value.call is not None else "exit"
    return "raise"


def _delete(run: Machine, node: cst.Del) -> Completion:
    target = node.target
    rows = [e.value for e in target.elements] if isinstance(target, cst.Tuple) else [target]
    for row in rows:
        if isinstance(row, cst.Name):
            run.assign(row.value, ABSENT)
        elif isinstance(row, cst.Subscript) and isinstance(row.slice[0].slice, cst.Index):
            owner, k = run.evaluate(row.value), run.evaluate(row.slice[0].slice.value)
            if isinstance(owner, Environ):
                remove_variable(run, k)
            elif isinstance(owner, Mapping) and isinstance(k, Literal):
                run.state.store(owner.entries, k.value, ABSENT)
    return None


def _assert(run: Machine, node: cst.Assert) -> Completion:
    outcome, guards = evaluate_and_narrow(run, node.test, "assert")
    if outcome is None:
        narrow(run, node.test, True)
        if guards is not None and run.trying:
            run.recorder.guards.append(guards)
    return None


def _global(run: Machine, node: cst.Global) -> Completion:
    _redirect(run.scope, [item.name.value for item in node.names], run.scope.top())
    return None


def _nonlocal(run: Machine, node: cst.Nonlocal) -> Completion:
    for item in node.names:
        scope: Scope | None = run.scope.outer
        while scope is not None and item.name.value not in scope.names:
            scope = scope.outer
        if scope is not None:
            _redirect(run.scope, [item.name.value], scope)
    return None


def _redirect(scope: Scope, names: list[str], target: Scope) -> None:
    if scope is not target:
        scope.redirect = {**(scope.redirect or {}), **dict.fromkeys(names, target)}


def _function(run: Machine, node: cst.FunctionDef) -> Completion:
    run.assign(node.name.value, define_function(run, node))
    return None


def _class(run: Machine, node: cst.ClassDef) -> Completion:
    run.assign(node.name.value, define_class(run, node))
    return None


# -- branches and loops -----------------------------------------------------------------------------------------------


def _if(run: Machine, node: cst.If) -> Completion:
    outcome, guards = evaluate_and_narrow(run, node.test)
    tested = run.tested
    if outcome is not None:
        return _taken(run, node, outcome)

    def arm(side: bool) -> Callable[[], Completion]:
        def body() -> Completion:
            narrow(run, node.test, side, tested)
            return _taken(run, node, side)

        return body

    with run.recorder.guarded(guards):
        branches = [run.branch(arm(True)), run.branch(arm(False))]
    completion = run.settle(branches)
    left = [(side, how) for side, (how, _) in zip((True, False), branches) if how is not None]
    if completion is None and len(left) == 1:
        side, how = left[0]
        narrow(run, node.test, not side, tested)
        # What a script fails without is no less required for being looked for first.
        if guards is not None and (run.trying or how not in ("raise", "fail")):
            run.recorder.guards.append(guards)
    return completion


def _taken(run: Machine, node: cst.If, outcome: bool) -> Completion:
    if outcome:
        return run.execute(node.body)
    if type(node.orelse) is cst.If:
        return run_statement(run, node.orelse)
    return run.execute(node.orelse.body) if node.orelse is not None else None


# -- with, try, match -------------------------------------------------------------------------------------------------


def _with(run: Machine, node: cst.With) -> Completion:
    managers: list[tuple[Value, cst.BaseExpression]] = []
    for item in node.items:
        value = run.evaluate(item.item)
        managers.append((value, item.item))
        entered = _of_each(run, value, item.item, _entered)
        if item.asname is not None and isinstance(item.asname.name, cst.BaseExpression):
            bind(run, item.asname.name, entered)
    instead = suppressing(node)
    completion = run.execute(node.body) if instead is None else run_try(run, instead)
    for value, expression in reversed(managers):
        leaving, run.leaving = run.leaving, None
        _of_each(run, value, expression, _left)
        if completion is not None or leaving is not None:
            run.leaving = leaving
    return completion


def _of_each(
    run: Machine, value: Value, node: cst.BaseExpression, act: Callable[[Machine, Value, cst.BaseExpression], Value]
) -> Value:
    """What a context manager gives; of several only one is used."""
    rows = options(value)
    if len(rows) == 1:
        return act(run, value, node)
    return join(run.perhaps(*(partial(act, run, option, node) for option in rows)))


def _entered(run: Machine, value: Value, node: cst.BaseExpression) -> Value:
    if isinstance(value, Instance):
        enter = find_method(value.cls, "__enter__")
        return run.call(enter.bind(value), Arguments([], {}), node) if enter is not None else UNKNOWN
    if isinstance(value, Sequence) and value.kind == "generator":
        return value.items[0] if value.items else value.rest or UNKNOWN
    return value


def _left(run: Machine, value: Value, node: cst.BaseExpression) -> Value:
    """What `__exit__` does; whether there is an exception for it is not known."""
    leave = find_method(value.cls, "__exit__") if isinstance(value, Instance) else None
    if leave is None:
        return UNKNOWN
    return run.call(leave.bind(value), Arguments([UNKNOWN, UNKNOWN, UNKNOWN], {}), node)


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
    cst.Break: lambda run, node: "break",
    cst.Continue: lambda run, node: "continue",
}
