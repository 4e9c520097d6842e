"""Binds values to targets: names, attributes, subscripts, tuples."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.argparse_model import UNPARSED, NamespaceValue
from sm_lint.flow.domain.lattice import correlated, join, options
from sm_lint.flow.domain.project import ClassValue, Function, Instance, ModuleValue
from sm_lint.flow.domain.provenance import Role
from sm_lint.flow.domain.text import is_textual
from sm_lint.flow.domain.values import (
    ABSENT,
    UNKNOWN,
    Alternatives,
    Arguments,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Value,
)
from sm_lint.flow.facts import Origin
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.environ import write_variable
from sm_lint.flow.operations.operators import note_command_line


def bind(vm: Machine, target: cst.BaseExpression, value: Value) -> None:
    """Assign a value to a target; attributes and entries of unknown objects are ignored."""
    if type(target) is cst.Name:
        vm.assign(target.value, named(value, target.value))
    elif type(target) is cst.Attribute:
        _note_kept(vm, value, target)
        receiver = vm.evaluate(target.value)
        for owner in options(receiver):
            set_attribute(vm, owner, target.attr.value, value, certain=type(receiver) is not Alternatives)
    elif type(target) is cst.Subscript:
        _note_kept(vm, value, target)
        _set_item(vm, target, value)
    elif type(target) is cst.Tuple or type(target) is cst.List:
        _unpack(vm, target, value)
    elif type(target) is cst.StarredElement:
        bind(vm, target.value, value)


def _note_kept(vm: Machine, value: Value, target: cst.BaseExpression) -> None:
    """Record words of the command line that are kept in an object, where other code may take them up."""
    for option in options(value):
        if type(option) is Opaque and option.type is UNPARSED:
            note_command_line(vm, option, target)


def named(value: Value, name: str) -> Value:
    """The same value, with its origin described by the first name it was assigned to."""
    if type(value) is Constant or type(value) is Text:
        origins = value.origins
        if len(origins) == 1 and not origins[0].text and is_textual(value):
            origin = (Origin(origins[0].module, origins[0].node, name),)
            if type(value) is Constant:
                return Constant(value.value, origin, value.assumed, value.source)
            if type(value) is Text:
                return Text(value.pieces, origin, value.assumed, value.source)
    elif type(value) is PathValue:
        text = named(value.text, name)
        if text is not value.text and isinstance(text, Constant | Text):
            return PathValue(text)
    elif type(value) is DictValue:
        for key, entry in value.entries.items():
            if len(entry.origins) == 1 and not entry.origins[0].text:
                value.entries[key] = named(entry, f'{name}["{key}"]')
    return value


def set_attribute(vm: Machine, owner: Value, name: str, value: Value, certain: bool) -> None:
    """`owner.name = value`: calls a property setter, updates an object's table, or has no effect."""
    table: dict[object, Value]
    if isinstance(owner, Instance):
        for cls in owner.cls.lineage():
            setter = cls.scope.names.get(f"{name}.setter")
            if isinstance(setter, Function):
                vm.call(setter.bind(owner), Arguments([value], {}), setter.node)
                return
    if isinstance(owner, Instance | NamespaceValue | Opaque):
        table = owner.attributes
    elif isinstance(owner, ClassValue):
        table = owner.scope.names
    elif isinstance(owner, ModuleValue):
        table = vm.names_of(owner)
    elif isinstance(owner, DictValue) and owner.role is Role.CONFIGURATION:
        table = owner.entries
    elif isinstance(owner, External):
        table, name = vm.replaced, f"{owner.name}.{name}"
    else:
        return
    old = table.get(name)
    vm.state.store(table, name, named(value, name) if certain or old is None else join([old, value]))


def _set_item(vm: Machine, target: cst.Subscript, value: Value) -> None:
    receiver = vm.evaluate(target.value)
    index = target.slice[0].slice
    if isinstance(index, cst.Slice) and len(target.slice) == 1:
        for owner in options(receiver):
            if isinstance(owner, ListValue):
                _set_slice(vm, owner, value)
        return
    key = vm.evaluate(index.value) if isinstance(index, cst.Index) and len(target.slice) == 1 else UNKNOWN
    certain = type(receiver) is not Alternatives and type(key) is not Alternatives
    for owner in options(receiver):
        for k in options(key):
            set_entry(vm, owner, k, value, target, certain)


def _set_slice(vm: Machine, owner: ListValue, value: Value) -> None:
    """`rows[a:b] = value`: which elements are removed and how many are added is not tracked."""
    given = (
        [*value.items, *([value.rest] if value.rest is not None else [])] if isinstance(value, ListValue) else [UNKNOWN]
    )
    every = [*owner.items, *([owner.rest] if owner.rest is not None else []), *given]
    vm.state.store(owner.slots, "items", ())
    vm.state.store(owner.slots, "rest", join(every) if every else None)


def set_entry(vm: Machine, owner: Value, key: Value, value: Value, node: cst.CSTNode, certain: bool = True) -> None:
    """`owner[key] = value`, also for update and setdefault; uncertain assignments are joined with the old value."""
    if isinstance(owner, Environ):
        write_variable(vm, key, value, node, certain)
    elif isinstance(owner, DictValue):
        if isinstance(key, Constant) and _hashable(key.value):
            old = owner.entries.get(key.value, ABSENT)
            vm.state.store(owner.entries, key.value, value if certain else join([old, value]))
            owner.places.setdefault(key.value, node)
        else:
            without_hyperparameters(owner)
            vm.state.store(owner.slots, "rest", value if owner.rest is None else join([owner.rest, value]))
    elif isinstance(owner, ListValue):
        items = owner.items
        if isinstance(key, Constant) and isinstance(key.value, int) and -len(items) <= key.value < len(items):
            position = key.value % len(items)
            new = value if certain else join([items[position], value])
            vm.state.store(owner.slots, "items", (*items[:position], new, *items[position + 1 :]))
        else:
            vm.state.store(owner.slots, "items", tuple(join([item, value]) for item in items))
            if owner.rest is not None:
                vm.state.store(owner.slots, "rest", join([owner.rest, value]))
    elif isinstance(owner, Opaque) and isinstance(key, Constant) and isinstance(key.value, str):
        vm.state.store(owner.attributes, f"[{key.value}]", value)


def without_hyperparameters(owner: DictValue) -> None:
    """From now on the mapping may have other keys than the hyperparameters of the job."""
    if owner.role is Role.HYPERPARAMETERS:
        owner.role = None


def _hashable(constant: object) -> bool:
    return isinstance(constant, str | bytes | int | float | bool) or constant is None


def _unpack(vm: Machine, target: cst.Tuple | cst.List, value: Value) -> None:
    elements = list(target.elements)
    for option in options(value):
        if type(option) is Opaque:
            note_command_line(vm, option, target)
    stars = [i for i, element in enumerate(elements) if type(element) is cst.StarredElement]
    rows = [_spread(option, len(elements), stars[0] if stars else None) for option in options(value)]
    for position, element in enumerate(elements):
        column = [row[position] for row in rows]
        bind(
            vm,
            element.value,
            correlated(column, value.correlation, value.masks) if type(value) is Alternatives else column[0],
        )


def _spread(value: Value, count: int, star: int | None) -> list[Value]:
    if not isinstance(value, ListValue):
        return [UNKNOWN] * count
    items = list(value.items)
    rest = value.rest
    if star is None:
        fill = rest if rest is not None else UNKNOWN
        return (items + [fill] * count)[:count]
    after = count - star - 1
    if rest is not None or len(items) < count - 1:
        return (items + [UNKNOWN] * count)[:star] + [UNKNOWN] * (count - star)
    middle = ListValue(tuple(items[star : len(items) - after]), None, "list")
    return [*items[:star], middle, *items[len(items) - after :]]
