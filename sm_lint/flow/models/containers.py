"""Methods of dictionaries, lists, tuples and sets."""

from __future__ import annotations

from functools import partial

import libcst as cst

from sm_lint.flow.domain.lattice import join, may_be_absent, options, without_absent
from sm_lint.flow.domain.values import ABSENT, NONE, UNKNOWN, Arguments, Literal, Mapping, Sequence, Text, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.binding import set_entry
from sm_lint.flow.operations.iteration import elements, items_of, keys_of, values_of
from sm_lint.flow.operations.lazy import Lazy
from sm_lint.flow.operations.operators import join_rest, overridden
from sm_lint.flow.operations.subscripts import mapping_item

_VIEWS = {"items": items_of, "keys": keys_of, "values": values_of}


def mapping_method(run: Machine, owner: Mapping, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of dict; None for a name that dict does not have."""
    first = arguments.get(0, "key")
    if name == "get" and first is not None:
        default = arguments.get(1, "default") or NONE
        return join([mapping_item(run, owner, key, node, default=default) for key in options(first)])
    if name == "__getitem__" and first is not None:
        return join([mapping_item(run, owner, key, node) for key in options(first)])
    if name == "setdefault" and first is not None:
        return _setdefault(run, owner, first, arguments.get(1, "default") or NONE, node)
    if name == "pop" and first is not None:
        value = mapping_item(run, owner, first, node, default=arguments.get(1))
        if isinstance(first, Literal) and first.value in owner.entries:
            run.state.store(owner.entries, first.value, ABSENT)
        return value
    if name == "update":
        for given in [*arguments.positional, *arguments.spread]:
            update(run, owner, given, node)
        for key, value in arguments.keywords.items():
            set_entry(run, owner, Literal(key), value, node)
        return NONE
    if name in _VIEWS:
        return Lazy(run, _VIEWS[name](owner), (owner,), partial(_VIEWS[name], owner), exact=True)
    if name == "copy":
        return copy_mapping(owner)
    if name == "clear":
        for key in list(owner.entries):
            run.state.store(owner.entries, key, ABSENT)
        run.state.store(owner.slots, "rest", None)
        return NONE
    return None


def _setdefault(run: Machine, owner: Mapping, key: Value, default: Value, node: cst.CSTNode) -> Value:
    if not isinstance(key, Literal):
        set_entry(run, owner, key, default, node)
        return UNKNOWN
    entry = owner.entries.get(key.value)
    if entry is not None and not may_be_absent(entry):
        return entry
    known = [without_absent(entry)] if entry is not None else []
    value = join([*known, *([owner.rest] if owner.rest is not None else []), default])
    run.state.store(owner.entries, key.value, value)
    return value


def update(run: Machine, owner: Mapping, given: Value, node: cst.CSTNode) -> None:
    """`owner.update(given)`."""
    for option in options(given):
        known = option if isinstance(option, Mapping) else Mapping({}, UNKNOWN)
        if known.rest is not None:
            for key, value in overridden(owner, known.rest).items():
                run.state.store(owner.entries, key, value)
            run.state.store(owner.slots, "rest", join_rest(owner.rest, known.rest))
        for key, value in known.entries.items():
            sure = option is given and not may_be_absent(value)
            set_entry(run, owner, Literal(key), without_absent(value), node, sure)


def copy_mapping(owner: Mapping) -> Mapping:
    """A shallow copy that goes by the same names."""
    twin = Mapping(dict(owner.entries), owner.rest, owner.role)
    twin.handed, twin.node, twin.module, twin.places = owner.handed, owner.node, owner.module, dict(owner.places)
    return twin


def _insert(run: Machine, owner: Sequence, index: Value | None, value: Value) -> None:
    items, rest = owner.items, owner.rest
    place = index.value if isinstance(index, Literal) and isinstance(index.value, int) else None
    if (
        place is not None
        and (rest is None or 0 <= place <= len(items))
        and (place == 0 or not any(map(may_be_absent, items)))
    ):
        longer = list(items)
        longer.insert(place, value)
        run.state.store(owner.slots, "items", tuple(longer))
        return
    run.state.store(owner.slots, "items", ())
    run.state.store(owner.slots, "rest", join([*items, value, *([rest] if rest is not None else [])]))


def sequence_method(run: Machine, owner: Sequence, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of list, tuple or set; None for a name that they do not have."""
    first = arguments.get(0)
    if name in ("append", "add") and first is not None:
        return _extend(run, owner, (first,), None)
    if (name == "extend" and first is not None) or (name == "update" and first is not None):
        known, any_one = elements(run, first, node)
        return _extend(run, owner, known or (), None if known is not None else any_one)
    if name == "insert":
        value = arguments.get(1)
        if value is not None:
            _insert(run, owner, first, value)
        return NONE
    if name in ("pop", "popleft"):
        every = [without_absent(i) for i in owner.items] + ([owner.rest] if owner.rest is not None else [])
        if owner.items and owner.rest is None and not arguments.positional and name == "pop":
            last = owner.items[-1]
            run.state.store(owner.slots, "items", owner.items[:-1])
            return without_absent(last)
        run.state.store(owner.slots, "items", ())
        run.state.store(owner.slots, "rest", join(every) if every else UNKNOWN)
        return join(every) if every else UNKNOWN
    if name in ("remove", "discard", "clear"):
        rest = join([*owner.items, *([owner.rest] if owner.rest is not None else [])]) if owner.items else owner.rest
        run.state.store(owner.slots, "items", ())
        run.state.store(owner.slots, "rest", None if name == "clear" else rest)
        return NONE
    if name == "copy":
        return Sequence(owner.items, owner.rest, owner.kind)
    if name in ("sort", "reverse"):
        every = [*owner.items, *([owner.rest] if owner.rest is not None else [])]
        if name == "reverse" and owner.rest is None:
            run.state.store(owner.slots, "items", owner.items[::-1])
        elif len(every) > 1:
            any_one = join(every)
            run.state.store(owner.slots, "items", tuple(any_one for _ in owner.items))
            run.state.store(owner.slots, "rest", any_one if owner.rest is not None else None)
        return NONE
    if name in ("union", "intersection", "difference", "symmetric_difference"):
        every = [*owner.items, *(item for a in arguments.positional if isinstance(a, Sequence) for item in a.items)]
        return Sequence((), join(every) if every else UNKNOWN, "set")
    if name in ("index", "count", "issubset", "issuperset", "isdisjoint"):
        return UNKNOWN
    if name in ("__next__", "send"):
        return owner.rest or (join(owner.items) if owner.items else UNKNOWN)
    return Text((None,)) if name == "join" else None


def _extend(run: Machine, owner: Sequence, items: tuple[Value, ...], rest: Value | None) -> Value:
    if owner.rest is not None or rest is not None:
        every = [*items, *([owner.rest] if owner.rest is not None else []), *([rest] if rest is not None else [])]
        run.state.store(owner.slots, "rest", join(every))
    elif len(owner.items) + len(items) > 256:
        run.state.store(owner.slots, "rest", join(items))
    else:
        run.state.store(owner.slots, "items", owner.items + items)
    return NONE
