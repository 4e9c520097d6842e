"""Takes snapshots of the abstract values that are passed to calls.

A value may change after the call, so the snapshot is taken immediately. `locator` converts it to a setting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from sm_lint.flow.domain.lattice import options, widen
from sm_lint.flow.domain.provenance import CallResult, Item, LibraryType
from sm_lint.flow.domain.text import display, is_textual
from sm_lint.flow.domain.values import (
    Absent,
    Alternatives,
    BoundMethod,
    CallRecord,
    Constant,
    DictValue,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import DocumentOrigin
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.effects import library_type, type_name
from sm_lint.flow.operations.inheritance import base_of
from sm_lint.jobs.definition.model import Known
from sm_lint.jobs.definition.sdk import callee as sdk_callee
from sm_lint.syntax.module import ParsedModule

MAX_DEPTH = 10
MAX_ITEMS = 300


@dataclass(slots=True, eq=False)
class Snapshot:
    """A value at the time of the call; a setting whose place is not computed yet.

    Attributes:
        module, node: the expression that gives it.
        record: the call that created an object, or that the snapshot is of; None for other values.
        owner: the call that created the owner of an attribute; None for other values.
        text, type, known, items, keys, open, assumed: as in :class:`Setting`.
    """

    module: ParsedModule
    node: cst.CSTNode
    text: str | None = None
    type: str = ""
    known: Known = "unknown"
    items: list[Snapshot] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    open: bool = False
    record: CallRecord | None = None
    got: LibraryType | None = None
    owner: CallRecord | None = None
    assumed: bool = False

    def get(self, key: str) -> Snapshot | None:
        """The value of a key."""
        return self.items[self.keys.index(key)] if key in self.keys else None


class Snapshotter:
    """Takes snapshots of values.

    Attributes:
        added: what was added to an object after its creation, by the identity of the creating call.
    """

    def __init__(self, vm: Machine) -> None:
        self._vm = vm
        self._objects: dict[int, tuple[CallRecord, Snapshot]] = {}
        self.added: dict[int, list[Snapshot]] = {}

    def call(self, record: CallRecord, depth: int = 0) -> Snapshot:
        """A library call as a mapping of its arguments by name, with the callee as its type."""
        known = self._objects.get(id(record))
        if known is not None:
            return known[1]
        snapshot = Snapshot(record.module, record.node, None, record.callee, "literal", record=record)
        self._objects[id(record)] = (record, snapshot)
        callee = sdk_callee(record.callee)
        names = callee.parameters if callee is not None else ()
        bound = _is_bound(record)
        if bound and not names:
            names = ("self",)
        elif not bound and names[:1] == ("self",):
            names = names[1:]
        given = record.arguments
        for position, value in enumerate(given.positional[:MAX_ITEMS]):
            name = names[position] if position < len(names) else str(position)
            self._add(snapshot, name, value, given.nodes.get(position, record.node), record.module, depth)
        for name, value in list(given.keywords.items())[:MAX_ITEMS]:
            self._add(snapshot, name, value, given.nodes.get(name, record.node), record.module, depth)
        snapshot.open = given.open
        return snapshot

    def _add(
        self, snapshot: Snapshot, name: str, value: Value, node: cst.CSTNode, module: ParsedModule, depth: int
    ) -> None:
        if name not in snapshot.keys:
            snapshot.keys.append(name)
            snapshot.items.append(self.value(value, node, module, depth + 1))

    def value(self, value: Value, node: cst.CSTNode, module: ParsedModule, depth: int = 0) -> Snapshot:
        """Any value, given by an expression."""
        snapshot = Snapshot(module, node)
        if depth > MAX_DEPTH:
            snapshot.open = True
            return snapshot
        self._hide(value)
        if type(value) is Alternatives:
            self._choice(snapshot, value, depth)
        elif type(value) is Constant:
            snapshot.text = None if value.value is None else str(value.value)
            snapshot.type = type(value.value).__name__.replace("NoneType", "None")
            snapshot.known = "literal"
            snapshot.assumed = value.assumed
        elif type(value) is Text or type(value) is PathValue:
            snapshot.text, snapshot.type = display(value), "str" if type(value) is Text else "pathlib.Path"
            snapshot.known = "computed" if "*" in snapshot.text else "literal"
            snapshot.assumed = value.assumed
        elif type(value) is ListValue:
            self._sequence(snapshot, value, depth)
        elif type(value) is DictValue:
            self._mapping(snapshot, value, depth)
        else:
            self._object(snapshot, value, depth)
        return snapshot

    def _hide(self, value: Value) -> None:
        """Record values from documents, which messages must not show."""
        hidden = self._vm.recorder.hidden
        if not hidden:
            return
        for option in options(value):
            if is_textual(option) or (type(option) is Constant and not isinstance(option.value, bool | None)):
                hidden.note(display(option), option.origins)
            elif type(option) is DictValue:
                for key in option.entries:
                    hidden.note(str(key), option.origins)

    def _sequence(self, snapshot: Snapshot, value: ListValue, depth: int) -> None:
        snapshot.type, snapshot.known, snapshot.open = "list", "literal", value.rest is not None
        nodes = _element_nodes(value)
        where = value.module or snapshot.module
        for index, item in enumerate(value.items[:MAX_ITEMS]):
            sure = [option for option in options(item) if type(option) is not Absent]
            snapshot.open = snapshot.open or len(sure) < len(options(item))
            if len(sure) < len(options(item)) or not sure:
                continue
            node, module = (nodes[index], where) if nodes else self._expression(item, snapshot)
            snapshot.items.append(self.value(item, node, module, depth + 1))
        snapshot.open = snapshot.open or len(value.items) > MAX_ITEMS

    def _mapping(self, snapshot: Snapshot, value: DictValue, depth: int) -> None:
        snapshot.type, snapshot.known, snapshot.open = "dict", "literal", value.rest is not None
        for key, item in list(value.entries.items())[:MAX_ITEMS]:
            sure = [option for option in options(item) if type(option) is not Absent]
            if len(sure) < len(options(item)):
                snapshot.open = True
                continue
            element = value.places.get(key)
            node: cst.CSTNode
            if isinstance(element, cst.DictElement):
                node, module = element.value, value.module or snapshot.module
            else:
                node, module = self._expression(item, snapshot)
            snapshot.keys.append(str(key))
            snapshot.items.append(self.value(item, node, module, depth + 1))

    def _expression(self, value: Value, within: Snapshot) -> tuple[cst.CSTNode, ParsedModule]:
        """The expression of a value, if known; else that of the enclosing list or mapping."""
        if isinstance(value, Opaque) and value.call is not None:
            return value.call.node, value.call.module
        if isinstance(value, ListValue | DictValue) and value.node is not None and value.module is not None:
            return value.node, value.module
        if len(value.origins) == 1 and type(value.origins[0]) is not DocumentOrigin:
            site = value.origins[0].site
            return site.node, site.module
        return within.node, within.module

    def _choice(self, snapshot: Snapshot, value: Alternatives, depth: int) -> None:
        sure = [o for o in value.options if not isinstance(o, Absent | Unknown)]
        present = [o for o in sure if not (isinstance(o, Constant) and o.value is None)]
        if len(present) == 1:
            only = self.value(present[0], snapshot.node, snapshot.module, depth)
            for name in ("text", "type", "items", "keys", "record", "got", "assumed"):
                setattr(snapshot, name, getattr(only, name))
            snapshot.known = "computed" if only.known == "literal" else only.known
            snapshot.open = only.open or snapshot.type in ("list", "dict")
        elif sure and all(is_textual(option) for option in sure):
            snapshot.text, snapshot.type, snapshot.known = display(widen(sure)), "str", "computed"
        elif present and all(isinstance(option, ListValue) for option in present):
            snapshot.type, snapshot.known, snapshot.open = "list", "computed", True
            snapshot.items = _common([self.value(option, snapshot.node, snapshot.module, depth) for option in present])
        elif present and all(isinstance(option, DictValue) for option in present):
            snapshot.type, snapshot.known, snapshot.open = "dict", "computed", True
            for option in present:
                for key, item in zip(
                    (inner := self.value(option, snapshot.node, snapshot.module, depth)).keys, inner.items
                ):
                    if key not in snapshot.keys:
                        snapshot.keys.append(key)
                        snapshot.items.append(item)
        elif any(self._is_variable(option) for option in present):
            snapshot.known = "variable"

    def _object(self, snapshot: Snapshot, value: Value, depth: int) -> None:
        made = base_of(value)
        if made is not value:
            self._copy(snapshot, self.value(made, snapshot.node, snapshot.module, depth + 1))
            return
        snapshot.type, snapshot.got = type_name(value), library_type(value)
        if self._is_variable(value):
            snapshot.known = "variable"
        if isinstance(value, Opaque) and value.call is not None and type(value.type) is not Item:
            record = snapshot.record = value.call
            inner = self._objects[id(record)][1] if id(record) in self._objects else None
            if inner is None and (value.type.root.startswith(_packages()) or type(value.type) is CallResult):
                inner = self.call(record, depth)
            if inner is not None:
                snapshot.items, snapshot.keys, snapshot.open = inner.items, inner.keys, inner.open
                snapshot.known = snapshot.known if snapshot.known == "variable" else "literal"
            added = self.added.get(id(record))
            if added:
                more = Snapshot(snapshot.module, snapshot.node, None, "list", "literal", list(added))
                snapshot.items, snapshot.keys = [*snapshot.items, more], [*snapshot.keys, ADDED]
        elif isinstance(value, BoundMethod):
            given = _of_run_args(value) or _of_constructor(value)
            if given is not None:
                self._copy(snapshot, self.value(given, snapshot.node, snapshot.module, depth + 1))
            receiver = base_of(value.receiver)
            if isinstance(receiver, Opaque) and type(receiver.type) is not Item:
                snapshot.owner = receiver.call

    @staticmethod
    def _copy(snapshot: Snapshot, other: Snapshot) -> None:
        for name in ("text", "type", "known", "items", "keys", "open", "record", "got"):
            setattr(snapshot, name, getattr(other, name))

    def _is_variable(self, value: Value) -> bool:
        name = type_name(value)
        return self._vm.library.is_variable(name) or is_property(value)


def name_of(snapshot: Snapshot | None) -> str | None:
    """The known `name` of a step, parameter or pipeline."""
    name = snapshot.get("name") if snapshot is not None else None
    return name.text if name is not None else None


ADDED = "set_hyperparameters()"
"""Name under which an object keeps the arguments of `set_hyperparameters`."""


def _is_bound(record: CallRecord) -> bool:
    """Whether the first argument is the receiver of the method, which is not written in the call."""
    given = record.arguments
    if not isinstance(record.node, cst.Call) or not given.positional or 0 in given.nodes:
        return False
    owner, _, name = record.callee.rpartition(".")
    if isinstance(record.node.func, cst.Attribute) and record.node.func.attr.value == "__init__" != name:
        return False  # `super().__init__(*args)`, which is a call of the class
    return isinstance(record.node.func, cst.Attribute) or type_name(given.positional[0]) == owner


def _packages() -> tuple[str, ...]:
    return ("sagemaker.", "sagemaker_core.")


def _of_run_args(value: BoundMethod) -> Value | None:
    """`processor.get_run_args(...).inputs` is the argument `inputs`."""
    receiver = value.receiver
    if isinstance(receiver, Opaque) and receiver.call is not None and _is_run_args(receiver.type):
        callee = sdk_callee(receiver.call.callee)
        names = callee.parameters if callee is not None else ("self",)
        position = names.index(value.name) if value.name in names else None
        return receiver.call.arguments.get(position, value.name)
    return None


def _is_run_args(got: LibraryType) -> bool:
    return isinstance(got, CallResult) and got.is_of("get_run_args")


def _of_constructor(value: BoundMethod) -> Value | None:
    """`step.name` is the `name` of the step."""
    receiver = base_of(value.receiver)
    if isinstance(receiver, Opaque) and receiver.call is not None and receiver.type.name == receiver.call.callee:
        callee = sdk_callee(receiver.type.name)
        if callee is not None and value.name in callee.parameters:
            return receiver.call.arguments.get(callee.parameters.index(value.name), value.name)
    return None


def _common(rows: Iterable[Snapshot]) -> list[Snapshot]:
    """The common first items of several lists."""
    found: list[Snapshot] = []
    for column in zip(*(row.items for row in rows)):
        first = column[0]
        if any((item.text, item.type, item.keys) != (first.text, first.type, first.keys) for item in column):
            break
        found.append(first)
    return found


def _element_nodes(value: ListValue) -> list[cst.CSTNode]:
    """The expressions of a list display, if each stands for one item."""
    node = value.node
    if not isinstance(node, cst.List | cst.Tuple) or len(node.elements) != len(value.items):
        return []
    if any(isinstance(element, cst.StarredElement) for element in node.elements):
        return []
    return [element.value for element in node.elements]


# -- properties of steps ----------------------------------------------------------------------------------------------


def property_path(value: Value) -> tuple[Value, str] | None:
    """The object and the path of `step.properties.ModelArtifacts.S3ModelArtifacts`; None for other values."""
    names: list[str] = []
    while True:
        if type(value) is BoundMethod:
            if value.name == "properties" or value.name == "steps":
                return base_of(value.receiver), "".join(reversed(names)).removeprefix(".")
            names.append(f".{value.name}")
            value = value.receiver
        elif type(value) is Opaque and type(value.type) is Item and value.call is not None:
            owner, key = value.call.arguments.positional[:2]
            shown = key.value if isinstance(key, Constant) else "*"
            names.append(f'["{shown}"]' if isinstance(shown, str) else f"[{shown}]")
            value = owner
        else:
            return None


def is_property(value: Value) -> bool:
    """Whether it is reached from a step's properties."""
    return property_path(value) is not None
