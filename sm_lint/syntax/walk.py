"""Traverses a syntax tree without rebuilding it.

``CSTNode.visit`` recreates every node and recurses. This traversal reads only the fields that hold syntax, uses an
explicit stack, and visits the nodes in the same order. Whitespace, comments and punctuation are never visited.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

import libcst as cst

# In addition to every field whose name begins with "whitespace".
TRIVIA_FIELDS = frozenset(
    {
        "header",
        "footer",
        "leading_lines",
        "lines_after_decorators",
        "leading_whitespace",
        "trailing_whitespace",
        "trailing_comma",
        "comma",
        "semicolon",
        "colon",
        "first_colon",
        "second_colon",
        "equal",
        "dot",
        "relative",
        "lpar",
        "rpar",
        "lbracket",
        "rbracket",
        "lbrace",
        "rbrace",
    }
)

Node = TypeVar("Node", bound=cst.CSTNode)
Getter = Callable[[cst.CSTNode], tuple[Any, ...]]


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The direct children in text order, without trivia."""
    found: list[cst.CSTNode] = []
    getter = _getters[type(node)] or _getter(node)
    if getter is not _nothing:
        _push(found, getter(node))
        found.reverse()
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and all its descendants in preorder, without trivia."""
    return iter(_listed(node))


def _listed(node: cst.CSTNode) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    stack = [node]
    getters = _getters
    while stack:
        node = stack.pop()
        found.append(node)
        getter = getters[type(node)] or _getter(node)
        if getter is not _nothing:
            _push(stack, getter(node))
    return found


def _push(stack: list[Any], values: tuple[Any, ...]) -> None:
    """Push the nodes among the values of some fields, so that the first one is on top."""
    sentinel = cst.MaybeSentinel
    for value in values:
        if value is None:
            continue
        kind = type(value)
        if kind is tuple or kind is list:
            if value:
                stack += value[::-1]
        elif kind is not sentinel:
            stack.append(value)


def _last_child(node: cst.CSTNode) -> cst.CSTNode | None:
    """The last direct child; None if there is none."""
    getter = _getters[type(node)] or _getter(node)
    for value in getter(node):
        kind = type(value)
        if kind is tuple or kind is list:
            if value:
                last: cst.CSTNode = value[-1]
                return last
        elif value is not None and kind is not cst.MaybeSentinel:
            found: cst.CSTNode = value
            return found
    return None


class Preorder:
    """All nodes of a tree, numbered in the order of :func:`walk`; one traversal serves all queries by node type."""

    __slots__ = ("_by_type", "_numbers", "nodes", "tree")

    def __init__(self, tree: cst.Module) -> None:
        self.tree = tree
        self.nodes = _listed(tree)
        by_type: defaultdict[type, list[int]] = defaultdict(list)
        for number, kind in enumerate(map(type, self.nodes)):
            by_type[kind].append(number)
        self._by_type: dict[type, list[int]] = dict(by_type)
        self._numbers: dict[type, dict[int, int]] = {}

    def numbers(self, types: Iterable[type]) -> list[int]:
        """The numbers of the nodes of some exact types, in text order; subclasses are not included."""
        rows = [numbers for kind in types if (numbers := self._by_type.get(kind)) is not None]
        return rows[0] if len(rows) == 1 else sorted(chain.from_iterable(rows))

    def of(self, *types: type[Node]) -> list[Node]:
        """The nodes of some types, in text order."""
        nodes: list[Any] = self.nodes
        return [nodes[number] for number in self.numbers(types)]

    def within(self, extent: range, kind: type[Node]) -> list[Node]:
        """The nodes of a type whose numbers are in a range, in text order."""
        numbers = self._by_type.get(kind, ())
        first = bisect_left(numbers, extent.start)
        nodes: list[Any] = self.nodes
        return [nodes[number] for number in numbers[first : bisect_left(numbers, extent.stop, first)]]

    def extent(self, node: cst.CSTNode) -> range:
        """The numbers of a node and all its descendants."""
        number = self.number(node)
        return range(number, self.end(number))

    def number(self, node: cst.CSTNode) -> int:
        """The number of a node; KeyError for trivia, and for a node that is not part of the tree."""
        kind = type(node)
        numbers = self._numbers.get(kind)
        if numbers is None:
            numbers = self._numbers[kind] = {id(self.nodes[number]): number for number in self._by_type[kind]}
        return numbers[id(node)]

    def end(self, number: int) -> int:
        """The number of the first node after a node and its descendants."""
        nodes = self.nodes
        last = nodes[number]
        while (below := _last_child(last)) is not None:
            last = below
        numbers = self._by_type[type(last)]
        index = bisect_left(numbers, number)
        while nodes[numbers[index]] is not last:
            index += 1
        return numbers[index] + 1


class _Getters(dict[type, "Getter | None"]):
    def __missing__(self, kind: type) -> None:
        return None


# By node type: returns the values of the fields that hold syntax, last field first.
_getters = _Getters()


def _getter(node: cst.CSTNode) -> Getter:
    """Create the getter for the type of `node`; libcst itself provides the fields and their order."""
    names = [name for name in node_fields(node) if name not in TRIVIA_FIELDS and not name.startswith("whitespace")]
    names.reverse()
    getter: Getter
    if not names:
        getter = _nothing
    elif len(names) == 1:
        getter = _only(names[0])
    else:
        getter = attrgetter(*names)
    _getters[type(node)] = getter
    return getter


def _nothing(node: cst.CSTNode) -> tuple[Any, ...]:
    return ()


def _only(name: str) -> Getter:
    get = attrgetter(name)
    return lambda node: (get(node),)


class _FieldOrder(cst.CSTVisitor):
    """Records the fields that a node visits, without descending."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        self.names.append(attribute)

    def on_visit(self, node: cst.CSTNode) -> bool:
        return False


def node_fields(node: cst.CSTNode) -> list[str]:
    """The names of the fields of `node` that hold nodes, in text order, trivia included."""
    order = _FieldOrder()
    # All fields are visited before the node is copied, and only the copy can fail: that of an import with 1,000 dots
    # does.
    with suppress(Exception):
        node._visit_and_replace_children(order)  # noqa: SLF001 - `children` gives no field names
    # The one field that libcst silently skips if it is empty.
    if hasattr(node, "format_spec") and "format_spec" not in order.names:
        order.names.append("format_spec")
    return order.names
