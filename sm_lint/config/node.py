"""A TOML value that knows where it was written, and the strict decoding of one by its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sm_lint.config.shape import (
    AnyOf,
    Choice,
    Flag,
    ListOf,
    Opaque,
    Record,
    Scalar,
    Shape,
    TableOf,
    Text,
    Whole,
    describe,
    options_of,
)
from sm_lint.config.toml import INVALID, Document, KeyPath
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.syntax.span import Place, Problem

MOST_IN_A_LIST = 100
"""A list of wrong items is reported this many times, not once for each of a million."""


class _Bad:
    """Stands for a value that could not be used; what is wrong with it has been reported."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = _Bad()


@dataclass(slots=True)
class Node:
    """A value, the document it stands in, and the keys that lead to it.

    `merged` and `joined` hold the members of a table, or of an array, that was put together from several places.
    """

    value: object
    document: Document
    path: KeyPath
    merged: dict[str, Node] | None = None
    joined: list[Node] | None = None

    @property
    def place(self) -> Place:
        """Where the value is written."""
        return self.document.place_of(self.path, value=True)

    @property
    def key_place(self) -> Place:
        """Where its key is written."""
        return self.document.place_of(self.path)

    def table(self) -> dict[str, Node]:
        """Its members, when it is a table; else nothing."""
        if self.merged is not None:
            return self.merged
        if not isinstance(self.value, dict):
            return {}
        return {key: Node(value, self.document, (*self.path, key)) for key, value in self.value.items()}

    def elements(self) -> list[Node]:
        """Its elements, when it is an array; else nothing."""
        if self.joined is not None:
            return self.joined
        if not isinstance(self.value, list):
            return []
        return [Node(value, self.document, (*self.path, index)) for index, value in enumerate(self.value)]

    @property
    def is_table(self) -> bool:
        """Is it a table?"""
        return self.merged is not None or isinstance(self.value, dict)


@dataclass(slots=True)
class Reporter:
    """Collects the problems of one table.

    Attributes:
        base: how many keys lead from the top of the file to that table; they are left out of messages.
        contract: id of the contract, when it is one.
        found: the problems, without repetitions.
    """

    base: int = 0
    contract: str | None = None
    found: list[Problem] = field(default_factory=list)

    def add(self, node: Node, message: str, *, hint: str = "", code: str = INVALID, key: bool = False) -> None:
        """Report a problem with a value, or with its key."""
        self.add_at(node.key_place if key else node.place, message, hint=hint, code=code)

    def add_at(self, place: Place, message: str, *, hint: str = "", code: str = INVALID) -> None:
        """Report a problem at a place."""
        problem = Problem(code, message, place, hint, self.contract)
        if problem not in self.found[-MOST_IN_A_LIST:]:
            self.found.append(problem)

    def name(self, node: Node) -> str:
        """How a message names the value: its keys from the table on."""
        text = ""
        for part in node.path[self.base :]:
            text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + part
        return f"`{shorten(text)}`" if text else "the table"


def shorten(text: str, most: int = 80) -> str:
    """Text of the user's in a message, kept to one line of bounded length."""
    clean = "".join(character if character.isprintable() else "?" for character in text[: most + 1])
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def type_name(node: Node) -> str:
    """A value's TOML type, with an article."""
    if node.is_table:
        return "a table"
    match node.value:
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int():
            return "an integer"
        case float():
            return "a float"
        case list():
            return "an array"
    return "a date or time"


def near_miss(word: str, words: Iterable[str]) -> str:
    """The hint "did you mean …?" for the closest of some words, or an empty string."""
    return did_you_mean(suggest(word, words))


def decode(shape: Shape, node: Node, report: Reporter) -> Any:
    """The value of a node as its shape has it, or BAD.

    Lists, tables and records come back without the members that are BAD; a record as a dict by field name, of the keys
    that are written.
    """
    match shape:
        case ListOf():
            return _decode_list(shape, node, report)
        case TableOf(item):
            if not node.is_table:
                return _wrong(shape, node, report)
            members = ((key, decode(item, member, report)) for key, member in node.table().items())
            return {key: value for key, value in members if value is not BAD}
        case Record():
            return _decode_record(shape, node, report)
        case AnyOf(shapes):
            for one in shapes:
                if _is_of_type(one, node):
                    return decode(one, node, report)
            return _wrong(shape, node, report)
        case Opaque(depth):
            return _decode_opaque(node, depth, report)
    if not _is_of_type(shape, node):
        return _wrong(shape, node, report)
    return _decode_leaf(shape, node, report)


def _decode_leaf(shape: Shape, node: Node, report: Reporter) -> Any:
    value = node.value
    match shape:
        case Text(what, empty) if value == "" and not empty:
            report.add(node, f"{report.name(node)} is empty where {describe(Text(what))} is needed")
            return BAD
        case Text() if isinstance(value, str) and "\0" in value:
            report.add(node, f"{report.name(node)} holds a NUL character")
            return BAD
        case Choice(values) if value not in values:
            message = f"{report.name(node)} is `{shorten(str(value))}`, which is not {describe(shape)}"
            report.add(node, message, hint=near_miss(str(value), values))
            return BAD
        case Whole() if has_large_number(value):
            report.add(node, f"{report.name(node)} is too large a number")
            return BAD
        case Whole() if isinstance(value, int) and value < 0:
            report.add(node, f"{report.name(node)} must not be negative")
            return BAD
        case Scalar():
            try:
                return str(value)
            except ValueError:  # an integer with more digits than Python prints
                report.add(node, f"{report.name(node)} is too large a number")
                return BAD
    return value


def _is_of_type(shape: Shape, node: Node) -> bool:
    match shape:
        case Text() | Choice():
            return isinstance(node.value, str)
        case Flag():
            return isinstance(node.value, bool)
        case Whole():
            return isinstance(node.value, int) and not isinstance(node.value, bool)
        case Scalar():
            return isinstance(node.value, str | bool | int | float)
        case ListOf(item, one):
            return isinstance(node.value, list) or (one and _is_of_type(item, node))
        case Record(of, short):
            return node.is_table or bool(short and _is_of_type(options_of(of)[short].shape, node))
        case AnyOf(shapes):
            return any(_is_of_type(one, node) for one in shapes)
    return node.is_table


def _wrong(shape: Shape, node: Node, report: Reporter) -> Any:
    hint = ""
    if isinstance(shape, ListOf) and _is_of_type(shape.item, node) and isinstance(node.value, str):
        hint = f'write `["{shorten(node.value)}"]`'
    elif isinstance(shape, Text | Choice) and isinstance(node.value, int | float):
        hint = "put it in quotes"
    elif isinstance(shape, Flag) and isinstance(node.value, str) and node.value.lower() in {"true", "false"}:
        hint = f"write `{node.value.lower()}` without quotes"
    wanted = "a table" if isinstance(shape, TableOf) else describe(shape)
    report.add(node, f"{report.name(node)} must be {wanted}, not {type_name(node)}", hint=hint)
    return BAD


def _decode_list(shape: ListOf, node: Node, report: Reporter) -> Any:
    if not isinstance(node.value, list):
        if not (shape.one and _is_of_type(shape.item, node)):
            return _wrong(shape, node, report)
        value = decode(shape.item, node, report)
        return BAD if value is BAD else [value]
    good, bad = [], 0
    for element in node.elements():
        value = decode(shape.item, element, report)
        if value is not BAD:
            good.append(value)
            continue
        bad += 1
        if bad >= MOST_IN_A_LIST:
            break
    return good


def _decode_record(shape: Record, node: Node, report: Reporter) -> Any:
    known = options_of(shape.of)
    if not node.is_table:
        if not _is_of_type(shape, node):
            return _wrong(shape, node, report)
        short = known[shape.short]
        value = decode(short.shape, node, report)
        return BAD if value is BAD else {short.field: value}
    decoded: dict[str, Any] = {}
    for key, member in node.table().items():
        if key not in known:
            report.add(member, f"unknown key {report.name(member)}", hint=near_miss(key, known), key=True)
            continue
        value = decode(known[key].shape, member, report)
        if value is not BAD:
            decoded[known[key].field] = value
    return decoded


def _decode_opaque(node: Node, depth: int, report: Reporter) -> Any:
    if not node.is_table:
        return _wrong(Opaque(), node, report)
    if deeper_than(node.value, depth):
        report.add(node, f"{report.name(node)} is nested more than {depth} levels deep", key=True)
        return BAD
    if has_large_number(node.value):
        report.add(node, f"{report.name(node)} holds too large a number")
        return BAD
    return plain(node)


def plain(node: Node) -> Any:
    """A node's value without its places."""
    if node.merged is None:
        return node.value
    return {key: plain(member) for key, member in node.merged.items()}


def has_large_number(value: object) -> bool:
    """Is a number in it outside the 64 bits that TOML grants? Python reads larger ones and may refuse to write them."""
    level: list[object] = [value]
    while level:
        if any(type(item) is int and not -(1 << 63) <= item < 1 << 63 for item in level):
            return True
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else _list(item))
        ]
    return False


def deeper_than(value: object, depth: int) -> bool:
    """Are tables and arrays nested more than `depth` levels deep? Asked without recursion."""
    level: list[object] = [value]
    while level:
        level = [item for item in level if isinstance(item, dict | list)]
        if level and depth == 0:
            return True
        depth -= 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else _list(item))]
    return False


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
