"""The elements of an iterable: one by one if they are known, else one value for any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from sm_lint.flow.domain.lattice import join, may_be_absent, without_absent
from sm_lint.flow.domain.project import ClassValue
from sm_lint.flow.domain.provenance import ENVIRONMENT_NAME, FILE, Item, Role
from sm_lint.flow.domain.values import (
    UNKNOWN,
    Alternatives,
    Constant,
    DictValue,
    Environ,
    ListValue,
    Opaque,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.environ import environ_items
from sm_lint.flow.operations.lazy import Lazy, draw
from sm_lint.flow.operations.operators import note_command_line, note_use
from sm_lint.flow.operations.pipeline_variables import note_variable

MAX_UNROLLED = 64
MAX_NESTED = 256

Elements = tuple[tuple[Value, ...] | None, Value]
"""The elements if they are known and few, else None; and the value of any further element."""


def elements(vm: Machine, value: Value, node: cst.CSTNode) -> Elements:
    """The elements of an iterable: all of them if they are known and few, and the value of any further one."""
    if vm.setup.definition:
        note_variable(vm, value, node, "iteration")
    return _elements(vm, value, node)


def _elements(vm: Machine, value: Value, node: cst.CSTNode) -> Elements:
    note_use(vm, value, node, "iterate")
    value = draw(vm, value)
    if type(value) is Unknown:
        return None, UNKNOWN
    if isinstance(value, Environ):
        value = environ_items(vm, "keys", node)
    if isinstance(value, DictValue):
        if value.role in (Role.DOCUMENT, Role.HYPERPARAMETERS):
            return None, UNKNOWN
        value = keys_of(value)
    handler = _ELEMENTS.get(type(value))
    return handler(vm, value, node) if handler is not None else (None, UNKNOWN)


def _of_list(vm: Machine, value: ListValue, node: cst.CSTNode) -> Elements:
    present = tuple(without_absent(item) for item in value.items)
    every = [*present, *([value.rest] if value.rest is not None else [])]
    sure = value.rest is None and not any(may_be_absent(item) for item in value.items)
    if not sure or len(present) > MAX_UNROLLED:
        return None, join(every) if every else UNKNOWN
    return _distinct(present) if value.kind == "set" else present, join(every)


def _of_constant(vm: Machine, value: Constant, node: cst.CSTNode) -> Elements:
    if not isinstance(value.value, str):
        return None, UNKNOWN
    if len(value.value) <= MAX_UNROLLED:
        return tuple(Constant(c, value.origins) for c in value.value), UNKNOWN
    return None, Text((None,))


def _of_text(vm: Machine, value: Text, node: cst.CSTNode) -> Elements:
    return None, Text((None,))


def _of_class(vm: Machine, value: ClassValue, node: cst.CSTNode) -> Elements:
    members = tuple(m for name, m in value.scope.names.items() if not str(name).startswith("_"))
    return None, join(members) if members else UNKNOWN


def _of_alternatives(vm: Machine, value: Alternatives, node: cst.CSTNode) -> Elements:
    return None, join([_elements(vm, option, node)[1] for option in value.options])


def _of_opaque(vm: Machine, value: Opaque, node: cst.CSTNode) -> Elements:
    if value.type is FILE:
        return None, Text((None,))
    note_command_line(vm, value, node)
    return None, Opaque(Item(value.type))


_ELEMENTS: dict[type[Value], Callable[[Machine, Any, cst.CSTNode], Elements]] = {
    ListValue: _of_list,
    Lazy: _of_list,
    Constant: _of_constant,
    Text: _of_text,
    ClassValue: _of_class,
    Alternatives: _of_alternatives,
    Opaque: _of_opaque,
}


def _distinct(items: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """The elements of a set, without duplicates; None if equality is unknown."""
    if len(items) < 2:
        return items
    constants = {item.value: item for item in items if isinstance(item, Constant)}
    return tuple(constants.values()) if all(isinstance(item, Constant) for item in items) else None


def front(value: Value, any_one: Value) -> tuple[tuple[Value, ...], Value]:
    """The certain first elements of an iterable of unknown length, and the value of those that may follow."""
    if isinstance(value, ListValue) and value.rest is not None:
        return value.items, value.rest
    return (), any_one


def keys_of(mapping: DictValue) -> ListValue:
    """The keys of a mapping; keys that may be missing are part of the rest."""
    source = ENVIRONMENT_NAME if mapping.role is Role.ENVIRON else None
    rows = [(Constant(key, mapping.origins), entry) for key, entry in mapping.entries.items()]
    return _listed(rows, None if mapping.rest is None else Text((None,), (), False, source))


def values_of(mapping: DictValue) -> ListValue:
    """The values of a mapping."""
    return _listed([(without_absent(entry), entry) for entry in mapping.entries.values()], mapping.rest)


def items_of(mapping: DictValue) -> ListValue:
    """The (key, value) pairs of a mapping."""
    rows = [
        (ListValue((Constant(key, mapping.origins), without_absent(entry)), None, "tuple"), entry)
        for key, entry in mapping.entries.items()
    ]
    if mapping.rest is None:
        return _listed(rows, None)
    key = Text((None,), (), False, ENVIRONMENT_NAME if mapping.role is Role.ENVIRON else None)
    return _listed(rows, ListValue((key, mapping.rest), None, "tuple"))


def _listed(rows: Sequence[tuple[Value, Value]], rest: Value | None) -> ListValue:
    """A list with one value per entry; after the first optional entry, indices are unknown."""
    sure = 0
    while rest is None and sure < len(rows) and not may_be_absent(rows[sure][1]):
        sure += 1
    others = [value for value, _ in rows[sure:]]
    if rest is not None:
        others.append(rest)
    return ListValue(tuple(value for value, _ in rows[:sure]), join(others) if others else None, "list")
