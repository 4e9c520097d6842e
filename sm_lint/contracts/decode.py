"""From a TOML table to a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sm_lint.config.decode import Decoded, decode
from sm_lint.config.node import Node, Reporter
from sm_lint.config.shape import Record, options_of
from sm_lint.contracts.check import check
from sm_lint.contracts.model import (
    Argument,
    Contract,
    EntryPoint,
    Input,
    Output,
    Requirement,
    UsedContract,
    Variable,
    argument_name,
    key_text,
)
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


def decode_table(node: Node, report: Reporter) -> Decoded:
    """Decode one contract table as it is written; `report` takes what is wrong with it."""
    return decode(TABLE, node, report)


def contract_of(id: str, own: Decoded, base: Decoded | None, report: Reporter, *, trusted: bool = True) -> Contract:
    """The contract of a table.

    Args:
        id: the table's key.
        own: the table as it is written.
        base: the whole table of the contract that it extends.
        report: is called with each contradiction in it.
        trusted: False where the contract that it extends could not be found, so that parts of it are not known.

    Returns:
        The contract. A part that could not be decoded is left out, and the list it would be in counts as open: a
        mistake in a contract never makes its script look wrong.
    """
    trusted = trusted and _has_known_keys(own)
    whole = own if base is None else lay_over(base, own)
    plain = without(whole, frozenset({"variants"}))
    contract = _build(id, f"contract `{id}`", plain, report, trusted)
    written = whole.get("variants")
    variants = []
    for name, overrides in written.entries() if written is not None else ():
        label = f"contract `{id}`, variant `{name}`"
        known = trusted and _has_known_keys(overrides)
        variants.append((name, _build(id, label, lay_over(plain, overrides), report, known)))
    return replace(contract, variants=tuple(variants))


def _has_known_keys(table: Decoded) -> bool:
    return all(key in _KEYS for key in table.members or ())


def _plain(table: Decoded, key: str) -> Any:
    """The value of a key; None where it is missing or BAD."""
    member = table.get(key)
    return None if member is None else member.plain()


def _texts(table: Decoded, key: str) -> Iterator[Decoded]:
    """The elements of a list of texts."""
    member = table.get(key)
    return iter(()) if member is None else member.items()


def _entries(table: Decoded, key: str) -> Iterator[tuple[str, Decoded]]:
    """The members of a table."""
    member = table.get(key)
    return iter(()) if member is None else member.entries()


def _open(table: Decoded, trusted: bool) -> set[str]:
    """The lists that may be longer than what could be decoded of them."""
    members = table.members or {}
    found = {name for key, name in _OPENS.items() if key in members and not members[key].is_whole}
    if "arguments" not in members:
        found.add("open_arguments")
    return found if trusted else set(_OPENS.values())


def _places(table: Decoded, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Place]]:
    """The places of all keys and of what lists hold; tables that are not looked into are one value."""
    for key, member in table.entries():
        inner = (*path, key)
        yield key_text(*inner), member.node.place
        if member.members is not None:
            yield from _places(member, inner)
        for index, element in enumerate(member.items()):
            yield key_text(*inner, index), element.node.place


class _PlacesOf(Mapping[str, Place]):
    """The places of a table, found when one is asked for; another process gets them all."""

    def __init__(self, table: Decoded) -> None:
        self._table = table
        self._found: dict[str, Place] | None = None

    def _all(self) -> dict[str, Place]:
        if self._found is None:
            self._found = dict(_places(self._table))
        return self._found

    def __reduce__(self) -> tuple[type[dict[str, Place]], tuple[dict[str, Place]]]:
        return dict, (self._all(),)

    def __getitem__(self, key: str) -> Place:
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _build(id: str, label: str, table: Decoded, report: Reporter, trusted: bool) -> Contract:
    lists = _open(table, trusted)
    contract = Contract(
        id=id,
        place=table.node.key_place,
        label=label,
        job=_plain(table, "job"),
        node=_plain(table, "node"),
        description=_plain(table, "description") or "",
        entry_points=tuple(EntryPoint(text.value, text.node.place) for text in _texts(table, "entry-point")),
        inputs=tuple(_inputs(table)),
        outputs=tuple(_outputs(table)),
        environment=tuple(_environment(table)),
        arguments=tuple(_arguments(table)),
        requirements=tuple(_requirements(table)),
        first_party=tuple(_plain(table, "first-party") or ()),
        delegates=_plain(table, "delegates") or False,
        allow_paths=tuple(normalise(path) for path in _plain(table, "allow-paths") or ()),
        reserved=tuple(_plain(table, "reserved") or ()),
        version=_plain(table, "version"),
        uses=tuple(UsedContract(name, entry.value, entry.node.place) for name, entry in _entries(table, "uses")),
        extra=_plain(table, "extra") or {},
        places=_PlacesOf(table),
        open_inputs="open_inputs" in lists,
        open_outputs="open_outputs" in lists,
        open_environment="open_environment" in lists,
        open_arguments="open_arguments" in lists,
    )
    return check(contract, table, report)


def _path(entry: Decoded) -> tuple[str | None, Place]:
    """The path of an input or output and the place of that text; the place of the name where there is no path."""
    path = entry.get("path")
    return (None, entry.node.key_place) if path is None else (normalise(path.value), path.node.place)


def _inputs(table: Decoded) -> Iterator[Input]:
    for name, entry in _entries(table, "expected-input-paths"):
        path, place = _path(entry)
        value = entry.plain()
        yield Input(
            name,
            path,
            place,
            required=value.get("required", True),
            kind=value.get("kind", "dir"),
            channels=tuple(value.get("channels", ())),
            source=value.get("source", "mount"),
            source_pattern=tuple(value.get("source_pattern", ())),
        )


def _outputs(table: Decoded) -> Iterator[Output]:
    for name, entry in _entries(table, "expected-output-paths"):
        path, place = _path(entry)
        value = entry.plain()
        yield Output(name, path, place, value.get("required", True), tuple(value.get("files", ())))


def _environment(table: Decoded) -> Iterator[Variable]:
    for text in _texts(table, REQUIRED):
        yield Variable(text.value, text.node.place, required=True)
    for name, entry in _entries(table, OPTIONAL):
        yield Variable(name, entry.node.key_place, required=False, value=entry.value)


def _arguments(table: Decoded) -> Iterator[Argument]:
    for name, entry in _entries(table, "arguments"):
        value = entry.plain()
        spelling = name.lstrip("-")
        yield Argument(
            argument_name(spelling),
            entry.node.key_place,
            required=value.get("required", False),
            value=value.get("default"),
            choices=tuple(value.get("choices", ())),
            type=value.get("type"),
            action=value.get("action"),
            spelling=spelling,
        )


def _requirements(table: Decoded) -> Iterator[Requirement]:
    for name, entry in _entries(table, "framework-requirements"):
        text = entry.value.strip()
        yield Requirement(name, "" if text == "*" else text, entry.node.place)
