"""A parsed file, whose positions are computed on demand."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from sm_lint.syntax.alignment import same_tokens
from sm_lint.syntax.position import code_of, source_of, spans
from sm_lint.syntax.span import Place, Span
from sm_lint.syntax.walk import Preorder


class ParsedModule:
    """The tree of one file or notebook.

    Attributes:
        path: absolute path.
        text: the decoded source that was parsed.
        tree: its syntax tree; shared, so it must not be changed.
        weight: cost of keeping it, in characters of ordinary code; at least its length.
    """

    __slots__ = ("_order", "_spans", "path", "text", "tree", "weight")

    def __init__(self, path: str, text: str, tree: cst.Module, weight: int = 0) -> None:
        self.path = path
        self.weight = max(weight, len(text))
        self.text = text
        self.tree = tree
        self._order: Preorder | None = None
        self._spans: dict[int, Span] = {}

    @property
    def order(self) -> Preorder:
        """All nodes of the tree in text order, listed on first use."""
        if self._order is None:
            self._order = Preorder(self.tree)
        return self._order

    def locate(self, nodes: Iterable[cst.CSTNode]) -> None:
        """Compute the positions of several nodes in one pass over the tree."""
        missing = [node for node in nodes if id(node) not in self._spans]
        if missing:
            self._spans.update(spans(self.text, self.order, missing))

    def place(self, node: cst.CSTNode) -> Place:
        """The place of a node; a node that was not located before costs a pass over the tree."""
        self.locate([node])
        return Place(self.path, self._spans[id(node)])

    def source(self, node: cst.CSTNode) -> str | None:
        """The text of a node from its start to its end; None if that text is not the node's code.

        An edit uses it to make sure that it replaces the code that the rule saw.
        """
        text = source_of(self.text, self.place(node).span)
        return text if same_tokens(code_of(self.tree, node), text) else None
