"""Walking a syntax tree without rebuilding it, and calling visitors on the way.

``CSTNode.visit`` makes every node anew and recurses; this walk looks only at the fields that hold syntax, keeps its own
stack, and meets the nodes in the same order. Whitespace, comments and punctuation are never met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import libcst as cst

# Together with every field whose name begins with "whitespace".
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

Getter = Callable[[cst.CSTNode], tuple[Any, ...]]


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Direct children in the order of the text, without trivia."""
    found: list[cst.CSTNode] = []
    _push(found, _getters[type(node)] or _getter(node), node)
    found.reverse()
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and everything below it, parents first, in the order of the text, without trivia."""
    stack = [node]
    getters = _getters
    while stack:
        node = stack.pop()
        yield node
        getter = getters[type(node)] or _getter(node)
        if getter is not _nothing:
            _push(stack, getter, node)


def _push(stack: list[Any], getter: Getter, node: cst.CSTNode) -> None:
    """Put the children of `node` on the stack, the first of them on top."""
    sentinel = cst.MaybeSentinel
    for value in getter(node):
        if value is None:
            continue
        kind = type(value)
        if kind is tuple or kind is list:
            stack += value[::-1]
        elif kind is not sentinel:
            stack.append(value)


class _Getters(dict[type, "Getter | None"]):
    def __missing__(self, kind: type) -> None:
        return None


# By node type: gives the values of the fields that hold syntax, last field first.
_getters = _Getters()


def _getter(node: cst.CSTNode) -> Getter:
    """Make the getter for the type of `node`; libcst itself is asked for the fields and their order."""
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
    """Notes the fields that a node would visit, and goes no deeper."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        self.names.append(attribute)

    def on_visit(self, node: cst.CSTNode) -> bool:
        return False


def node_fields(node: cst.CSTNode) -> list[str]:
    """Names of the fields of `node` that hold nodes, in the order of the text, trivia included."""
    order = _FieldOrder()
    # All fields are visited before a copy of the node is made, and only that can fail: an import of 1,000 dots does.
    with suppress(Exception):
        node._visit_and_replace_children(order)  # noqa: SLF001 - `children` would give the nodes without their fields
    # The one field that libcst passes over without a word where it is empty.
    if hasattr(node, "format_spec") and "format_spec" not in order.names:
        order.names.append("format_spec")
    return order.names


Method = Callable[[Any], Any]
OnError = Callable[[cst.CSTVisitor, Exception], None]

# Node types that the walk never meets.
TRIVIA_TYPES = frozenset(
    {
        "AssignEqual",
        "BaseParenthesizableWhitespace",
        "Colon",
        "Comma",
        "Comment",
        "Dot",
        "EmptyLine",
        "LeftCurlyBrace",
        "LeftParen",
        "LeftSquareBracket",
        "Newline",
        "ParenthesizedWhitespace",
        "RightCurlyBrace",
        "RightParen",
        "RightSquareBracket",
        "Semicolon",
        "SimpleWhitespace",
        "TrailingWhitespace",
    }
)


@cache
def visitor_methods(kind: type[cst.CSTVisitor]) -> tuple[tuple[str, str, str], ...]:
    """The methods of a visitor class that a :class:`Dispatcher` calls, as (``visit`` or ``leave``, node type, method).

    Raises:
        TypeError: a method is named after no node type, after trivia, or after a field (``visit_Call_args``): it would
            never be called.
    """
    found = {}
    for base in reversed(kind.__mro__[: kind.__mro__.index(cst.CSTVisitor)]):
        for method in vars(base):
            phase, _, node_type = method.partition("_")
            if phase not in ("visit", "leave") or not node_type[:1].isupper():
                continue
            if not _is_met(node_type):
                raise TypeError(f"{kind.__qualname__}.{method} is never called: the walk meets no {node_type}")
            found[method] = (phase, node_type, method)
    return tuple(found.values())


def _is_met(node_type: str) -> bool:
    kind = getattr(cst, node_type, None)
    return isinstance(kind, type) and issubclass(kind, cst.CSTNode) and node_type not in TRIVIA_TYPES


class _Entry(NamedTuple):
    """What happens at a node of one type; a handler is (number of the visitor, bound method)."""

    getter: Getter
    visit: tuple[tuple[int, Method], ...]
    leave: tuple[tuple[int, Method], ...]


class _Leaving:
    """Lies on the stack below the children of `node`; `asleep` are visitors that did not want to see them."""

    __slots__ = ("asleep", "entry", "node")

    def __init__(self, node: cst.CSTNode, entry: _Entry, asleep: Sequence[int]) -> None:
        self.node = node
        self.entry = entry
        self.asleep = asleep


class Dispatcher:
    """Calls the ``visit_*`` and ``leave_*`` methods of many visitors in one walk.

    Built once and used for many trees. As with ``CSTNode.visit``, a visitor whose ``visit_X`` returns False is not called
    for the nodes below that node, while ``leave_X`` of the node itself is called; the other visitors see them all the
    same. Trivia is not visited, ``on_visit``, ``on_leave`` and methods named after fields are not called.
    """

    def __init__(self, visitors: Sequence[cst.CSTVisitor]) -> None:
        """Collect the methods of the visitors; TypeError where a method could never be called."""
        self._visitors = tuple(visitors)
        self._handlers: dict[tuple[str, str], list[tuple[int, Method]]] = {}
        for number, visitor in enumerate(self._visitors):
            for phase, node_type, method in visitor_methods(type(visitor)):
                self._handlers.setdefault((phase, node_type), []).append((number, getattr(visitor, method)))
        self._entries: dict[type, _Entry] = {}

    def run(self, tree: cst.CSTNode, on_error: OnError) -> None:
        """Walk a tree and call the visitors, each node's in the order in which the visitors were given.

        A visitor that raises is handed to `on_error` together with its exception and is not called again during this run.
        """
        entries = self._entries
        run = _Run(self._visitors, on_error)
        stack: list[Any] = [tree]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is _Leaving:
                run.wake(node.asleep)
                run.call(node.entry.leave, node.node)
                continue
            entry = entries.get(kind) or self._entry(node)
            getter, visit, leave = entry
            asleep = run.call(visit, node) if visit else ()
            if leave or asleep:
                stack.append(_Leaving(node, entry, asleep))
            if getter is not _nothing:
                _push(stack, getter, node)

    def _entry(self, node: cst.CSTNode) -> _Entry:
        kind = type(node)
        visit, leave = (tuple(self._handlers.get((phase, kind.__name__), ())) for phase in ("visit", "leave"))
        entry = self._entries[kind] = _Entry(_getters[kind] or _getter(node), visit, leave)
        return entry


class _Run:
    """Which visitors are called during one walk.

    `silent` are those that raised or returned False from the ``visit_`` method of a node around the present one.
    """

    def __init__(self, visitors: Sequence[cst.CSTVisitor], on_error: OnError) -> None:
        self._visitors = visitors
        self._on_error = on_error
        self._silent: set[int] = set()

    def call(self, handlers: Sequence[tuple[int, Method]], node: cst.CSTNode) -> Sequence[int]:
        """Call the handlers of the visitors that are awake; returns the visitors that want no more until the node's end."""
        asleep: list[int] = []
        for number, method in handlers:
            if number in self._silent:
                continue
            try:
                if method(node) is False:
                    asleep.append(number)
            except Exception as failure:  # noqa: BLE001 - a broken rule must not end the run
                self._silent.add(number)
                self._on_error(self._visitors[number], failure)
        self._silent.update(asleep)
        return asleep

    def wake(self, visitors: Sequence[int]) -> None:
        """Call these visitors again from now on; a visitor that raised is never among them."""
        self._silent.difference_update(visitors)
