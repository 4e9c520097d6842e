"""Methods of dictionaries, lists, tuples and sets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import libcst as cst

from sm_lint.flow.domain.lattice import join, may_be_absent, options, without_absent
from sm_lint.flow.domain.values import ABSENT, NONE, UNKNOWN, Arguments, Constant, DictValue, ListValue, Text, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.binding import set_entry, without_hyperparameters
from sm_lint.flow.operations.iteration import elements, items_of, keys_of, values_of
from sm_lint.flow.operations.lazy import Lazy
from sm_lint.flow.operations.operators import join_rest, overridden
from sm_lint.flow.operations.subscripts import mapping_item

_VIEWS = {"items": items_of, "keys": keys_of, "values": values_of}


def mapping_method(vm: Machine, owner: DictValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of dict; None for a name that dict does not have."""
    first = arguments.get(0, "key")
    if name == "get" and first is not None:
        default = arguments.get(1, "default") or NONE
        return join([mapping_item(vm, owner, key, node, default=default) for key in options(first)])
    if name == "__getitem__" and first is not None:
        return join([mapping_item(vm, owner, key, node) for key in options(first)])
    if name == "setdefault" and first is not None:
        return _setdefault(vm, owner, first, arguments.get(1, "default") or NONE, node)
    if name == "pop" and first is not None:
        value = mapping_item(vm, owner, first, node, default=arguments.get(1))
        if isinstance(first, Constant) and first.value in owner.entries:
            vm.state.store(owner.entries, first.value, ABSENT)
        return value
    if name == "update":
        for given in [*arguments.positional, *arguments.spread]:
            update(vm, owner, given, node)
        for key, value in arguments.keywords.items():
            set_entry(vm, owner, Constant(key), value, node)
        return NONE
    if name in _VIEWS:
        return Lazy(vm, _VIEWS[name](owner), (owner,), partial(_VIEWS[name], owner), exact=True)
    if name == "copy":
        return copy_mapping(owner)
    if name == "clear":
        for key in list(owner.entries):
            vm.state.store(owner.entries, key, ABSENT)
        vm.state.store(owner.slots, "rest", None)
        return NONE
    return None


def _setdefault(vm: Machine, owner: DictValue, key: Value, default: Value, node: cst.CSTNode) -> Value:
    if not isinstance(key, Constant):
        set_entry(vm, owner, key, default, node)
        return UNKNOWN
    entry = owner.entries.get(key.value)
    if entry is not None and not may_be_absent(entry):
        return entry
    known = [without_absent(entry)] if entry is not None else []
    value = join([*known, *([owner.rest] if owner.rest is not None else []), default])
    vm.state.store(owner.entries, key.value, value)
    return value


def update(vm: Machine, owner: DictValue, given: Value, node: cst.CSTNode) -> None:
    """`owner.update(given)`."""
    for option in options(given):
        known = option if isinstance(option, DictValue) else DictValue({}, UNKNOWN)
        if known.rest is not None:
            without_hyperparameters(owner)
            for key, value in overridden(owner, known.rest).items():
                vm.state.store(owner.entries, key, value)
            vm.state.store(owner.slots, "rest", join_rest(owner.rest, known.rest))
        for key, value in known.entries.items():
            sure = option is given and not may_be_absent(value)
            set_entry(vm, owner, Constant(key), without_absent(value), node, sure)


def copy_mapping(owner: DictValue) -> DictValue:
    """A shallow copy with the same names."""
    twin = DictValue(dict(owner.entries), owner.rest, owner.role)
    twin.handed, twin.node, twin.module, twin.places = owner.handed, owner.node, owner.module, dict(owner.places)
    return twin


def _insert(vm: Machine, owner: ListValue, index: Value | None, value: Value) -> None:
    items, rest = owner.items, owner.rest
    place = index.value if isinstance(index, Constant) and isinstance(index.value, int) else None
    if (
        place is not None
        and (rest is None or 0 <= place <= len(items))
        and (place == 0 or not any(map(may_be_absent, items)))
    ):
        longer = list(items)
        longer.insert(place, value)
        vm.state.store(owner.slots, "items", tuple(longer))
        return
    vm.state.store(owner.slots, "items", ())
    vm.state.store(owner.slots, "rest", join([*items, value, *([rest] if rest is not None else [])]))


def sequence_method(vm: Machine, owner: ListValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """A method of list, tuple or set; None if they have no such method."""
    handler = _SEQUENCE_METHODS.get(name)
    return handler(vm, owner, arguments, node) if handler is not None else None


def _inside(owner: ListValue) -> list[Value]:
    """The items, and the value of any further one."""
    return [*owner.items, *([owner.rest] if owner.rest is not None else [])]


def _append(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    first = arguments.get(0)
    return _extend(vm, owner, (first,), None) if first is not None else None


def _extend_by(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    first = arguments.get(0)
    if first is None:
        return None
    known, any_one = elements(vm, first, node)
    return _extend(vm, owner, known or (), None if known is not None else any_one)


def _insert_at(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(1)
    if value is not None:
        _insert(vm, owner, arguments.get(0), value)
    return NONE


def _pop(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    if owner.items and owner.rest is None and not arguments.positional:
        last = owner.items[-1]
        vm.state.store(owner.slots, "items", owner.items[:-1])
        return without_absent(last)
    return _pop_any(vm, owner, arguments, node)


def _pop_any(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    every = [without_absent(item) for item in owner.items] + ([owner.rest] if owner.rest is not None else [])
    any_one = join(every) if every else UNKNOWN
    vm.state.store(owner.slots, "items", ())
    vm.state.store(owner.slots, "rest", any_one)
    return any_one


def _remove(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    rest = join(_inside(owner)) if owner.items else owner.rest
    vm.state.store(owner.slots, "items", ())
    vm.state.store(owner.slots, "rest", rest)
    return NONE


def _clear(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    vm.state.store(owner.slots, "items", ())
    vm.state.store(owner.slots, "rest", None)
    return NONE


def _copy(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ListValue(owner.items, owner.rest, owner.kind)


def _sort(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    every = _inside(owner)
    if len(every) > 1:
        any_one = join(every)
        vm.state.store(owner.slots, "items", tuple(any_one for _ in owner.items))
        vm.state.store(owner.slots, "rest", any_one if owner.rest is not None else None)
    return NONE


def _reverse(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    if owner.rest is not None:
        return _sort(vm, owner, arguments, node)
    vm.state.store(owner.slots, "items", owner.items[::-1])
    return NONE


def _combine(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    every = [*owner.items, *(item for a in arguments.positional if isinstance(a, ListValue) for item in a.items)]
    return ListValue((), join(every) if every else UNKNOWN, "set")


def _count(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    return UNKNOWN


def _next(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    return owner.rest or (join(owner.items) if owner.items else UNKNOWN)


def _joined(vm: Machine, owner: ListValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    return Text((None,))


_SEQUENCE_METHODS: dict[str, Callable[[Machine, ListValue, Arguments, cst.CSTNode], Value | None]] = {
    **dict.fromkeys(("append", "add"), _append),
    **dict.fromkeys(("extend", "update"), _extend_by),
    "insert": _insert_at,
    "pop": _pop,
    "popleft": _pop_any,
    **dict.fromkeys(("remove", "discard"), _remove),
    "clear": _clear,
    "copy": _copy,
    "sort": _sort,
    "reverse": _reverse,
    **dict.fromkeys(("union", "intersection", "difference", "symmetric_difference"), _combine),
    **dict.fromkeys(("index", "count", "issubset", "issuperset", "isdisjoint"), _count),
    **dict.fromkeys(("__next__", "send"), _next),
    "join": _joined,
}


def _extend(vm: Machine, owner: ListValue, items: tuple[Value, ...], rest: Value | None) -> Value:
    if owner.rest is not None or rest is not None:
        every = [*items, *([owner.rest] if owner.rest is not None else []), *([rest] if rest is not None else [])]
        vm.state.store(owner.slots, "rest", join(every))
    elif len(owner.items) + len(items) > 256:
        vm.state.store(owner.slots, "rest", join(items))
    else:
        vm.state.store(owner.slots, "items", owner.items + items)
    return NONE
