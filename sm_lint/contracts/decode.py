"""From a TOML table to a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sm_lint.config.node import BAD, Node, Reporter, decode
from sm_lint.config.shape import Record, options_of
from sm_lint.contracts.check import check
from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Requirement, Variable, argument_name
from sm_lint.contracts.overlay import OPTIONAL, REQUIRED, lay_over, without
from sm_lint.contracts.paths import normalise
from sm_lint.contracts.schema import ContractTable
from sm_lint.syntax.span import Place

TABLE = Record(ContractTable)
_KEYS = options_of(ContractTable)

_OPENS = {
    "expected-input-paths": "open_inputs",
    "expected-output-paths": "open_outputs",
    REQUIRED: "open_environment",
    OPTIONAL: "open_environment",
    "arguments": "open_arguments",
}


def decode_contract(id: str, own: Node, base: Node | None, report: Reporter, *, trusted: bool = True) -> Contract:
    """Decode one contract table.

    Args:
        id: the table's key.
        own: the table as it is written.
        base: the whole table of the contract that it extends.
        report: takes what is wrong with it.
        trusted: False where the contract that it extends could not be found, so that parts of it are not known.

    Returns:
        The contract. A part that could not be decoded is left out, and the list it would be in counts as open: a
        mistake in a contract never makes its script look wrong.
    """
    decode(TABLE, own, report)
    trusted = trusted and all(key in _KEYS for key in own.table())
    whole = own if base is None else lay_over(base, own)
    plain = without(whole, frozenset({"variants"}))
    contract = _build(id, f"contract `{id}`", plain, report, trusted)
    variants = []
    for name, overrides in whole.table()["variants"].table().items() if "variants" in whole.table() else ():
        known = all(key in _KEYS for key in overrides.table())
        label = f"contract `{id}`, variant `{name}`"
        variants.append((name, _build(id, label, lay_over(plain, overrides), report, trusted and known)))
    return replace(contract, variants=tuple(variants))


@dataclass(slots=True)
class Table:
    """A contract table being read, without a word on what is wrong with its types: that has been said already."""

    node: Node
    open: set[str]

    def value(self, key: str) -> Any:
        """The decoded value of a key; None where it is missing or of no use."""
        member = self.node.table().get(key)
        if member is None:
            return None
        silent = Reporter()
        value = decode(_KEYS[key].shape, member, silent)
        if silent.found and key in _OPENS:
            self.open.add(_OPENS[key])
        return None if value is BAD else value

    def strings(self, key: str) -> tuple[str, ...]:
        """The strings of a list."""
        return tuple(self.value(key) or ())

    def placed_strings(self, key: str) -> Iterator[tuple[str, Place]]:
        """The strings of a list, or the one that stands for a list, with their places."""
        if self.value(key) is None:
            return
        member = self.node.table()[key]
        for node in [member] if isinstance(member.value, str) else member.elements():
            if isinstance(node.value, str) and node.value:
                yield node.value, node.place

    def entries(self, key: str) -> Iterator[tuple[str, Any, Node]]:
        """Name, decoded value and node of a table's members."""
        members = self.node.table()[key].table() if key in self.node.table() else {}
        for name, value in (self.value(key) or {}).items():
            yield name, value, members[name]


def _build(id: str, label: str, node: Node, report: Reporter, trusted: bool) -> Contract:
    table = Table(node, set() if trusted else set(_OPENS.values()))
    if "arguments" not in node.table():
        table.open.add("open_arguments")
    contract = Contract(
        id=id,
        place=node.key_place,
        label=label,
        job=table.value("job"),
        node=table.value("node"),
        description=table.value("description") or "",
        entry_points=tuple(EntryPoint(pattern, place) for pattern, place in table.placed_strings("entry-point")),
        inputs=tuple(_inputs(table)),
        outputs=tuple(_outputs(table)),
        environment=tuple(_environment(table)),
        arguments=tuple(_arguments(table)),
        requirements=tuple(_requirements(table)),
        first_party=table.strings("first-party"),
        delegates=table.value("delegates") or False,
        allow_paths=tuple(normalise(path) for path in table.strings("allow-paths")),
        reserved=table.strings("reserved"),
        version=table.value("version"),
        extra=table.value("extra") or {},
        open_inputs="open_inputs" in table.open,
        open_outputs="open_outputs" in table.open,
        open_environment="open_environment" in table.open,
        open_arguments="open_arguments" in table.open,
    )
    return check(contract, table.node, report)


def _path(value: Mapping[str, Any], node: Node) -> tuple[str | None, Place]:
    """The path of an input or output and the place of that text; the place of the name where there is no path."""
    path = value.get("path")
    if path is None:
        return None, node.key_place
    return normalise(path), (node.table()["path"] if node.is_table else node).place


def _inputs(table: Table) -> Iterator[Input]:
    for name, value, node in table.entries("expected-input-paths"):
        path, place = _path(value, node)
        yield Input(
            name,
            path,
            place,
            required=value.get("required", True),
            kind=value.get("kind", "dir"),
            channels=tuple(value.get("channels", ())),
            source=value.get("source", "mount"),
        )


def _outputs(table: Table) -> Iterator[Output]:
    for name, value, node in table.entries("expected-output-paths"):
        path, place = _path(value, node)
        yield Output(name, path, place, value.get("required", True), tuple(value.get("files", ())))


def _environment(table: Table) -> Iterator[Variable]:
    for name, place in table.placed_strings(REQUIRED):
        yield Variable(name, place, required=True)
    for name, value, node in table.entries(OPTIONAL):
        yield Variable(name, node.key_place, required=False, value=value)


def _arguments(table: Table) -> Iterator[Argument]:
    for name, value, node in table.entries("arguments"):
        spelling = name.lstrip("-")
        yield Argument(
            argument_name(spelling),
            node.key_place,
            required=value.get("required", False),
            value=value.get("default"),
            choices=tuple(value.get("choices", ())),
            type=value.get("type"),
            action=value.get("action"),
            spelling=spelling,
        )


def _requirements(table: Table) -> Iterator[Requirement]:
    for name, value, node in table.entries("framework-requirements"):
        yield Requirement(name, "" if value.strip() == "*" else value.strip(), node.place)
