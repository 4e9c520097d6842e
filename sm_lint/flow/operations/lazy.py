"""Lazy iterables, which read their collections only when consumed: views, zip, map, generators.

The elements are computed when the iterable is created, and again if a source has changed when it is consumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from sm_lint.flow.domain.lattice import join, options
from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.project import Instance, Scope
from sm_lint.flow.domain.values import UNKNOWN, Arguments, DictValue, ListValue, Value
from sm_lint.flow.machine.machine import Machine

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]
Names = list[tuple[Table[Value], str, Value]]


class Lazy(ListValue):
    """The elements of an iterable that is consumed later.

    Attributes:
        sources: the collections that it reads.
        names: the names that its code looks up, with their values.
        again: computes the elements again.
        exact: whether each element is computed as it will be on consumption; otherwise code runs that may take another
            path.
    """

    __slots__ = ("again", "exact", "names", "sources", "stamp")

    def __init__(
        self,
        vm: Machine,
        given: ListValue,
        sources: tuple[Value, ...],
        again: Callable[[], Value],
        exact: bool,
        names: Names | None = None,
    ) -> None:
        super().__init__(given.items, given.rest, given.kind)
        self.node = given.node
        self.module = given.module
        self.sources = sources
        self.names = names or []
        self.again = again
        self.exact = exact
        self.stamp = vm.state.stamp


def sources_of(values: Iterable[Value]) -> tuple[Value, ...]:
    """The mutable collections that these values are, or read when consumed."""
    found: list[Value] = []
    for value in values:
        for option in options(value):
            if type(option) is Lazy:
                found += option.sources
            elif type(option) in (DictValue, Instance) or (type(option) is ListValue and option.kind != "tuple"):
                found.append(option)
    return tuple(found)


def has_changed(vm: Machine, value: Value, since: int) -> bool:
    """Whether an iterable has changed since the state had this stamp, so that its elements differ."""
    if vm.state.stamp == since:
        return False
    if any(table.version > since for source in sources_of((value,)) for table in _tables(source)):
        return True
    return any(
        table.get(name) is not old
        for option in options(value)
        if isinstance(option, Lazy)
        for table, name, old in option.names
    )


def _tables(value: Value) -> Iterator[Table[Value]]:
    if isinstance(value, ListValue | DictValue):
        yield value.slots
    if isinstance(value, DictValue):
        yield value.entries
    if isinstance(value, Instance):
        yield value.attributes


def draw(vm: Machine, value: Value) -> Value:
    """The elements of an iterable that is consumed now."""
    if not isinstance(value, Lazy) or not has_changed(vm, value, value.stamp):
        return value
    if value.exact:
        return value.again()
    found = vm.maybe(value.again)[0]
    rows = [*value.items, *([value.rest] if value.rest is not None else [])]
    if isinstance(found, ListValue):
        rows += [*found.items, *([found.rest] if found.rest is not None else [])]
    else:
        rows.append(UNKNOWN)
    return ListValue((), join(rows) if rows else UNKNOWN, value.kind)


def lazily(semantic: Semantic, exact: bool = True) -> Semantic:
    """A function whose result reads its arguments when it is consumed."""

    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        result = semantic(vm, arguments, node)
        sources = sources_of(arguments.everything())
        if not sources or not isinstance(result, ListValue):
            return result
        return Lazy(vm, result, sources, lambda: semantic(vm, arguments, node), exact)

    return function


def names_read(vm: Machine, node: cst.CSTNode, scope: Scope) -> Names:
    """The names that code looks up in a scope and its parents, with their current values."""
    order = scope.module.order
    found: Names = []
    for word in {name.value for name in order.within(order.extent(node), cst.Name)}:
        around: Scope | None = scope
        while around is not None:
            value = around.names.get(word)
            if value is not None:
                found.append((around.names, word, value))
                break
            around = around.outer
    return found
