"""Abstract values of a definition, written down as they are at the moment of a call, and turned into settings later.

A value may change after the call that it was given to, so it is copied at once; where its pieces stand is worked out for
all of them together, which costs one pass over each file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from sm_lint.jobs.definition.model import Known, Setting
from sm_lint.jobs.definition.sdk import callee as sdk_callee
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import START, Place

MAX_DEPTH = 10
MAX_ITEMS = 300


@dataclass(slots=True, eq=False)
class Draft:
    """A setting whose place is not worked out yet."""

    module: ParsedModule
    node: cst.CSTNode
    text: str | None = None
    type: str = ""
    known: Known = "unknown"
    items: list[Draft] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    open: bool = False
    record: CallRecord | None = None
    got: LibraryType | None = None

    def get(self, key: str) -> Draft | None:
        """The value of a key."""
        return self.items[self.keys.index(key)] if key in self.keys else None


class Copier:
    """Writes values down.

    Attributes:
        added: what was given to an object after it was made, by the identity of the call that made it.
    """

    def __init__(self, vm: Machine) -> None:
        self._vm = vm
        self._objects: dict[int, tuple[CallRecord, Draft]] = {}
        self.added: dict[int, list[Draft]] = {}

    def call(self, record: CallRecord, depth: int = 0) -> Draft:
        """A library call as a mapping of its arguments by name, with the callee as its type."""
        known = self._objects.get(id(record))
        if known is not None:
            return known[1]
        draft = Draft(record.module, record.node, None, record.callee, "literal", record=record)
        self._objects[id(record)] = (record, draft)
        callee = sdk_callee(record.callee)
        names = callee.parameters if callee is not None else ()
        if not names and isinstance(record.node, cst.Call) and isinstance(record.node.func, cst.Attribute):
            names = ("self",)
        given = record.arguments
        for position, value in enumerate(given.positional[:MAX_ITEMS]):
            name = names[position] if position < len(names) else str(position)
            self._add(draft, name, value, given.nodes.get(position, record.node), record.module, depth)
        for name, value in list(given.keywords.items())[:MAX_ITEMS]:
            self._add(draft, name, value, given.nodes.get(name, record.node), record.module, depth)
        draft.open = given.open
        return draft

    def _add(self, draft: Draft, name: str, value: Value, node: cst.CSTNode, module: ParsedModule, depth: int) -> None:
        if name not in draft.keys:
            draft.keys.append(name)
            draft.items.append(self.value(value, node, module, depth + 1))

    def value(self, value: Value, node: cst.CSTNode, module: ParsedModule, depth: int = 0) -> Draft:
        """Any value, given by an expression."""
        draft = Draft(module, node)
        if depth > MAX_DEPTH:
            draft.open = True
            return draft
        self._hide(value)
        if type(value) is Alternatives:
            self._choice(draft, value, depth)
        elif type(value) is Constant:
            draft.text = None if value.value is None else str(value.value)
            draft.type = type(value.value).__name__.replace("NoneType", "None")
            draft.known = "literal"
        elif type(value) is Text or type(value) is PathValue:
            draft.text, draft.type = display(value), "str" if type(value) is Text else "pathlib.Path"
            draft.known = "computed" if "*" in draft.text else "literal"
        elif type(value) is ListValue:
            self._sequence(draft, value, depth)
        elif type(value) is DictValue:
            self._mapping(draft, value, depth)
        else:
            self._object(draft, value, depth)
        return draft

    def _hide(self, value: Value) -> None:
        """Note what comes from documents, which messages do not show."""
        hidden = self._vm.recorder.hidden
        if not hidden:
            return
        for option in options(value):
            if is_textual(option) or (type(option) is Constant and not isinstance(option.value, bool | None)):
                hidden.note(display(option), option.origins)
            elif type(option) is DictValue:
                for key in option.entries:
                    hidden.note(str(key), option.origins)

    def _sequence(self, draft: Draft, value: ListValue, depth: int) -> None:
        draft.type, draft.known, draft.open = "list", "literal", value.rest is not None
        nodes = _element_nodes(value)
        where = value.module or draft.module
        for index, item in enumerate(value.items[:MAX_ITEMS]):
            sure = [option for option in options(item) if type(option) is not Absent]
            draft.open = draft.open or len(sure) < len(options(item))
            if len(sure) < len(options(item)) or not sure:
                continue
            node, module = (nodes[index], where) if nodes else self._stands(item, draft)
            draft.items.append(self.value(item, node, module, depth + 1))
        draft.open = draft.open or len(value.items) > MAX_ITEMS

    def _mapping(self, draft: Draft, value: DictValue, depth: int) -> None:
        draft.type, draft.known, draft.open = "dict", "literal", value.rest is not None
        for key, item in list(value.entries.items())[:MAX_ITEMS]:
            sure = [option for option in options(item) if type(option) is not Absent]
            if len(sure) < len(options(item)):
                draft.open = True
                continue
            element = value.places.get(key)
            node: cst.CSTNode
            if isinstance(element, cst.DictElement):
                node, module = element.value, value.module or draft.module
            else:
                node, module = self._stands(item, draft)
            draft.keys.append(str(key))
            draft.items.append(self.value(item, node, module, depth + 1))

    def _stands(self, value: Value, within: Draft) -> tuple[cst.CSTNode, ParsedModule]:
        """Where a value was written, as far as it knows; else where that which holds it is."""
        if isinstance(value, Opaque) and value.call is not None:
            return value.call.node, value.call.module
        if isinstance(value, ListValue | DictValue) and value.node is not None and value.module is not None:
            return value.node, value.module
        if len(value.origins) == 1 and type(value.origins[0]) is not DocumentOrigin:
            site = value.origins[0].site
            return site.node, site.module
        return within.node, within.module

    def _choice(self, draft: Draft, value: Alternatives, depth: int) -> None:
        sure = [o for o in value.options if not isinstance(o, Absent | Unknown)]
        present = [o for o in sure if not (isinstance(o, Constant) and o.value is None)]
        if len(present) == 1:
            only = self.value(present[0], draft.node, draft.module, depth)
            for name in ("text", "type", "items", "keys", "record", "got"):
                setattr(draft, name, getattr(only, name))
            draft.known = "computed" if only.known == "literal" else only.known
            draft.open = only.open or draft.type in ("list", "dict")
        elif sure and all(is_textual(option) for option in sure):
            draft.text, draft.type, draft.known = display(widen(sure)), "str", "computed"
        elif present and all(isinstance(option, ListValue) for option in present):
            draft.type, draft.known, draft.open = "list", "computed", True
            draft.items = _common([self.value(option, draft.node, draft.module, depth) for option in present])
        elif present and all(isinstance(option, DictValue) for option in present):
            draft.type, draft.known, draft.open = "dict", "computed", True
            for option in present:
                for key, item in zip((inner := self.value(option, draft.node, draft.module, depth)).keys, inner.items):
                    if key not in draft.keys:
                        draft.keys.append(key)
                        draft.items.append(item)
        elif any(self._is_variable(option) for option in present):
            draft.known = "variable"

    def _object(self, draft: Draft, value: Value, depth: int) -> None:
        made = base_of(value)
        if made is not value:
            self._copy(draft, self.value(made, draft.node, draft.module, depth + 1))
            return
        draft.type, draft.got = type_name(value), library_type(value)
        if self._is_variable(value):
            draft.known = "variable"
        if isinstance(value, Opaque) and value.call is not None and type(value.type) is not Item:
            record = draft.record = value.call
            inner = self._objects[id(record)][1] if id(record) in self._objects else None
            if inner is None and (value.type.root.startswith(_packages()) or type(value.type) is CallResult):
                inner = self.call(record, depth)
            if inner is not None:
                draft.items, draft.keys, draft.open = inner.items, inner.keys, inner.open
                draft.known = draft.known if draft.known == "variable" else "literal"
            added = self.added.get(id(record))
            if added:
                more = Draft(draft.module, draft.node, None, "list", "literal", list(added))
                draft.items, draft.keys = [*draft.items, more], [*draft.keys, ADDED]
        elif isinstance(value, BoundMethod):
            given = _of_run_args(value) or _of_constructor(value)
            if given is not None:
                self._copy(draft, self.value(given, draft.node, draft.module, depth + 1))

    @staticmethod
    def _copy(draft: Draft, other: Draft) -> None:
        for name in ("text", "type", "known", "items", "keys", "open", "record", "got"):
            setattr(draft, name, getattr(other, name))

    def _is_variable(self, value: Value) -> bool:
        name = type_name(value)
        return self._vm.library.is_variable(name) or is_property(value)


def name_of(draft: Draft | None) -> str | None:
    """The `name` that a step, parameter or pipeline is given, as far as it is known."""
    name = draft.get("name") if draft is not None else None
    return name.text if name is not None else None


ADDED = "set_hyperparameters()"
"""Name under which an object carries what `set_hyperparameters` was called with."""


def _packages() -> tuple[str, ...]:
    return ("sagemaker.", "sagemaker_core.")


def _of_run_args(value: BoundMethod) -> Value | None:
    """`processor.get_run_args(...).inputs` is what was given as `inputs`."""
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
    """`step.name` is the `name` that the step was made with."""
    receiver = base_of(value.receiver)
    if isinstance(receiver, Opaque) and receiver.call is not None and receiver.type.name == receiver.call.callee:
        callee = sdk_callee(receiver.type.name)
        if callee is not None and value.name in callee.parameters:
            return receiver.call.arguments.get(callee.parameters.index(value.name), value.name)
    return None


def _common(rows: Iterable[Draft]) -> list[Draft]:
    """Items that begin all of some lists alike."""
    found: list[Draft] = []
    for column in zip(*(row.items for row in rows)):
        first = column[0]
        if any((item.text, item.type, item.keys) != (first.text, first.type, first.keys) for item in column):
            break
        found.append(first)
    return found


def _element_nodes(value: ListValue) -> list[cst.CSTNode]:
    """Expressions of a list display, where each stands for one item."""
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
    """Is it what a step's properties lead to?"""
    return property_path(value) is not None


# -- places -----------------------------------------------------------------------------------------------------------


class Settler:
    """Turns drafts into settings.

    Args:
        shown: how the places of a module are known to users; for the cells of a notebook.
    """

    def __init__(self, shown: Callable[[Place], Place]) -> None:
        self.shown = shown
        self._done: dict[int, Setting] = {}
        self._kept: list[Draft] = []
        self._lines: dict[str, list[str]] = {}

    def locate(self, drafts: Iterable[Draft]) -> None:
        """Work out the places of drafts and all that they hold, in one pass over each file."""
        nodes: dict[int, tuple[ParsedModule, list[cst.CSTNode]]] = {}
        for draft in _all(drafts):
            nodes.setdefault(id(draft.module), (draft.module, []))[1].append(draft.node)
        for module, wanted in nodes.values():
            module.locate(wanted)

    def setting(self, draft: Draft) -> Setting:
        """The setting of a draft that was located."""
        known = self._done.get(id(draft))
        if known is not None:
            return known
        raw = draft.module.place(draft.node)
        self._done[id(draft)] = Setting(self.shown(raw), type=draft.type)  # for what holds itself
        setting = Setting(
            place=self.shown(raw),
            text=draft.text,
            type=draft.type,
            known=draft.known,
            source=self._source(draft.module, raw),
            items=tuple(self.setting(item) for item in draft.items),
            keys=tuple(draft.keys),
            open=draft.open,
            result_of=draft.got.of.name if isinstance(draft.got, CallResult) else "",
        )
        self._done[id(draft)] = setting
        self._kept.append(draft)
        return setting

    def place(self, module: ParsedModule, node: cst.CSTNode) -> Place:
        """Where a node stands."""
        return self.shown(module.place(node))

    def _source(self, module: ParsedModule, place: Place) -> str:
        if place.span == START:
            return ""
        lines = self._lines.get(module.path)
        if lines is None:
            lines = self._lines[module.path] = module.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        first, column, last, end = place.span
        if last - first > 8 or last > len(lines):
            return ""
        if first == last:
            return lines[first - 1][column - 1 : end - 1]
        rows = [lines[first - 1][column - 1 :], *lines[first : last - 1], lines[last - 1][: end - 1]]
        return " ".join(row.strip() for row in rows)


def _all(drafts: Iterable[Draft]) -> Iterator[Draft]:
    seen: set[int] = set()
    pending = list(drafts)
    while pending:
        draft = pending.pop()
        if id(draft) not in seen:
            seen.add(id(draft))
            yield draft
            pending += draft.items
