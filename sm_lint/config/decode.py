"""Decodes a TOML value strictly by its shape, into values that keep their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sm_lint.config.node import (
    MOST_IN_A_LIST,
    Node,
    Reporter,
    deeper_than,
    has_large_number,
    near_miss,
    shorten,
    type_name,
)
from sm_lint.config.shape import (
    AnyOf,
    Choice,
    Flag,
    ListOf,
    Opaque,
    Option,
    Record,
    Scalar,
    Shape,
    TableOf,
    Text,
    Whole,
    describe,
    options_of,
    sample,
)
from sm_lint.config.toml import RENAMED


class _Bad:
    """An invalid value; its problem has been reported."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = _Bad()


@dataclass(slots=True)
class Decoded:
    """A decoded value, with the node that holds its place.

    Attributes:
        node: the node it was decoded from.
        value: a string, number or boolean, converted by its shape, or a whole opaque table; BAD for an invalid value;
            None for tables and lists.
        members: of a table, by key, including those that are BAD and those of unknown keys.
        elements: of a list, including those that are BAD.
        record: the dataclass whose fields are the keys of a table.
        broken: whether invalid parts were removed.
    """

    node: Node
    value: Any = None
    members: dict[str, Decoded] | None = None
    elements: list[Decoded] | None = None
    record: type | None = None
    broken: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of it is valid."""
        return not self.broken and self.value is not BAD and all(part.is_whole for part in self._parts)

    @property
    def _parts(self) -> Iterable[Decoded]:
        return self.members.values() if self.members is not None else self.elements or ()

    def get(self, key: str) -> Decoded | None:
        """The member with this key; None if there is none or it is BAD."""
        found = self.members.get(key) if self.members is not None else None
        return None if found is None or found.value is BAD else found

    def entries(self) -> Iterator[tuple[str, Decoded]]:
        """The members that are not BAD, with their keys."""
        for key, member in (self.members or {}).items():
            if member.value is not BAD:
                yield key, member

    def items(self) -> Iterator[Decoded]:
        """The elements that are not BAD."""
        return (element for element in self.elements or () if element.value is not BAD)

    def plain(self) -> Any:
        """The value without places, or BAD. Lists and tables omit what is BAD; a record is keyed by field name."""
        if self.elements is not None:
            return [element.plain() for element in self.items()]
        if self.members is None:
            return self.value
        if self.record is None:
            return {key: member.plain() for key, member in self.entries()}
        known = options_of(self.record)
        return {known[key].field: member.plain() for key, member in self.entries()}


def decode(shape: Shape, node: Node, report: Reporter, example: str = "") -> Decoded:
    """Decode a value and report its problems.

    Args:
        shape: the expected shape.
        node: the value as written.
        report: collects the problems.
        example: a correct line of TOML for the message about a value of the wrong type.
    """
    match shape:
        case AnyOf(shapes):
            fitting = next((one for one in shapes if _is_of_type(one, node)), None)
            return _wrong(shape, node, report, example) if fitting is None else decode(fitting, node, report)
        case ListOf(item, one) if one and not isinstance(node.value, list) and _is_of_type(item, node):
            return Decoded(node, elements=[decode(item, node, report)])
        case Record(of, short) if short and not node.is_table and _is_of_type(shape, node):
            value = decode(options_of(of)[short].shape, node, report)
            return value if value.value is BAD else Decoded(node, members={short: value}, record=of)
    if not _is_of_type(shape, node):
        return _wrong(shape, node, report, example)
    match shape:
        case ListOf(item):
            return Decoded(node, elements=_elements(item, node, report))
        case TableOf(item):
            return Decoded(node, members={key: decode(item, member, report) for key, member in node.table().items()})
        case Record(of):
            return Decoded(node, members=dict(decode_members(options_of(of), node, report)), record=of)
        case Opaque(depth):
            return Decoded(node, _opaque(node, depth, report))
    return Decoded(node, _leaf(shape, node, report))


def decode_members(
    known: Mapping[str, Option], node: Node, report: Reporter, left_out: str = ""
) -> Iterator[tuple[str, Decoded]]:
    """The members of a table by their current names, without `left_out`; those with unknown names are BAD."""
    written = node.table()
    for key, member in written.items():
        if key == left_out:
            continue
        entry = known.get(key)
        if entry is None:
            entry = next((each for each in known.values() if key in each.formerly), None)
            if entry is None:
                what = "option" if report.is_options else "key"
                report.add(member, f"unknown {what} {report.name(member)}", hint=near_miss(key, known), key=True)
                yield key, Decoded(member, BAD)
                continue
            if entry.name in written:
                message = f"{report.name(member)} is the old name of `{entry.name}`, and both are written"
                report.add(member, message, hint=f"remove `{shorten(key)}`", key=True)
                yield key, Decoded(member, BAD)
                continue
            message = f"{report.name(member)} is now called `{entry.name}`"
            hint = f"write `{entry.name}`, as the old name will be removed"
            report.add(member, message, hint=hint, code=RENAMED, key=True)
        yield entry.name, decode(entry.shape, member, report, entry.example)


def _elements(item: Shape, node: Node, report: Reporter) -> list[Decoded]:
    found: list[Decoded] = []
    bad = 0
    for element in node.elements():
        found.append(decode(item, element, report))
        bad += found[-1].value is BAD
        if bad >= MOST_IN_A_LIST:
            break
    return found


def _leaf(shape: Shape, node: Node, report: Reporter) -> Any:
    value = node.value
    match shape:
        case Text(what, empty) if value == "" and not empty:
            report.add(node, f"{report.name(node)} is empty where {describe(Text(what))} is needed")
            return BAD
        case Text() | Scalar() if isinstance(value, str) and "\0" in value:
            report.add(node, f"{report.name(node)} holds a NUL character")
            return BAD
        case Text(what) if shape.form and not re.fullmatch(shape.form, str(value)):
            message = f"{report.name(node)} is `{shorten(str(value))}`, which is no {what}"
            report.add(node, message, hint=f"write it as `{shape.sample}`")
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


def _opaque(node: Node, depth: int, report: Reporter) -> Any:
    if deeper_than(node.value, depth):
        report.add(node, f"{report.name(node)} is nested more than {depth} levels deep", key=True)
        return BAD
    if has_large_number(node.value):
        report.add(node, f"{report.name(node)} holds too large a number")
        return BAD
    return node.value


def _is_of_type(shape: Shape, node: Node) -> bool:
    match shape:
        case Text() | Choice():
            return isinstance(node.value, str)
        case Flag():
            return isinstance(node.value, bool)
        case Whole():
            return isinstance(node.value, int) and not isinstance(node.value, bool)
        case Scalar(booleans):
            return isinstance(node.value, str | int | float) and (booleans or not isinstance(node.value, bool))
        case ListOf(item, one):
            return isinstance(node.value, list) or (one and _is_of_type(item, node))
        case Record(of, short):
            return node.is_table or bool(short and _is_of_type(options_of(of)[short].shape, node))
        case AnyOf(shapes):
            return any(_is_of_type(one, node) for one in shapes)
    return node.is_table


def _wrong(shape: Shape, node: Node, report: Reporter, example: str) -> Decoded:
    wanted = "a table" if isinstance(shape, TableOf) else describe(shape)
    hint = _right_form(shape, node) or (f"for example `{example}`" if example and _is_nested(shape) else "")
    report.add(node, f"{report.name(node)} must be {wanted}, not {type_name(node)}", hint=hint)
    return Decoded(node, BAD)


def _is_nested(shape: Shape) -> bool:
    """Whether the expected form is nested, so that an example says more than the name of the type."""
    return isinstance(shape, TableOf | Record | ListOf | AnyOf | Opaque)


def _right_form(shape: Shape, node: Node) -> str:
    """The correct form, built from what is written; empty if that says too little."""
    value = node.value
    if isinstance(shape, ListOf) and _is_of_type(shape.item, node) and isinstance(value, str):
        return f'write `["{shorten(value)}"]`'
    if isinstance(shape, TableOf) and isinstance(value, list) and value and isinstance(value[0], str):
        return f"write `{_key(str(node.path[-1]))} = {{ {_key(shorten(value[0], 40))} = {sample(shape.item)} }}`"
    if isinstance(shape, Text | Choice) and isinstance(value, int | float):
        return "put it in quotes"
    if isinstance(shape, Scalar) and isinstance(value, bool):
        return 'put it in quotes: `"true"` and `"True"` are not the same text'
    if isinstance(shape, Flag) and isinstance(value, str) and value.lower() in {"true", "false"}:
        return f"write `{value.lower()}` without quotes"
    return ""


def _key(text: str) -> str:
    """A TOML key, quoted if it is not a bare key."""
    bare = text and all(character.isascii() and (character.isalnum() or character in "-_") for character in text)
    return text if bare else f'"{text}"'
