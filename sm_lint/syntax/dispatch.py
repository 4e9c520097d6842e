"""Calling many visitors in one go over a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import libcst as cst

from sm_lint.syntax.walk import Preorder

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


class _Handlers(NamedTuple):
    """What is called at a node of one type, as (number of the visitor, bound method)."""

    visit: list[tuple[int, Method]]
    leave: list[tuple[int, Method]]


class _Leaving(NamedTuple):
    """A node whose end is waited for, that is the node of number `end`; `asleep` do not want to see what is below it."""

    end: int
    node: cst.CSTNode
    leave: Sequence[tuple[int, Method]]
    asleep: Sequence[int]


class Dispatcher:
    """Calls the ``visit_*`` and ``leave_*`` methods of many visitors, and meets only nodes for which there are some.

    Built once and used for many trees. As with ``CSTNode.visit``, a visitor whose ``visit_X`` returns False is not called
    for the nodes below that node, while ``leave_X`` of the node itself is called; the other visitors see them all the
    same. Trivia is not visited, ``on_visit``, ``on_leave`` and methods named after fields are not called.
    """

    def __init__(self, visitors: Sequence[cst.CSTVisitor]) -> None:
        """Collect the methods of the visitors; TypeError where a method could never be called."""
        self._visitors = tuple(visitors)
        self._parts: dict[tuple[cst.CSTVisitor, ...], Dispatcher] = {}
        self._handlers: dict[type, _Handlers] = {}
        for number, visitor in enumerate(self._visitors):
            for phase, node_type, method in visitor_methods(type(visitor)):
                handlers = self._handlers.setdefault(getattr(cst, node_type), _Handlers([], []))
                rows = handlers.visit if phase == "visit" else handlers.leave
                rows.append((number, getattr(visitor, method)))

    @property
    def node_types(self) -> Collection[type]:
        """The types of the nodes for which there are methods."""
        return self._handlers.keys()

    def among(self, visitors: Iterable[cst.CSTVisitor]) -> Dispatcher:
        """The dispatcher of some of these visitors; made when it is first asked for."""
        chosen = tuple(visitor for visitor in visitors if visitor_methods(type(visitor)))
        if chosen not in self._parts:
            self._parts[chosen] = Dispatcher(chosen)
        return self._parts[chosen]

    def run(self, order: Preorder, on_error: OnError) -> None:
        """Call the visitors for the nodes of a tree, each node's in the order in which the visitors were given.

        A visitor that raises is handed to `on_error` together with its exception and is not called again during this run.
        """
        handlers = self._handlers
        nodes = order.nodes
        run = _Run(self._visitors, on_error)
        waiting: list[_Leaving] = []
        for number in order.numbers(handlers):
            while waiting and waiting[-1].end <= number:
                run.leave(waiting.pop())
            node = nodes[number]
            visit, leave = handlers[type(node)]
            asleep = run.call(visit, node)
            if leave or asleep:
                waiting.append(_Leaving(order.end(number), node, leave, asleep))
        while waiting:
            run.leave(waiting.pop())


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
        silent = self._silent
        for number, method in handlers:
            if number in silent:
                continue
            try:
                if method(node) is False:
                    asleep.append(number)
            except Exception as failure:  # noqa: BLE001 - a broken rule must not end the run
                silent.add(number)
                self._on_error(self._visitors[number], failure)
        if asleep:
            silent.update(asleep)
        return asleep

    def leave(self, left: _Leaving) -> None:
        """Come to the end of a node: who slept is called again; a visitor that raised is never among them."""
        self._silent.difference_update(left.asleep)
        self.call(left.leave, left.node)
