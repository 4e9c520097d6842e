"""Positions of a few nodes, worked out in one pass over the tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import accumulate
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from sm_lint.syntax.span import START, Span
from sm_lint.syntax.stack import with_deep_stack

_NEWLINE = re.compile(r"\r\n?|\n")


def spans(tree: cst.Module, nodes: Iterable[cst.CSTNode]) -> dict[int, Span]:
    """Where nodes of a tree stand, keyed by ``id(node)``.

    The spans are those of libcst's PositionProvider (without the whitespace and comments that a node owns), with columns
    counted from 1. A node that is not part of the tree gets :data:`START`.
    """
    wanted = {id(node) for node in nodes}
    try:
        return _spans(tree, wanted)
    except RecursionError:
        pass
    try:
        return with_deep_stack(lambda: _spans(tree, wanted))
    except RecursionError:
        return dict.fromkeys(wanted, START)


def _spans(tree: cst.Module, wanted: set[int]) -> dict[int, Span]:
    state = _Recorder(tree, wanted)
    if wanted:
        with suppress(_AllFound):
            tree._codegen(state)  # noqa: SLF001 - what PositionProvider does; there is no public way
    offsets = list(accumulate(map(len, state.tokens), initial=0))
    lines = [0, *(match.end() for match in _NEWLINE.finditer("".join(state.tokens)))]

    def position(token: int) -> tuple[int, int]:
        line = bisect_right(lines, offsets[token])
        return line, offsets[token] - lines[line - 1] + 1

    return {
        key: Span(*position(state.found[key][0]), *position(state.found[key][1])) if key in state.found else START
        for key in wanted
    }


class _AllFound(Exception):  # noqa: N818 - not an error
    """Ends the code generation as soon as nothing more is wanted."""


_NOT_WANTED: AbstractContextManager[None] = nullcontext()


class _Recorder(CodegenState):
    """Collects the tokens of a module and the token numbers between which the wanted nodes stand.

    Attributes:
        pending: ids of the nodes that were not passed yet.
        found: (first token, token after the last) by id.
    """

    def __init__(self, tree: cst.Module, wanted: set[int]) -> None:
        super().__init__(default_indent=tree.default_indent, default_newline=tree.default_newline)
        self.pending = set(wanted)
        self.found: dict[int, tuple[int, int]] = {}
        self._starts: dict[int, int] = {}

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.pending:
            self._starts[id(node)] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        key = id(node)
        if key in self.pending:
            self.found.setdefault(key, (self._starts[key], len(self.tokens)))
            self.pending.discard(key)
            if not self.pending:
                raise _AllFound

    def pop_trailing_newline(self) -> None:
        """Keep the token: positions may have been recorded behind it, as PositionProvider does."""

    def record_syntactic_position(  # type: ignore[override] # a context manager need not be a generator
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        if id(node) not in self.pending:
            return _NOT_WANTED
        for edge in (start_node, end_node):
            if edge is not None and id(edge) not in self.found:
                self.pending.add(id(edge))
        return _Recording(self, node, start_node, end_node)


class _Recording(AbstractContextManager[None]):
    """The stretch of code generation that makes up the text of one wanted node."""

    def __init__(
        self, state: _Recorder, node: cst.CSTNode, start_node: cst.CSTNode | None, end_node: cst.CSTNode | None
    ) -> None:
        self.state = state
        self.node = node
        self.start_node = start_node
        self.end_node = end_node
        self.start = 0

    def __enter__(self) -> None:
        self.start = len(self.state.tokens)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        state = self.state
        start, end = self.start, len(state.tokens)
        if self.start_node is not None:
            start = state.found[id(self.start_node)][0]
        if self.end_node is not None:
            end = state.found[id(self.end_node)][1]
        state.found[id(self.node)] = (start, end)
