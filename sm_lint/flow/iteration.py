"""What a loop goes over: known elements one by one, or what any element may be."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.builtin_environ import environ_items
from sm_lint.flow.joining import join, may_be_absent, without_absent
from sm_lint.flow.machine import Machine
from sm_lint.flow.operators import note_command_line, note_use
from sm_lint.flow.values import (
    UNKNOWN,
    Choice,
    ClassValue,
    Environ,
    Literal,
    Mapping,
    Opaque,
    PathValue,
    Sequence,
    Text,
    Value,
)

MAX_UNROLLED = 64
MAX_NESTED = 256


def elements(run: Machine, value: Value, node: cst.CSTNode) -> tuple[tuple[Value, ...] | None, Value]:
    """The elements of an iterable: all of them where they are known and few, and what any of them may be."""
    note_use(run, value, node, "iterate")
    if isinstance(value, Environ):
        value = environ_items(run, "keys", node)
    if isinstance(value, Mapping):
        if value.role == "document":
            return None, UNKNOWN
        value = keys_of(value)
    if isinstance(value, Sequence):
        present = tuple(without_absent(item) for item in value.items)
        every = [*present, *([value.rest] if value.rest is not None else [])]
        sure = not any(may_be_absent(item) for item in value.items)
        if value.rest is None and sure and len(present) <= MAX_UNROLLED and value.kind != "set":
            return present, join(every)
        if value.rest is None and sure and value.kind == "set" and len(present) <= MAX_UNROLLED:
            return present, join(every)
        return None, join(every) if every else UNKNOWN
    if isinstance(value, Literal) and isinstance(value.value, str):
        if len(value.value) <= MAX_UNROLLED:
            return tuple(Literal(c) for c in value.value), UNKNOWN
        return None, Text((None,))
    if isinstance(value, Text):
        return None, Text((None,))
    if isinstance(value, ClassValue):
        members = tuple(m for name, m in value.scope.names.items() if not str(name).startswith("_"))
        return None, join(members) if members else UNKNOWN
    if isinstance(value, Choice):
        rows = [elements(run, option, node) for option in value.options]
        return None, join(row[1] for row in rows)
    if isinstance(value, Opaque):
        if value.type == "file":
            return None, Text((None,))
        note_command_line(run, value, node)
        return None, Opaque(run.library.element(value.type))
    if isinstance(value, PathValue):
        return None, UNKNOWN
    return None, UNKNOWN


def front(value: Value, any_one: Value) -> tuple[tuple[Value, ...], Value]:
    """The elements that an iterable of unknown length surely begins with, and what may come after them."""
    if isinstance(value, Sequence) and value.rest is not None:
        return value.items, value.rest
    return (), any_one


def keys_of(mapping: Mapping) -> Sequence:
    """The keys of a mapping; those that may be missing leave the rest open."""
    sure = tuple(Literal(key) for key, entry in mapping.entries.items() if not may_be_absent(entry))
    perhaps = [Literal(key) for key, entry in mapping.entries.items() if may_be_absent(entry)]
    rest: Value | None = join([*perhaps, *([Text((None,))] if mapping.rest is not None else [])]) if perhaps else None
    if mapping.rest is not None:
        rest = join([*perhaps, Text((None,), (), False, "environ-key" if mapping.role == "environ" else None)])
    return Sequence(sure, rest, "list")


def values_of(mapping: Mapping) -> Sequence:
    """The values of a mapping."""
    sure = tuple(entry for entry in mapping.entries.values() if not may_be_absent(entry))
    perhaps = [without_absent(entry) for entry in mapping.entries.values() if may_be_absent(entry)]
    rest = [*perhaps, *([mapping.rest] if mapping.rest is not None else [])]
    return Sequence(sure, join(rest) if rest else None, "list")


def items_of(mapping: Mapping) -> Sequence:
    """The (key, value) pairs of a mapping."""
    sure = tuple(
        Sequence((Literal(key), entry), None, "tuple")
        for key, entry in mapping.entries.items()
        if not may_be_absent(entry)
    )
    rest: list[Value] = [
        Sequence((Literal(key), without_absent(entry)), None, "tuple")
        for key, entry in mapping.entries.items()
        if may_be_absent(entry)
    ]
    if mapping.rest is not None:
        key: Value = Text((None,), (), False, "environ-key" if mapping.role == "environ" else None)
        rest.append(Sequence((key, mapping.rest), None, "tuple"))
    return Sequence(sure, join(rest) if rest else None, "list")
