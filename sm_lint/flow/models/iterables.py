"""Builtins and library functions that convert iterables: list, sorted, zip, map, itertools.chain."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import libcst as cst

from sm_lint.flow.domain.lattice import join, options
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.text import is_textual
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, ListValue, Opaque, Value
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.iteration import elements, front
from sm_lint.flow.operations.lazy import draw, lazily
from sm_lint.flow.operations.pipeline_variables import note_variable

MAX_RANGE = 64
Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _collection(kind: str) -> Semantic:
    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        value = arguments.get(0, "iterable")
        if value is None:
            return ListValue((), None, kind)
        value = draw(vm, value)
        known, any_one = elements(vm, value, node)
        if isinstance(value, ListValue) and known is None:
            return ListValue(value.items, value.rest, kind)
        return ListValue(known, None, kind) if known is not None else ListValue((), any_one, kind)

    return function


def _sorted(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0, "iterable") or UNKNOWN
    known, any_one = elements(vm, value, node)
    if known is None:
        return ListValue((), any_one, "list")
    if all(isinstance(item, Constant) and isinstance(item.value, str) for item in known) and not arguments.keywords:
        return ListValue(tuple(sorted(known, key=lambda item: item.value)), None, "list")  # type: ignore[attr-defined] # all are literals
    return ListValue(tuple(any_one for _ in known), None, "list")


def _reversed(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(vm, arguments.get(0) or UNKNOWN, node)
    return ListValue(known[::-1], None, "list") if known is not None else ListValue((), any_one, "list")


def _range(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    for value in arguments.positional:
        note_variable(vm, value, node, "range()")
    numbers = [a.value for a in arguments.positional if isinstance(a, Constant) and isinstance(a.value, int)]
    if len(numbers) == len(arguments.positional) and numbers:
        try:
            values = range(*numbers[:3])
            short = len(values) <= MAX_RANGE
        except (ValueError, TypeError, OverflowError):
            return ListValue((), UNKNOWN, "list")
        if short:
            return ListValue(tuple(Constant(number) for number in values), None, "list")
    return ListValue((), UNKNOWN, "list")


def _enumerate(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(vm, arguments.get(0, "iterable") or UNKNOWN, node)
    start = arguments.get(1, "start")
    first = start.value if isinstance(start, Constant) and isinstance(start.value, int) else 0
    if known is None:
        return ListValue((), ListValue((UNKNOWN, any_one), None, "tuple"), "list")
    return ListValue(
        tuple(ListValue((Constant(first + i), item), None, "tuple") for i, item in enumerate(known)), None, "list"
    )


def _zip(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    rows = [elements(vm, value, node) for value in arguments.positional]
    if rows and all(known is not None for known, _ in rows):
        columns = [known for known, _ in rows if known is not None]
        return ListValue(tuple(ListValue(tuple(row), None, "tuple") for row in zip(*columns)), None, "list")
    return ListValue((), ListValue(tuple(any_one for _, any_one in rows), None, "tuple"), "list")


def _filter(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(vm, arguments.get(1) or UNKNOWN, node)
    function = arguments.get(0)
    if function is not None and not (isinstance(function, Constant) and function.value is None):
        for item in known if known is not None else (any_one,):  # not all of them need be consumed
            vm.maybe(partial(vm.call, function, Arguments([item], {}), node))
    return ListValue((), any_one, "list")


def _map(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    function = arguments.get(0) or UNKNOWN
    known, any_one = elements(vm, arguments.get(1) or UNKNOWN, node)
    if known is not None:
        return ListValue(tuple(vm.call(function, Arguments([item], {}), node) for item in known), None, "list")
    with vm.recorder.maybe():
        return ListValue((), vm.call(function, Arguments([any_one], {}), node), "list")


def _any_of(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """next(), random.choice(): some element, or the default."""
    value = arguments.get(0) or UNKNOWN
    known, any_one = elements(vm, value, node)
    found = any_one if known is None else join(known) if known else UNKNOWN
    default = arguments.get(1, "default")
    return found if default is None else join([found, default])


def _extreme(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """max(), min(): some element, or one of several arguments."""
    if len(arguments.positional) > 1 or arguments.open:
        return join([*arguments.positional, *([UNKNOWN] if arguments.open else [])])
    return _any_of(vm, Arguments(arguments.positional, arguments.keywords), node)


def _chain(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    items: list[Value] = []
    rests: list[Value] = []
    for value in arguments.positional:
        value = draw(vm, value)
        known, any_one = elements(vm, value, node)
        added, more = (known, None) if known is not None else front(value, any_one)
        if rests:  # their indices are unknown
            rests += added
        else:
            items += added
        rests += [more] if more is not None else []
    return ListValue(tuple(items), join(rests) if rests else None, "list")


def _chain_of(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """itertools.chain.from_iterable()."""
    known, any_one = elements(vm, arguments.get(0, "iterable") or UNKNOWN, node)
    if known is not None:
        return _chain(vm, Arguments(list(known), {}), node)
    return ListValue((), elements(vm, any_one, node)[1], "list")


def _shuffled(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """random.sample(): some of the elements in any order."""
    return ListValue((), elements(vm, arguments.get(0) or UNKNOWN, node)[1], "list")


def _chosen(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """numpy.random.choice(): an element, or several if a size is given."""
    several = arguments.get(1, "size") is not None
    return (_shuffled if several else _any_of)(vm, Arguments(arguments.positional[:1], {}), node)


def _parted(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """train_test_split(): each argument in two parts; data that is not a list is unchanged."""
    parts: list[Value] = []
    for value in arguments.positional:
        part = _shuffled(vm, Arguments([value], {}), node) if isinstance(value, ListValue) else value
        parts += [part, part]
    return ListValue(tuple(parts), UNKNOWN if arguments.open else None, "list")


def _array(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """numpy.array(): for names the list; for numbers nothing of interest."""
    value = draw(vm, arguments.get(0) or UNKNOWN)
    if isinstance(value, ListValue) and any(is_textual(one) for one in options(elements(vm, value, node)[1])):
        return ListValue(value.items, value.rest, "list")
    return Opaque(Named("numpy.array"), vm.record("numpy.array", arguments, node))


def _first(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(0) or UNKNOWN


FUNCTIONS: dict[str, Semantic] = {
    "builtins.list": _collection("list"),
    "builtins.tuple": _collection("tuple"),
    "builtins.set": _collection("set"),
    "builtins.frozenset": _collection("set"),
    "builtins.sorted": _sorted,
    "natsort.natsorted": _sorted,
    "builtins.reversed": lazily(_reversed),
    "builtins.range": _range,
    "builtins.enumerate": lazily(_enumerate),
    "builtins.zip": lazily(_zip),
    "builtins.map": lazily(_map, exact=False),
    "builtins.filter": lazily(_filter, exact=False),
    "builtins.next": _any_of,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "random.choice": _any_of,
    "random.sample": _shuffled,
    "random.choices": _shuffled,
    "numpy.random.choice": _chosen,
    "numpy.random.permutation": _shuffled,
    "numpy.array": _array,
    "numpy.asarray": _array,
    "sklearn.model_selection.train_test_split": _parted,
    "builtins.iter": _first,
    "itertools.chain": lazily(_chain),
    "itertools.chain.from_iterable": _chain_of,
    "tqdm.tqdm": _first,
    "tqdm.auto.tqdm": _first,
    "tqdm.notebook.tqdm": _first,
    "tqdm.trange": _range,
}
