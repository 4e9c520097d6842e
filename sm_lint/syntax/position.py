"""Computes the positions of a few nodes in one pass over the tree."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import accumulate
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from sm_lint.patterns import regex
from sm_lint.syntax.alignment import Alignment
from sm_lint.syntax.span import START, Span
from sm_lint.syntax.stack import with_deep_stack
from sm_lint.syntax.walk import Preorder, children

MAX_LINES = 200
"""For many nodes, code is generated for the whole tree, because locating each one costs a search of the text."""

_NEWLINE = regex(r"\r\n?|\n")


def spans(text: str, order: Preorder, nodes: Iterable[cst.CSTNode]) -> dict[int, Span]:
    """The spans of nodes of a tree, keyed by ``id(node)``.

    The spans are those of libcst's PositionProvider (without the whitespace and comments that a node owns), with
    columns counted from 1. A node that is not part of the tree gets :data:`START`.

    Args:
        text: the text from which the tree was parsed.
        order: the nodes of the tree.
        nodes: the nodes to locate.
    """
    wanted = {id(node): node for node in nodes}
    try:
        found = _in_lines(text, order, wanted.values()) if is_plain(text) else {}
    except RecursionError:
        found = {}
    missing = wanted.keys() - found.keys()
    return {**found, **_in_tree(text, order.tree, missing)} if missing else found


def is_plain(text: str) -> bool:
    """Whether a text has no whitespace that libcst is known to drop, so it contains the code of each statement.

    Other texts may still be generated unchanged.
    """
    if "\f" in text or "\ufeff" in text or text.endswith((" ", "\t", "\r", "\\")):
        return False
    if "\r" in text and (text.count("\r") != text.count("\r\n") or _ends_otherwise(text)):
        return False
    return not _has_lone_backslash(text, "\\\n") and not ("\r" in text and _has_lone_backslash(text, "\\\r"))


def _has_lone_backslash(text: str, ending: str) -> bool:
    """Whether a line contains only blanks before a backslash at its end.

    Searching for the few backslashes costs a hundredth of a regular expression that examines every line.
    """
    found = text.find(ending)
    while found >= 0:
        before = found - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        if before < 0 or text[before] in "\r\n":
            return True
        found = text.find(ending, found + 1)
    return False


def _ends_otherwise(text: str) -> bool:
    """Whether the last line has another ending than the first; libcst generates both with the same one."""
    return text.endswith("\n") and text.endswith("\r\n") != (text[: text.index("\n")].endswith("\r"))


def source_of(text: str, span: Span) -> str:
    """The text within a span."""
    starts = _line_starts(text)
    first, last = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
    return text[first:last]


def code_of(tree: cst.Module, node: cst.CSTNode) -> str:
    """The code of a node without the whitespace and comments that it owns: the text of its span.

    The lines of an indented block have less indentation than in the tree.
    """
    state = _Recorder(tree, {id(node)})
    try:
        state.record(node)
    except RecursionError:
        state = _Recorder(tree, {id(node)})
        with_deep_stack(lambda: state.record(node))
    first, end = state.found[id(node)]
    return "".join(state.tokens[first:end])


def _in_lines(text: str, order: Preorder, nodes: Iterable[cst.CSTNode]) -> dict[int, Span]:
    """The spans of nodes in simple statements: code is generated for these only, and searched for in the text."""
    states = []
    for number, keys in sorted(_by_line(order, nodes).items()):
        state = _Recorder(order.tree, keys)
        for indent in _indents(order, number):
            state.increase_indent(indent)
        state.record(order.nodes[number])
        states.append(state)
    if not order.tree.has_trailing_newline:
        text += order.tree.default_newline  # code is generated for it in any case
    line_starts = _line_starts(text)
    found: dict[int, Span] = {}
    for state, start in zip(states, _places(text, ["".join(state.tokens) for state in states]), strict=True):
        if start is not None:
            found.update(state.spans(start, len(text), line_starts))
    return found


def _places(text: str, pieces: Sequence[str]) -> list[int | None]:
    """The offsets of pieces that occur in a text in this order; None for a piece that could be at several places."""
    starts = [_only_place(text, piece, 0, len(text)) for piece in pieces]
    limits = [len(text)]  # for each piece, from the last one on: the offset of the next piece whose place is known
    for start in reversed(starts[1:]):
        limits.append(limits[-1] if start is None else start)
    first = 0
    for index, piece in enumerate(pieces):
        start = starts[index]
        if start is None:
            start = starts[index] = _only_place(text, piece, first, limits[-1 - index])
        if start is not None:
            first = start + len(piece)
    return starts


def _only_place(text: str, piece: str, first: int, limit: int) -> int | None:
    start = text.find(piece, first, limit)
    return start if text.find(piece, start + 1, limit) < 0 <= start else None


def _by_line(order: Preorder, nodes: Iterable[cst.CSTNode]) -> dict[int, set[int]]:
    """The nodes, grouped by the number of their line of simple statements.

    Empty if code must be generated for the whole tree, because some nodes are in no such line or would be costly to
    find.
    """
    lines = order.numbers({cst.SimpleStatementLine})
    found: dict[int, set[int]] = {}
    for node in nodes:
        try:
            number = order.number(node)
        except KeyError:
            return {}
        index = bisect_right(lines, number) - 1
        if index < 0 or number >= order.end(lines[index]):
            return {}
        found.setdefault(lines[index], set()).add(id(node))
    return found if len(found) <= MAX_LINES else {}


def _indents(order: Preorder, number: int) -> Iterator[str]:
    """The indentation added by each block around a node, the outermost first."""
    node: cst.CSTNode = order.tree
    while order.number(node) != number:
        below = children(node)
        node = below[bisect_right(below, number, key=order.number) - 1]
        if isinstance(node, cst.IndentedBlock):
            yield order.tree.default_indent if node.indent is None else node.indent


def _in_tree(text: str, tree: cst.Module, wanted: Set[int]) -> dict[int, Span]:
    """The spans of nodes that are possibly part of a tree, found by generating its code."""
    state = _recorded(tree, wanted)
    ended = text if tree.has_trailing_newline else text + tree.default_newline
    alignment = None
    if not ended.startswith("".join(state.tokens)):
        state = _recorded(tree, {*wanted, _NEVER})
        alignment = Alignment("".join(state.tokens), text)
    found = state.spans(0, len(text), _line_starts(text), alignment)
    return {key: found.get(key, START) for key in wanted}


_NEVER = 0
"""The id of no node: waiting for it generates the code to the end."""


def _recorded(tree: cst.Module, wanted: Set[int]) -> _Recorder:
    """Generate the code of a tree until all wanted nodes are found."""
    state = _Recorder(tree, wanted)
    try:
        state.record(tree)
    except RecursionError:
        state = _Recorder(tree, wanted)
        with suppress(RecursionError):
            with_deep_stack(lambda: state.record(tree))
    return state


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _NEWLINE.finditer(text))]


class _AllFound(Exception):  # noqa: N818 - not an error
    """Stops the code generation when all wanted nodes are found."""


_NOT_WANTED: AbstractContextManager[None] = nullcontext()


class _Recorder(CodegenState):
    """Records the tokens of a piece of a module, and the token numbers between which the wanted nodes are.

    Attributes:
        wanted: ids of the nodes.
        pending: the nodes not found yet, and their edges.
        found: (first token, token after the last) by id, edges included.
    """

    def __init__(self, tree: cst.Module, wanted: Set[int]) -> None:
        super().__init__(default_indent=tree.default_indent, default_newline=tree.default_newline)
        self.wanted = wanted
        self.pending = set(wanted)
        self.found: dict[int, tuple[int, int]] = {}
        self._starts: dict[int, int] = {}

    def record(self, node: cst.CSTNode) -> None:
        """Generate the code of the module or a node of it until all wanted nodes are found."""
        with suppress(_AllFound):
            node._codegen(self)  # noqa: SLF001 - as PositionProvider does; there is no public API

    def spans(
        self, start: int, last: int, line_starts: Sequence[int], alignment: Alignment | None = None
    ) -> dict[int, Span]:
        """The spans of the nodes that were found, in a text in which the code begins at an offset.

        Args:
            start: that offset.
            last: the offset of the end of the text; the code can have a line ending that the text lacks.
            line_starts: offsets of the lines of the text.
            alignment: maps offsets to the text if it differs from the code.
        """
        offsets = list(accumulate(map(len, self.tokens), initial=start))

        def position(offset: int) -> tuple[int, int]:
            line = bisect_right(line_starts, offset)
            return line, offset - line_starts[line - 1] + 1

        def span(first: int, end: int) -> Span:
            begin, stop = min(offsets[first], last), min(offsets[end], last)
            if alignment is not None:
                empty = begin == stop
                begin = alignment.start(begin)
                stop = begin if empty else max(begin, alignment.end(stop))
            return Span(*position(begin), *position(stop))

        return {key: span(*edges) for key, edges in self.found.items() if key in self.wanted}

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
        """Keep the token, as PositionProvider does: positions may have been recorded after it."""

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
    """The part of code generation that produces the text of one wanted node."""

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
