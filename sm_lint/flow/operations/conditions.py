"""Decides conditions, and narrows names where a condition holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import libcst as cst

from sm_lint.flow.domain.argparse_model import NamespaceValue, ParserValue
from sm_lint.flow.domain.lattice import may_be_absent, options, part
from sm_lint.flow.domain.project import ClassValue, Function, Instance, ModuleValue, Scope
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import (
    ABSENT,
    UNKNOWN,
    Absent,
    Alternatives,
    BoundMethod,
    Constant,
    DictValue,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.frame import Completion
from sm_lint.flow.machine.guards import Guards
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.pipeline_variables import note_variable
from sm_lint.sagemaker.paths import channel_of
from sm_lint.syntax.literal import text_value

_ALWAYS_TRUE = (PathValue, Function, ClassValue, ModuleValue, ParserValue, NamespaceValue)


# The most frequent ones; an attribute of a library or of its objects (`df.empty`, `torch.DEBUG`) may have any value.
_UNDECIDED = frozenset((Unknown, Opaque, External, BoundMethod))


def ending(status: Value | None) -> Completion:
    """How a script ends that exits with a status: SageMaker treats any status but 0 as a failure of the job.

    After a failure, like after an exception, the job need not have completed its work.
    """
    if type(status) is Text or (type(status) is Constant and isinstance(status.value, str)):
        return "fail"  # a message gives exit status 1
    return "fail" if status is not None and truth(status) else "exit"


def truth(value: Value) -> bool | None:
    """True or False if the value is certain in a condition; None if it is undecided.

    A default that a caller may override decides nothing.
    """
    if value.assumed or type(value) in _UNDECIDED:
        return None
    if type(value) is Constant:
        return bool(value.value)
    if type(value) is Text:
        return True if any(value.pieces) else None
    if type(value) is Alternatives:
        outcomes = {truth(option) for option in value.options}
        return outcomes.pop() if len(outcomes) == 1 else None
    if isinstance(value, DictValue):
        if any(not may_be_absent(entry) for entry in value.entries.values()):
            return True
        return False if not value.entries and value.rest is None and value.role is None else None
    if isinstance(value, ListValue):
        if any(not may_be_absent(item) for item in value.items):
            return True
        return False if not value.items and value.rest is None else None
    if isinstance(value, Absent):
        return False
    if isinstance(value, Instance):
        special = any(name in cls.scope.names for cls in value.cls.lineage() for name in ("__bool__", "__len__"))
        return None if special or any(value.cls.external_bases()) else True
    return True if isinstance(value, _ALWAYS_TRUE) else None


# Their operands are judged where they are evaluated.
_JUDGED = frozenset((cst.UnaryOperation, cst.BooleanOperation, cst.Comparison, cst.NamedExpr))


class Tested(NamedTuple):
    """The result of evaluating a condition.

    Attributes:
        outcome: True or False if it is decided, else None.
        guards: what it probes for.
        value: its alternatives, if it is undecided and has some.
    """

    outcome: bool | None
    guards: Guards | None
    value: Alternatives | None


def evaluate_and_narrow(vm: Machine, test: cst.BaseExpression, how: str = "if") -> Tested:
    """Evaluate a condition; `how` is the kind of construct it controls."""
    probed = vm.recorder.probed
    paths: set[str] = set()
    names: set[str] = set()
    probed.append((paths, names))
    try:
        value = vm.evaluate(test)
        if vm.setup.definition and type(test) not in _JUDGED:
            note_variable(vm, value, test, how)
        absent = set(_channels_asked_for(vm, test)) if vm.setup.channels else ()
    finally:
        probed.pop()
    outcome = truth(value)
    if absent:
        paths |= absent
        outcome = None
    undecided = value if outcome is None and type(value) is Alternatives else None
    if not paths and not names:
        return Tested(outcome, None, undecided)
    if probed:
        probed[-1][0].update(paths)
        probed[-1][1].update(names)
    return Tested(outcome, Guards(frozenset(paths), frozenset(names)), undecided)


def _channels_asked_for(vm: Machine, test: cst.BaseExpression) -> Iterator[str]:
    """Directories of channels that the job lacks, if a condition tests for such a channel.

    `if args.test:` tests for the channel whose variable is the argument's default.
    """
    if type(test) not in _ASKING:
        return
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        yield from _channels_asked_for(vm, test.expression)
    elif isinstance(test, cst.BooleanOperation):
        yield from _channels_asked_for(vm, test.left)
        yield from _channels_asked_for(vm, test.right)
    elif isinstance(test, cst.Comparison):
        target = test.comparisons[0]
        if isinstance(target.operator, cst.Is | cst.IsNot) and _is_none(target.comparator):
            yield from _channels_asked_for(vm, test.left)
    else:
        for option in options(_named(vm, test)):
            known = literal_str(option)
            channel = channel_of(known) if known is not None else None
            if known is not None and channel is not None and channel not in vm.setup.channels:
                yield known


def _named(vm: Machine, test: cst.BaseExpression) -> Value:
    """The value of a name or a parsed argument."""
    if isinstance(test, cst.Name):
        return vm.lookup(test.value) or UNKNOWN
    if isinstance(test, cst.Attribute) and isinstance(test.value, cst.Name):
        owner = vm.lookup(test.value.value)
        if isinstance(owner, NamespaceValue):
            return vm.evaluate(test)
    return UNKNOWN


def narrow(vm: Machine, test: cst.BaseExpression, outcome: bool, tested: Alternatives | None = None) -> None:
    """Narrow the names tested by a condition: remove the alternatives that contradict its outcome.

    `tested` are the alternatives of the condition: values correlated with them are narrowed too.
    """
    if tested is not None:
        _narrow_dependent(vm, tested, outcome)
    if type(test) not in _TELLING:
        return
    for name, keep, other in _tests(test, outcome):
        scope: Scope | None = vm.scope
        while scope is not None and name not in scope.names:
            scope = scope.outer
        if scope is not None:
            after = _what_is_left(scope.names[name], keep, other)
            if after is not None:
                vm.state.narrow(scope.names, name, after)


def _what_is_left(before: Value, keep: Callable[[Value], bool], other: Value | None) -> Value | None:
    """The remainder of a value after a test of it; None if unchanged; `other` if a default fails the test."""
    if type(before) is Alternatives:
        return part(before, lambda option, _: keep(option))
    if other is None or not before.assumed or not isinstance(before, Constant) or not isinstance(before.value, str):
        return None
    if keep(Constant(before.value)):
        return None
    return Constant(other.value) if type(other) is Constant else Text((None,), (), True, before.source)


def _narrow_dependent(vm: Machine, tested: Alternatives, outcome: bool) -> None:
    left = 0
    for option, mask in zip(tested.options, tested.masks):
        if truth(option) is not (not outcome):
            left |= mask
    scope: Scope | None = vm.scope
    while scope is not None:
        tables = [scope.names]
        tables += [value.attributes for value in scope.names.values() if type(value) is NamespaceValue]
        for table in tables:
            for name, value in list(table.items()):
                if type(value) is Alternatives and value.correlation is tested.correlation:
                    after = part(value, lambda _, mask: mask & left != 0)
                    if after is not None:
                        vm.state.narrow(table, name, after)
        scope = scope.outer


# Distinguishing node classes with `isinstance` is slow: they are abstract base classes.
_ASKING = frozenset((cst.UnaryOperation, cst.BooleanOperation, cst.Name, cst.Attribute, cst.Comparison))
_TELLING = frozenset((cst.UnaryOperation, cst.BooleanOperation, cst.Name, cst.NamedExpr, cst.Comparison))

_Test = tuple[str, Callable[[Value], bool], Value | None]
_ANY_TEXT = Text((None,), (), True)


def _tests(test: cst.BaseExpression, outcome: bool) -> Iterator[_Test]:
    """The implications of a condition's outcome.

    Each is a name, a predicate on its alternatives, and the value of the name if it had another default; None for
    that value if it says nothing new.
    """
    if type(test) not in _TELLING:
        return
    if type(test) is cst.UnaryOperation and type(test.operator) is cst.Not:
        yield from _tests(test.expression, not outcome)
    elif type(test) is cst.BooleanOperation:
        if (type(test.operator) is cst.And) is outcome:
            yield from _tests(test.left, outcome)
            yield from _tests(test.right, outcome)
    elif type(test) is cst.Name:
        yield test.value, lambda option: truth(option) is not (not outcome), _ANY_TEXT if outcome else None
    elif type(test) is cst.NamedExpr:
        yield from _tests(test.target, outcome)
    elif type(test) is cst.Comparison and type(test.left) is cst.Name and len(test.comparisons) == 1:
        target = test.comparisons[0]
        kind = type(target.operator)
        if (kind is cst.Is or kind is cst.IsNot) and _is_none(target.comparator):
            positive = (kind is cst.Is) is outcome
            yield test.left.value, lambda option: _may_be_none(option) if positive else not _surely_none(option), None
        elif (kind is cst.Equal or kind is cst.NotEqual) and type(target.comparator) is cst.SimpleString:
            wanted = text_value(target.comparator)
            positive = (kind is cst.Equal) is outcome
            yield (
                test.left.value,
                lambda option: not isinstance(option, Constant) or (option.value == wanted) is positive,
                Constant(wanted) if positive else _ANY_TEXT,
            )


def _is_none(node: cst.BaseExpression) -> bool:
    return type(node) is cst.Name and node.value == "None"


def _surely_none(option: Value) -> bool:
    return (isinstance(option, Constant) and option.value is None) or option is ABSENT


def _may_be_none(option: Value) -> bool:
    return _surely_none(option) or not isinstance(option, Constant | Text | PathValue | DictValue | ListValue)
