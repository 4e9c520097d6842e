"""Binary and unary operators on abstract values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import libcst as cst

from sm_lint.flow.domain.argparse_model import UNPARSED, NamespaceValue
from sm_lint.flow.domain.lattice import concatenate, join, lift, may_be_absent, options, without_absent
from sm_lint.flow.domain.paths import join_paths, pure
from sm_lint.flow.domain.provenance import FromEnvironment, Role
from sm_lint.flow.domain.strings import percent_format
from sm_lint.flow.domain.text import is_textual, pieces, with_documents
from sm_lint.flow.domain.values import (
    MAX_TEXT,
    UNKNOWN,
    Alternatives,
    Constant,
    DictValue,
    Environ,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import Cause, EnvUse
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.conditions import truth
from sm_lint.flow.operations.environ import probe_variable
from sm_lint.flow.operations.pipeline_variables import note_variable

MAX_NUMBER = 1 << 53
MAX_REPEAT = 4096
MAX_ITEMS = 1024
MAX_REPEATED = 64  # a longer list is a buffer

_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    cst.Add: operator.add,
    cst.Subtract: operator.sub,
    cst.Multiply: operator.mul,
    cst.FloorDivide: operator.floordiv,
    cst.Divide: operator.truediv,
    cst.Modulo: operator.mod,
    cst.BitOr: operator.or_,
    cst.BitAnd: operator.and_,
}

_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
    cst.LessThan: operator.lt,
    cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt,
    cst.GreaterThanEqual: operator.ge,
}


_MEMBERSHIP = frozenset((cst.In, cst.NotIn))
_IDENTITY = frozenset((cst.Is, cst.IsNot))
_ORDER = frozenset((cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual))


def binary(
    vm: Machine, node: cst.BinaryOperation, left: Value, right: Value, where: cst.CSTNode | None = None
) -> Value:
    """`left OP right`; arithmetic on undecoded environment text is recorded, at `where` if it has no own node."""
    where = where or node
    kind = type(node.operator)
    if vm.setup.definition and kind in (cst.Add, cst.Modulo) and not _shows_object(left):
        for value in (left, right):
            note_variable(vm, value, where, "+" if kind is cst.Add else "%")
    if kind in (cst.Subtract, cst.Multiply, cst.Divide, cst.FloorDivide, cst.Power):
        for value in (left, right):
            note_use(vm, value, where, "arithmetic")
            note_variable(vm, value, where, "arithmetic")
    if kind is cst.Add:
        for value in (left, right):
            if isinstance(value, Opaque):
                note_command_line(vm, value, where)
    return lift(lambda a, b: _apply(kind, a, b), left, right)


def _shows_object(form: Value) -> bool:
    """Whether it is a format with ``%r``, which can show any object."""
    return isinstance(form, Constant) and isinstance(form.value, str) and "%r" in form.value


def _apply(kind: type, left: Value, right: Value) -> Value:
    if kind is cst.Divide and (isinstance(left, PathValue) or isinstance(right, PathValue)):
        return pure(join_paths(left, [right]))
    if kind is cst.Add:
        if is_textual(left) or is_textual(right):
            return _add_texts(left, right)
        if isinstance(left, ListValue) or isinstance(right, ListValue):
            return _add_sequences(left, right)
    if kind is cst.Modulo and isinstance(left, Constant | Text) and is_textual(left):
        return percent_format(left, right)
    if kind is cst.Modulo and isinstance(left, Constant) and isinstance(left.value, bytes):
        return UNKNOWN
    if kind is cst.BitOr and isinstance(left, DictValue) and isinstance(right, DictValue):
        merged = DictValue(merged_entries(left, right), join_rest(left.rest, right.rest))
        merged.places = {**left.places, **right.places}
        return merged
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _constant(kind, left, right)
    if kind is cst.Multiply and isinstance(left, Text):
        return Text((None,), left.origins)
    if kind is cst.Multiply and isinstance(left, ListValue):
        return _repeated(left, right)
    return UNKNOWN


def merged_entries(first: DictValue, second: DictValue) -> dict[object, Value]:
    """The entries of two mappings; the second one takes precedence."""
    entries = overridden(first, second.rest)
    for name, value in second.entries.items():
        below = first.entries.get(name)
        entries[name] = join([without_absent(value), below]) if below is not None and may_be_absent(value) else value
    return entries


def overridden(mapping: DictValue, by: Value | None) -> dict[object, Value]:
    """The entries of a mapping after unknown keys were assigned; None if there are none."""
    if by is None:
        return dict(mapping.entries)
    return {name: join([value, by]) for name, value in mapping.entries.items()}


def _repeated(rows: ListValue, count: Value) -> Value:
    """`rows * count`."""
    times = count.value if isinstance(count, Constant) and type(count.value) is int else None
    if times is not None and rows.rest is None and len(rows.items) * times <= MAX_REPEATED:
        return ListValue(rows.items * times, None, rows.kind)
    every = [*rows.items, *([rows.rest] if rows.rest is not None else [])]
    return ListValue((), join(every) if every else UNKNOWN, rows.kind)


def _add_texts(left: Value, right: Value) -> Value:
    if any(isinstance(side, Constant) and type(side.value) is not str for side in (left, right)):
        return UNKNOWN
    return concatenate([left, right])


def _add_sequences(left: Value, right: Value) -> Value:
    if not isinstance(left, ListValue):
        return ListValue((), join([UNKNOWN, *right.items]), right.kind) if isinstance(right, ListValue) else UNKNOWN
    if not isinstance(right, ListValue):
        return ListValue(left.items, UNKNOWN, left.kind)
    if left.rest is not None:
        return ListValue(left.items, join([left.rest, *right.items, *([right.rest] if right.rest else [])]), left.kind)
    if len(left.items) + len(right.items) > MAX_ITEMS:
        return ListValue(left.items, join([*right.items, *([right.rest] if right.rest is not None else [])]), left.kind)
    result = ListValue(left.items + right.items, right.rest, left.kind)
    result.node, result.module = left.node, left.module
    return result


def join_rest(left: Value | None, right: Value | None) -> Value | None:
    """The value of unknown elements of two joined collections."""
    rests = [rest for rest in (left, right) if rest is not None]
    return join(rests) if rests else None


def _constant(kind: type, left: Constant, right: Constant) -> Value:
    function = _ARITHMETIC.get(kind)
    a, b = left.value, right.value
    if function is None or not _small(a, b):
        return UNKNOWN
    try:
        result = function(a, b)
    except Exception:  # noqa: BLE001 - an error of the script: division by zero, wrong types
        return UNKNOWN
    return Constant(result, with_documents(left.origins or right.origins, (left, right)), left.assumed or right.assumed)


def _small(a: object, b: object) -> bool:
    """Whether the result of an operator on two constants is certain to be of moderate size."""
    if isinstance(a, str | bytes) and isinstance(b, str | bytes):
        return len(a) + len(b) <= MAX_TEXT
    for one, other in ((a, b), (b, a)):
        if isinstance(one, str | bytes) and isinstance(other, int):
            return abs(other) <= MAX_REPEAT and abs(other) * len(one) <= MAX_TEXT
        if isinstance(one, int | float) and abs(one) > MAX_NUMBER:
            return False
        if one is None:
            return False
    return True


def unary(vm: Machine, node: cst.UnaryOperation, value: Value) -> Value:
    """`not x`, `-x`, `+x`, `~x`."""
    if isinstance(node.operator, cst.Not):
        outcome = truth(value)
        note_variable(vm, value, node, "not")
        if outcome is None and type(value) is Alternatives:
            return lift(lambda option: unary(vm, node, option), value)
        return UNKNOWN if outcome is None else Constant(not outcome)
    if isinstance(value, Constant) and isinstance(value.value, int | float) and isinstance(node.operator, cst.Minus):
        return Constant(-value.value)
    return UNKNOWN


def note_use(vm: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """Record the use of a variable's undecoded text where another type is needed."""
    for option in options(value):
        source = option.source
        if type(source) is FromEnvironment:
            anchor, site = vm.recorder.here(node)
            vm.recorder.note(EnvUse(anchor, site, name=source.name, how=how), source.name, how)


def note_command_line(vm: Machine, value: Opaque, node: cst.CSTNode) -> None:
    """Record that command-line words are used without a parser: which arguments they are is unknown."""
    if value.type.name == "sys.argv":
        vm.recorder.unresolved(node, Cause.ARGUMENT, "the command line is read from sys.argv", "argument")
    elif value.type is UNPARSED:
        vm.recorder.unresolved(node, Cause.ARGUMENT, "the arguments that the parser does not know are used", "argument")


def environ_membership(
    vm: Machine, kind: cst.BaseCompOp, left: Value, right: Value, node: cst.Comparison
) -> Value | None:
    """`name in os.environ`: a probe; None if the right side is not the environment."""
    if type(kind) not in _MEMBERSHIP:
        return None
    if isinstance(right, Environ) or (isinstance(right, DictValue) and right.role is Role.ENVIRON):
        return join([probe_variable(vm, name, node, isinstance(kind, cst.NotIn)) for name in options(left)])
    return None


def _is_written(value: Value) -> bool:
    """Whether it is a constant or a list of constants, rather than an object that may be identical to another."""
    if type(value) is Constant or type(value) is Text:
        return True
    return isinstance(value, ListValue) and value.rest is None and all(type(item) is Constant for item in value.items)


def _note_compared(vm: Machine, kind: cst.BaseCompOp, left: Value, right: Value, node: cst.Comparison) -> None:
    """Record a variable that is compared with a literal; compared with another variable it may be equal."""
    if type(kind) in _IDENTITY:
        return
    if type(kind) in _MEMBERSHIP:
        note_variable(vm, right, node, "in")
        if isinstance(right, Constant | Text):
            note_variable(vm, left, node, "in")
        elif _is_written(right):
            note_variable(vm, left, node, "comparison")
        return
    for value, other in ((left, right), (right, left)):
        if _is_written(other):
            note_variable(vm, value, node, "order" if type(kind) in _ORDER else "comparison")


def compare(vm: Machine, kind: cst.BaseCompOp, left: Value, right: Value, node: cst.Comparison) -> Value:
    """`left OP right` as a Constant bool if it can be decided, else unknown."""
    if vm.setup.definition:
        _note_compared(vm, kind, left, right, node)
    if type(kind) in _MEMBERSHIP:
        note_use(vm, right, node, "contains")
        if isinstance(right, NamespaceValue) and isinstance(left, Constant):
            right.asked.add(str(left.value))
        if type(right) is Opaque:
            note_command_line(vm, right, node)
        return lift(lambda a, b: _member(kind, a, b), left, right)
    if type(kind) in _ORDER:
        note_use(vm, left, node, "compare")
        note_use(vm, right, node, "compare")
    return lift(lambda a, b: _compare(kind, a, b), left, right)


def _member(kind: cst.BaseCompOp, left: Value, right: Value) -> Value:
    outcome = _contains(left, right)
    assumed = left.assumed or right.assumed
    return UNKNOWN if outcome is None else Constant(outcome is isinstance(kind, cst.In), (), assumed)


def _compare(kind: cst.BaseCompOp, left: Value, right: Value) -> Value:
    if type(kind) in _IDENTITY:
        identity = _identical(left, right)
        assumed = left.assumed or right.assumed
        return UNKNOWN if identity is None else Constant(identity is isinstance(kind, cst.Is), (), assumed)
    if isinstance(left, Constant) and isinstance(right, Constant):
        try:
            outcome = bool(_COMPARISONS[type(kind)](left.value, right.value))
        except (TypeError, KeyError):
            return UNKNOWN
        return Constant(outcome, (), left.assumed or right.assumed)
    if isinstance(kind, cst.Equal | cst.NotEqual) and _differ(left, right):
        return Constant(isinstance(kind, cst.NotEqual), (), left.assumed or right.assumed)
    return UNKNOWN


def _identical(left: Value, right: Value) -> bool | None:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and one.value is None:
            if isinstance(other, Constant):
                return other.value is None
            return None if isinstance(other, Unknown) or may_be_absent(other) or _opaque(other) else False
    if isinstance(left, Constant) and isinstance(right, Constant) and isinstance(left.value, bool):
        return left.value is right.value
    return None


def _opaque(value: Value) -> bool:
    return not isinstance(value, Text | PathValue | DictValue | ListValue)


def _differ(left: Value, right: Value) -> bool:
    """Whether the two strings differ for any content of their holes."""
    if not (is_textual(left) and is_textual(right)) or isinstance(left, PathValue) is not isinstance(right, PathValue):
        return False
    a, b = pieces(left), pieces(right)
    if not a or not b or a[0] is None or b[0] is None:
        return False
    common = min(len(a[0]), len(b[0]))
    return a[0][:common] != b[0][:common]


def _contains(item: Value, container: Value) -> bool | None:
    if isinstance(container, Constant) and isinstance(container.value, str):
        if isinstance(item, Constant) and isinstance(item.value, str):
            return item.value in container.value
        return None
    if isinstance(container, Text):
        known = isinstance(item, Constant) and isinstance(item.value, str)
        return True if known and any(item.value in part for part in container.pieces if part) else None  # type: ignore[attr-defined] # all are literals
    if not isinstance(item, Constant):
        return None
    if isinstance(container, DictValue):
        entry = container.entries.get(item.value)
        if entry is not None and not may_be_absent(entry):
            return True
        return False if entry is None and container.rest is None else None
    if isinstance(container, ListValue):
        if any(isinstance(element, Constant) and element.value == item.value for element in container.items):
            return True
        plain = all(isinstance(element, Constant) for element in container.items)
        return False if plain and container.rest is None else None
    return None
