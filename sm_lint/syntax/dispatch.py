"""Calls many visitors in one traversal of a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

import libcst as cst

from sm_lint.syntax.walk import Preorder

Method = Callable[[Any, Any], Any]
OnError = Callable[[cst.CSTVisitor, Exception], None]

# Node types that the traversal never visits.
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
        TypeError: a method is named after an unknown node type, trivia, or a field (``visit_Call_args``), and would
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
    """The methods to call for a node type, as (index of the visitor, method)."""

    visit: list[tuple[int, Method]]
    leave: list[tuple[int, Method]]


class _Leaving(NamedTuple):
    """A node whose end comes before the node with index `end`. `asleep` are the visitors that skip its children."""

    end: int
    node: cst.CSTNode
    leave: Sequence[tuple[int, Method]]
    asleep: Sequence[int]


class Anchored(Protocol):
    """A fact that is anchored at a node."""

    @property
    def node(self) -> cst.CSTNode:
        """The node."""


class Dispatcher:
    """Calls the ``visit_*`` and ``leave_*`` methods of many visitors, and visits only nodes for which there are some.

    It is built once for some visitor classes and used with new instances for each tree. As with ``CSTNode.visit``, a
    visitor whose ``visit_X`` returns False is not called for the children of that node, but its ``leave_X`` for the
    node itself is; other visitors are not affected. Trivia is not visited; ``on_visit``, ``on_leave`` and methods named
    after fields are not called.

    Facts can be visited too: a visitor's hook for the type of a fact is called after ``visit_X`` of the fact's node.

    Args:
        kinds: the visitor classes.
        hooks: types of facts, by the name of the method that takes them.

    Raises:
        TypeError: a method could never be called.
    """

    def __init__(self, kinds: Sequence[type[cst.CSTVisitor]], hooks: Mapping[str, type] | None = None) -> None:
        self._handlers: dict[type, _Handlers] = {}
        self._hooks: dict[type, list[tuple[int, Method]]] = {}
        for number, kind in enumerate(kinds):
            for phase, node_type, method in visitor_methods(kind):
                handlers = self._handlers.setdefault(getattr(cst, node_type), _Handlers([], []))
                rows = handlers.visit if phase == "visit" else handlers.leave
                rows.append((number, getattr(kind, method)))
            for method, type_ in (hooks or {}).items():
                hook = getattr(kind, method, None)
                if hook is not None:
                    self._hooks.setdefault(type_, []).append((number, hook))
        self._parts: dict[tuple[int, ...], Dispatcher] = {}

    def run(
        self,
        visitors: Sequence[cst.CSTVisitor | None],
        order: Preorder,
        on_error: OnError,
        known: Iterable[Anchored] = (),
    ) -> None:
        """Call the visitors for the nodes of a tree; for each node, in the order of their classes.

        A visitor that raises is passed to `on_error` together with its exception, and is not called again during this
        run.

        Args:
            visitors: an instance of each class, in the same order; None for one that is skipped.
            order: the nodes of the tree.
            on_error: called when a visitor raises.
            known: the facts of the tree; those of one node are visited in this order.
        """
        awake = tuple(number for number, visitor in enumerate(visitors) if visitor is not None)
        table = self._among(awake)
        if table._handlers or table._hooks:  # noqa: SLF001 - of its own class
            table._run(visitors, order, on_error, known)  # noqa: SLF001

    def _among(self, awake: tuple[int, ...]) -> Dispatcher:
        """The part of the tables that concerns some of the visitors, built on first use."""
        part = self._parts.get(awake)
        if part is None:
            part = self._parts[awake] = Dispatcher(())
            wanted = frozenset(awake)
            for node_type, handlers in self._handlers.items():
                visit = [row for row in handlers.visit if row[0] in wanted]
                leave = [row for row in handlers.leave if row[0] in wanted]
                if visit or leave:
                    part._handlers[node_type] = _Handlers(visit, leave)
            for kind, rows in self._hooks.items():
                chosen = [row for row in rows if row[0] in wanted]
                if chosen:
                    part._hooks[kind] = chosen
        return part

    def _run(
        self,
        visitors: Sequence[cst.CSTVisitor | None],
        order: Preorder,
        on_error: OnError,
        known: Iterable[Anchored],
    ) -> None:
        handlers = self._handlers
        hooks = self._hooks
        nodes = order.nodes
        run = _Run(visitors, on_error)
        facts: dict[int, list[Anchored]] = {}
        if hooks:
            for fact in known:
                if type(fact) in hooks:
                    facts.setdefault(order.number(fact.node), []).append(fact)
        numbers: Iterable[int] = order.numbers(handlers)
        if facts:
            numbers = sorted({*numbers, *facts})
        waiting: list[_Leaving] = []
        for number in numbers:
            while waiting and waiting[-1].end <= number:
                run.leave(waiting.pop())
            node = nodes[number]
            visit, leave = handlers.get(type(node), _NONE)
            asleep = run.call(visit, node)
            for fact in facts.get(number, ()):
                run.tell(hooks[type(fact)], fact)
            if leave or asleep:
                waiting.append(_Leaving(order.end(number), node, leave, asleep))
        while waiting:
            run.leave(waiting.pop())


_NONE = _Handlers([], [])


class _Run:
    """The visitors that are active during one traversal.

    `silent` are those that raised, or returned False from the ``visit_`` method of an ancestor of the current node.
    """

    def __init__(self, visitors: Sequence[cst.CSTVisitor | None], on_error: OnError) -> None:
        self._visitors = visitors
        self._on_error = on_error
        self._silent: set[int] = set()

    def call(self, handlers: Sequence[tuple[int, Method]], node: cst.CSTNode) -> Sequence[int]:
        """Call the handlers of active visitors; returns the visitors that skip the children of the node."""
        asleep = [number for number, method in handlers if self._returns(number, method, node) is False]
        self._silent.update(asleep)
        return asleep

    def tell(self, hooks: Sequence[tuple[int, Method]], fact: object) -> None:
        """Call the hooks of active visitors with a fact."""
        for number, method in hooks:
            self._returns(number, method, fact)

    def _returns(self, number: int, method: Method, subject: object) -> object:
        if number in self._silent:
            return None
        visitor = self._visitors[number]
        try:
            return method(visitor, subject)
        except Exception as failure:  # noqa: BLE001 - a broken rule must not abort the run
            self._silent.add(number)
            assert visitor is not None
            self._on_error(visitor, failure)
            return None

    def leave(self, left: _Leaving) -> None:
        """Reach the end of a node: visitors that skipped it become active again, except those that raised."""
        self._silent.difference_update(left.asleep)
        self.call(left.leave, left.node)
