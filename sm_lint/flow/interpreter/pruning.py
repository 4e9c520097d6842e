"""Finds functions that cannot have effects; if nothing calls them, they need not be run.

Most code that nothing calls only computes something, and running it costs as much as running relevant code. Names show
which it is: a function records no fact if it mentions no library call that reads, writes or probes, nothing imported
from the project, no path, and no function that does.
"""

from __future__ import annotations

import builtins
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any

import libcst as cst

from sm_lint.flow.domain.lattice import parts
from sm_lint.flow.domain.project import ClassValue, Function
from sm_lint.flow.domain.text import has_slash
from sm_lint.flow.domain.values import (
    Alternatives,
    Constant,
    DictValue,
    External,
    ListValue,
    Opaque,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.calls import FUNCTIONS as CALLS
from sm_lint.flow.models.os import FUNCTIONS as OS
from sm_lint.flow.models.shell import FUNCTIONS as SHELL
from sm_lint.syntax.walk import Preorder

# Names that do not identify a callee, because many types have them.
_COMMON = frozenset(
    name for kind in (builtins, str, bytes, dict, list, set) for name in dir(kind) if not name.startswith("__")
) - {"open", "exec", "eval", "exit", "quit"}  # fmt: skip
_ALWAYS = frozenset(("environ", "argv", "open", "exec", "eval", "exit", "add_argument", "parse_args", "__import__"))
_PATHS_ALONE = frozenset(
    f"os.path.{name}"
    for name in ("join", "dirname", "basename", "split", "splitext", "abspath", "normpath", "isabs", "relpath")
)
_PATH_METHODS = frozenset(("iterdir", "rglob", "walk", "touch", "unlink", "read_text", "write_text", "write_bytes"))
MAX_NESTING = 3  # nesting of module-level collections that are searched; a list may contain itself


@cache
def _telling(touching: frozenset[str]) -> frozenset[str]:
    """Words that must occur in calls of the library: the last part of a name, or the last two if that one is common."""
    found = set(_ALWAYS | _PATH_METHODS)
    for name in (*touching, *((OS.keys() | CALLS.keys() | SHELL.keys()) - _PATHS_ALONE)):
        words = name.split(".")
        if words[-1] not in _COMMON:
            found.add(words[-1])
        elif len(words) > 1:
            found.add(".".join(words[-2:]))
    return frozenset(found)


@cache
def _dotted(telling: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in telling if "." in word)


def prunable_functions(vm: Machine) -> frozenset[int]:
    """The ids of the nodes of entry-script functions without effects."""
    order = vm.entry.order
    telling = _telling(vm.library.touching)
    own = frozenset(name for name, value in vm.frames[0].scope.names.items() if _may_touch(vm, value, telling))
    busy = {*telling, *own}
    places = _places(order, _dotted(telling).union(word for word in own if "." in word))
    left: dict[int, tuple[Function, set[str]]] = {}
    for function in vm.defined:
        if function.scope.module is vm.entry and id(function.node) not in vm.calls.called:
            extent = order.extent(function.node)
            if bisect_left(places, extent.start) < bisect_left(places, extent.stop):
                busy.update(_names(function))
            else:
                left[id(function.node)] = function, {name.value for name in order.within(extent, cst.Name)}
    grown = True
    while grown:
        grown = False
        for key, (function, words) in list(left.items()):
            if not words.isdisjoint(busy):
                del left[key]
                busy.update(_names(function))
                grown = True
    return frozenset(left)


def _names(function: Function) -> Iterator[str]:
    """The names that lead to a function."""
    yield function.name
    if isinstance(function.owner, ClassValue):
        yield function.owner.name


def _places(order: Preorder, dotted: frozenset[str]) -> list[int]:
    """The numbers of nodes that imply an effect: an import, a text that may be a path, one of some dotted names."""
    nodes: list[Any] = order.nodes
    found = [*order.numbers((cst.Import, cst.ImportFrom))]
    texts = [n for n in order.numbers((cst.SimpleString, cst.FormattedStringText)) if "/" in nodes[n].value]
    if texts:
        alone = {id(statement.value) for statement in order.of(cst.Expr)}
        found += [number for number in texts if id(nodes[number]) not in alone]
    tails = {word.rpartition(".")[2] for word in dotted}
    for number in order.numbers((cst.Attribute,)):
        node = nodes[number]
        if node.attr.value not in tails or type(node.value) is not cst.Name:
            continue
        if f"{node.value.value}.{node.attr.value}" in dotted:
            found.append(number)
    return sorted(found)


def _may_touch(vm: Machine, value: Value, telling: frozenset[str], depth: int = 0) -> bool:
    """Whether a module-level value may be a path, the environment, or from another module of the project."""
    if type(value) is Constant or type(value) is Text:
        return has_slash(value)
    if type(value) is Unknown or type(value) is Opaque:
        return False
    if type(value) is External:
        owner, _, last = value.name.rpartition(".")
        return last in telling or f"{owner.rpartition('.')[2]}.{last}" in telling
    if type(value) is Function or type(value) is ClassValue:
        return value.scope.module is not vm.entry or id(value.node) in vm.calls.called
    if isinstance(value, Alternatives | ListValue | DictValue):
        return depth > MAX_NESTING or any(_may_touch(vm, part, telling, depth + 1) for part in parts(value))
    return True
