"""Alternatives: the possible values after several paths are joined, and their widening."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sm_lint.flow.domain.memory import METER
from sm_lint.flow.domain.project import Function
from sm_lint.flow.domain.text import head, is_textual, merge_origins, pieces, text_of
from sm_lint.flow.domain.values import (
    ABSENT,
    MAX_CHOICES,
    UNKNOWN,
    Absent,
    Alternatives,
    CallRecord,
    Constant,
    DictValue,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)

MAX_MERGED = 250  # maximum entries of mappings that are widened into one


def key(value: Value) -> object:
    """A hashable key: values with equal keys are interchangeable."""
    if type(value) is Constant:
        return (type(value.value), value.value)
    if type(value) is Text:
        return value.pieces
    if type(value) is PathValue:
        return ("path", key(value.text))
    if type(value) is Unknown:
        return ("?", value.source)
    if type(value) is External:
        return ("external", value.name)
    if type(value) is Alternatives:
        return ("choice", tuple(key(option) for option in value.options))
    if type(value) is ListValue and value.kind == "tuple" and value.rest is None:
        return ("tuple", tuple(key(item) for item in value.items))
    if type(value) is Function:
        bound = value.bound
        return ("function", id(value.node), id(value.scope), id(bound))
    if type(value) is Opaque and is_plain(value):
        made: CallRecord | None = value.call
        return ("opaque", value.type.name, *((id(made.node), _texts(made)) if made is not None else ()))
    return id(value)


def is_plain(value: Opaque) -> bool:
    """Whether only the type of an object and the texts of its arguments are of interest."""
    return value.call is None or not (value.call.watched or value.attributes)


def _texts(call: CallRecord) -> tuple[object, ...]:
    """The keys of the texts and paths among the arguments of a call."""
    if call.texts is None:
        call.texts = tuple(key(value) for value in call.arguments.everything() if all(map(is_textual, options(value))))
    return call.texts


def options(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value: the value itself unless it is Alternatives."""
    return value.options if type(value) is Alternatives else (value,)


def parts(value: Alternatives | ListValue | DictValue) -> tuple[Value, ...]:
    """The alternatives of a choice, or the known elements of a collection, with the value of further ones."""
    if isinstance(value, Alternatives):
        return value.options
    inside = value.items if isinstance(value, ListValue) else tuple(value.entries.values())
    return inside if value.rest is None else (*inside, value.rest)


def join(values: Iterable[Value], nested: bool = False) -> Value:
    """The join of these values; too many alternatives are widened.

    Args:
        nested: whether they are in mappings that are widened themselves.
    """
    values = tuple(values)
    first = values[0] if values else UNKNOWN
    if len(values) < 2:
        return first
    if len(values) == 2:
        second = values[1]
        if first is second or (type(first) is Unknown and type(second) is Unknown and first.source == second.source):
            return first
        if type(first) is Alternatives and type(second) is not Alternatives and second in first.options:
            return first
    distinct: dict[object, Value] = {}
    for value in values:
        for option in value.options if type(value) is Alternatives else (value,):
            k = key(option)
            known = distinct.get(k)
            if known is None or (option.assumed and not known.assumed):
                distinct[k] = option
    METER.get().joined += len(values) + len(distinct)
    if not distinct:
        return UNKNOWN
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    if len(distinct) > MAX_CHOICES:
        return widen(list(distinct.values()), nested)
    return Alternatives(tuple(distinct.values()))


def widen(values: list[Value], nested: bool = False) -> Value:
    """Widen many values: strings and paths to their longest common head, mappings to joined entries.

    It stays known that a value may be None or missing; all other values become unknown. Nested mappings are not joined,
    because there are as many paths through them as leaves.
    """
    texts = [value for value in values if is_textual(value)]
    kept: dict[object, Value] = {}
    for kind in (PathValue, None):
        rows = [value for value in texts if (type(value) is PathValue) is (kind is PathValue)]
        if rows:
            widened = rows[0] if len(rows) == 1 else _common(rows)
            kept[key(widened)] = widened
    mappings = [value for value in values if type(value) is DictValue]
    if len(mappings) > 1:
        size = sum(len(mapping.entries) for mapping in mappings)
        small = not nested and size <= MAX_MERGED
        kept["mapping"] = _merged(mappings) if small else DictValue(None, UNKNOWN, mappings[0].role)
    for value in values:
        if type(value) is Absent or (type(value) is Constant and value.value is None):
            kept.setdefault(key(value), value)
        elif type(value) is DictValue and len(mappings) > 1:
            continue
        elif not is_textual(value):
            kept.setdefault("?", value if type(value) is Unknown else Unknown("too many alternatives"))
    alternatives = tuple(kept.values())
    return alternatives[0] if len(alternatives) == 1 else Alternatives(alternatives) if alternatives else UNKNOWN


def _merged(mappings: list[DictValue]) -> DictValue:
    """One mapping whose entries are joined over all of these."""
    names = dict.fromkeys(name for mapping in mappings for name in mapping.entries)
    rests = [mapping.rest for mapping in mappings if mapping.rest is not None]
    entries = {name: join((mapping.entries.get(name, ABSENT) for mapping in mappings), nested=True) for name in names}
    return DictValue(entries, join(rests, nested=True) if rests else None, mappings[0].role)


def _common(values: list[Value]) -> Value:
    """The common head of strings or paths, followed by a hole."""
    heads = [head(value.text if type(value) is PathValue else value) or "" for value in values]
    low, high = min(heads), max(heads)
    common = 0
    for a, b in zip(low, high):
        if a != b:
            break
        common += 1
    assumed = any(value.assumed for value in values)
    known: tuple[str | None, ...] = (low[:common], None) if common else (None,)
    text = Text(known, merge_origins(values[:2]), assumed)
    return PathValue(text) if type(values[0]) is PathValue else text


def lift(function: Callable[..., Value], *values: Value) -> Value:
    """Apply a function of plain values to every combination of alternatives; too many give an unknown value."""
    if Alternatives not in map(type, values):
        return function(*values)
    choices = [value for value in values if type(value) is Alternatives]
    first = choices[0]
    if len(choices) == 1:
        rows = [tuple(option if value is first else value for value in values) for option in first.options]
        return correlated([function(*row) for row in rows], first.correlation, first.masks)
    combined = _combinations(values)
    return correlated(
        [function(*row) for row, _ in combined], first.correlation, [bits[first.correlation] for _, bits in combined]
    )


def _combinations(values: tuple[Value, ...]) -> list[tuple[tuple[Value, ...], dict[object, int]]]:
    """All combinations of one alternative per value, with the remaining bits of each correlation (see `Alternatives`).

    Alternatives that never occur together are skipped. If there are too many combinations, values are widened; if the
    widened values (a text or None, say) still multiply, they become unknown.
    """
    rows: list[tuple[tuple[Value, ...], dict[object, int]]] = [((), {})]
    for value in values:
        if type(value) is not Alternatives:
            rows = [((*row, value), bits) for row, bits in rows]
            continue
        correlation, longer = value.correlation, []
        for row, bits in rows:
            left = bits.get(correlation, -1)
            longer += [
                ((*row, option), {**bits, correlation: left & mask})
                for option, mask in zip(value.options, value.masks)
                if left & mask
            ]
        if not 0 < len(longer) <= MAX_CHOICES:
            alternatives = options(widen(list(value.options)))
            if len(rows) * len(alternatives) > MAX_CHOICES:
                alternatives = (Unknown("too many alternatives"),)
            longer = [((*row, option), {correlation: -1, **bits}) for row, bits in rows for option in alternatives]
        rows = longer
    return rows


def correlated(values: Iterable[Value], correlation: object, masks: Iterable[int]) -> Value:
    """The join of these values, which were computed from the alternatives of one choice (see `Alternatives`).

    Args:
        values: the results.
        correlation: the choice.
        masks: for each result, the bits of the choice for which it was computed.
    """
    found: dict[object, Value] = {}
    bits: dict[object, int] = {}
    for value, mask in zip(values, masks):
        dependent = type(value) is Alternatives and value.correlation is correlation
        for option, own in zip(value.options, value.masks) if type(value) is Alternatives else ((value, -1),):
            if dependent and not own & mask:
                continue
            k = key(option)
            known = found.get(k)
            if known is None or (option.assumed and not known.assumed):
                found[k] = option
            bits[k] = bits.get(k, 0) | (own & mask if dependent else mask)
    alternatives = tuple(found.values())
    if len(alternatives) == 1:
        return alternatives[0]
    if len(alternatives) > MAX_CHOICES:
        return widen(list(alternatives))
    if not alternatives:
        return UNKNOWN
    kept = tuple(bits.values())
    # If each may occur with any alternative of that choice, the result is an independent choice.
    return (
        Alternatives(alternatives, correlation, kept)
        if any(mask != kept[0] for mask in kept)
        else Alternatives(alternatives)
    )


def part(value: Alternatives, keep: Callable[[Value, int], bool]) -> Value | None:
    """The alternatives to keep, given each with its mask; None if that is none or all of them."""
    rows = [(option, mask) for option, mask in zip(value.options, value.masks) if keep(option, mask)]
    if not rows or len(rows) == len(value.options):
        return None
    return (
        rows[0][0]
        if len(rows) == 1
        else Alternatives(tuple(o for o, _ in rows), value.correlation, tuple(b for _, b in rows))
    )


def fresh(value: Value) -> Value:
    """The same alternatives as an independent choice."""
    return Alternatives(value.options) if type(value) is Alternatives else value


def without_absent(value: Value) -> Value:
    """The value on the paths where it exists."""
    if type(value) is Alternatives:
        there = part(value, lambda option, _: type(option) is not Absent)
        return there if there is not None else UNKNOWN if type(value.options[0]) is Absent else value
    return value


def may_be_absent(value: Value | None) -> bool:
    """Whether the key or name is missing on some path (or on every path, for None)."""
    return value is None or any(type(option) is Absent for option in options(value))


def concatenate(values: Iterable[Value]) -> Value:
    """The concatenation of the strings; alternatives multiply up to the limit."""
    rows = list(values)
    if any(type(value) is Alternatives for value in rows):
        return lift(lambda *flat: concatenate(flat), *rows)
    parts = [part for value in rows for part in pieces(value)]
    return text_of(parts, merge_origins(rows), any(value.assumed for value in rows))
