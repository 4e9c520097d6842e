"""Evaluates `value[key]`: entries of mappings, elements of sequences, parts of strings, and recorded look-ups."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.argparse_model import UNPARSED, NamespaceValue
from sm_lint.flow.domain.lattice import fresh, join, lift, may_be_absent, options, without_absent
from sm_lint.flow.domain.project import ClassValue, Instance
from sm_lint.flow.domain.provenance import Item, Named, Role
from sm_lint.flow.domain.text import display, is_textual
from sm_lint.flow.domain.values import (
    UNKNOWN,
    BoundMethod,
    CallRecord,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Opaque,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.domain.values import Arguments as Given
from sm_lint.flow.facts import Cause, HyperparameterRead, LogicalName
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.effects import library_type
from sm_lint.flow.operations.environ import read_variable
from sm_lint.flow.operations.objects import named_element, special
from sm_lint.flow.operations.operators import note_command_line, note_use
from sm_lint.flow.operations.pipeline_variables import note_variable
from sm_lint.patterns import regex


def subscript(vm: Machine, value: Value, key: Value | slice, node: cst.CSTNode) -> Value:
    """The value of a subscript; a slice is evaluated like a Python slice of values."""
    note_use(vm, value, node, "subscript")
    if isinstance(key, slice):
        return lift(lambda owner: _slice(owner, key), value)
    if isinstance(value, Instance):
        return _item_of_object(vm, value, key, node)
    return lift(lambda owner, k: _item(vm, owner, k, node), value, key)


def _item_of_object(vm: Machine, owner: Instance, key: Value, node: cst.CSTNode) -> Value:
    if isinstance(key, Constant) and isinstance(key.value, int):
        field = named_element(owner, key.value)
        if field is not None:
            return field
    return special(vm, owner, "__getitem__", [key], node) or UNKNOWN


def _item(vm: Machine, owner: Value, key: Value, node: cst.CSTNode) -> Value:
    if type(owner) is Unknown:
        return UNKNOWN
    if type(owner) is Opaque:
        return _opaque_item(vm, owner, key, node)
    if type(owner) is Environ:
        return read_variable(vm, key, node, required=True)
    if type(owner) is DictValue:
        return mapping_item(vm, owner, key, node)
    if isinstance(owner, ListValue):
        return _element(owner, key)
    if isinstance(owner, Constant) and isinstance(owner.value, str | bytes):
        if isinstance(key, Constant) and isinstance(key.value, int):
            try:
                return Constant(owner.value[key.value], owner.origins, owner.assumed)
            except IndexError:
                return UNKNOWN
        return Text((None,), owner.origins)
    if isinstance(owner, Text):
        return Text((None,), owner.origins)
    if isinstance(owner, ClassValue) and isinstance(key, Constant) and isinstance(key.value, str):
        return owner.scope.names.get(key.value, UNKNOWN)
    if isinstance(owner, NamespaceValue):
        return UNKNOWN
    if isinstance(owner, BoundMethod) and vm.setup.definition:  # step.properties.Outputs["name"]
        element = Item(library_type(owner))
        return Opaque(element, CallRecord(element.name, Given([owner, key], {}), vm.recorder.module, node))
    if isinstance(owner, External | ClassValue):
        return owner
    return UNKNOWN


def _opaque_item(vm: Machine, owner: Opaque, key: Value, node: cst.CSTNode) -> Value:
    if isinstance(key, Constant):
        known = owner.attributes.get(f"[{key.value}]")
        if known is not None:
            return known
        if key.value == "Body":  # the name of the content stream in boto3's responses
            return Opaque(Named("botocore.response.StreamingBody"))
        if key.value == "LocalPath":  # of a mount, in the job's own configuration
            vm.recorder.unresolved(node, Cause.MOUNT, "a mount is looked up in the configuration of the job", "path")
        if key.value != 0 or owner.type is UNPARSED:  # the first word of `sys.argv` is the name of the script
            note_command_line(vm, owner, node)
        element = Item(owner.type)
        record = CallRecord(element.name, Given([owner, key], {}), vm.recorder.module, node)
        return Opaque(element, record)
    note_command_line(vm, owner, node)
    return Opaque(Item(owner.type))


def mapping_item(
    vm: Machine, owner: DictValue, key: Value, node: cst.CSTNode, *, default: Value | None = None
) -> Value:
    """`mapping[key]`, or `mapping.get(key, default)` if a default is given."""
    note_variable(vm, key, node, "key")
    if owner.role is Role.ENVIRON:
        entry = owner.entries.get(key.value) if isinstance(key, Constant) else None
        if entry is not None and not may_be_absent(entry):
            return entry
        return read_variable(vm, key, node, required=default is None, default=default)
    if not isinstance(key, Constant):
        every = [*owner.entries.values(), *([owner.rest] if owner.rest is not None else [])]
        every += [default] if default is not None else []
        return join(without_absent(entry) for entry in every) if every else UNKNOWN
    entry = owner.entries.get(key.value)
    if owner.handed and isinstance(key.value, str):
        _note_logical_name(vm, owner, key.value, entry, node, default)
    if entry is None:
        if owner.role is Role.HYPERPARAMETERS and isinstance(key.value, str):
            anchor, site = vm.recorder.here(node)
            handled = any(guards.all_at(vm.recorder.depth) for guards in vm.recorder.guards)
            read = HyperparameterRead(anchor, site, guarded=handled, name=key.value, optional=default is not None)
            vm.recorder.note(read, key.value, default is not None)
        if owner.rest is not None:
            return owner.rest if default is None else join([owner.rest, default])
        return default if default is not None else Unknown("no such key")
    if not may_be_absent(entry):
        return entry
    return without_absent(entry) if default is None else join([without_absent(entry), default])


# A parameter with such a name holds variables, of which one may be a path.
_ENVIRONMENT = regex(r"(^|_)env(iron|s|$|_|ironment)")


def _note_logical_name(
    vm: Machine, owner: DictValue, key: str, entry: Value | None, node: cst.CSTNode, default: Value | None
) -> None:
    anchor, site = vm.recorder.here(node)
    optional = default is not None and not (isinstance(default, Constant) and default.value is None)
    known = entry is not None or owner.rest is not None
    names = tuple(str(name) for name in owner.entries)
    given = () if known else tuple((str(name), _paths_of(value)) for name, value in owner.entries.items())
    paths = any(_is_path(value) for value in owner.entries.values())
    fact = LogicalName(
        anchor, site, mapping=owner.handed, key=key, known=known, optional=optional, present=names,
        paths=_paths_of(entry), absent=entry is not None and may_be_absent(entry), given=given,
    )  # fmt: skip
    if (paths and not _ENVIRONMENT.search(owner.handed)) or owner.handed.endswith("paths"):
        vm.recorder.note(fact, owner.handed, key)


def _paths_of(value: Value | None) -> tuple[str, ...]:
    """The absolute paths that a value may be, as far as they are known."""
    shown = [display(option) for option in options(value) if is_textual(option)] if value is not None else []
    return tuple(dict.fromkeys(path for path in shown if path.startswith("/")))


def _is_path(value: Value) -> bool:
    return any(isinstance(o, Constant) and isinstance(o.value, str) and o.value.startswith("/") for o in options(value))


def _element(owner: ListValue, key: Value) -> Value:
    items, rest = owner.items, owner.rest
    if isinstance(key, Constant) and isinstance(key.value, int) and not (key.value < 0 and rest is not None):
        if -len(items) <= key.value < len(items):
            return without_absent(items[key.value])
        return fresh(rest) if rest is not None else UNKNOWN
    every = [without_absent(item) for item in items] + ([rest] if rest is not None else [])
    return join(every) if every else UNKNOWN


def _slice(owner: Value, bounds: slice) -> Value:
    known = _known_bounds(bounds)
    if isinstance(owner, ListValue):
        if known is not None and owner.rest is None:
            return ListValue(owner.items[known], None, owner.kind)
        every = [*owner.items, *([owner.rest] if owner.rest is not None else [])]
        return ListValue((), join(every) if every else UNKNOWN, owner.kind)
    if isinstance(owner, Constant) and isinstance(owner.value, str | bytes):
        if known is not None:
            return Constant(owner.value[known], owner.origins, owner.assumed)
        return Text((None,), owner.origins)
    if isinstance(owner, Text):
        return Text((None,), owner.origins)
    return Opaque(owner.type) if isinstance(owner, Opaque) else UNKNOWN


def _known_bounds(bounds: slice) -> slice | None:
    numbers: list[int | None] = []
    for bound in (bounds.start, bounds.stop, bounds.step):
        if bound is None:
            numbers.append(None)
        elif isinstance(bound, Constant) and isinstance(bound.value, int):
            numbers.append(bound.value)
        else:
            return None
    return None if numbers[2] == 0 else slice(*numbers)
