"""The Python text of one file, or of the cells of a notebook, as trees with the places of their nodes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sm_lint.diagnostics.rewrite import CellTexts, source_text
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.document_kind import is_notebook

_MAGIC = re.compile(r"^([ \t]*)[!%?].*$", re.MULTILINE)
_WRITES = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+)?(\S+)")


@dataclass(frozen=True)
class Text:
    """One stretch of Python: a file, or a cell of a notebook.

    Attributes:
        lines: the lines of the text as it is in the file.
        tree: what it means; an empty module where it is not valid Python.
        cell: number of the cell; None outside notebooks.
        written: base name of the file that the cell writes, or an empty string.
    """

    lines: tuple[str, ...]
    tree: ast.Module
    cell: int | None = None
    written: str = ""


@dataclass
class Source:
    """The texts of one file, with the parents and places of their nodes."""

    path: str
    texts: list[Text]
    _parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    _homes: dict[ast.AST, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for text in self.texts:
            for node in ast.walk(text.tree):
                self._homes[node] = text
                for child in ast.iter_child_nodes(node):
                    self._parents[child] = node

    def nodes(self) -> Iterator[ast.AST]:
        """All nodes that have a place, text by text."""
        return (node for node in self._homes if isinstance(node, (ast.expr, ast.keyword)))

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around another; None for a module."""
        return self._parents.get(node)

    def within(self, node: ast.AST, name: str) -> bool:
        """Is a node part of the function of that name?"""
        above = self._parents.get(node)
        while above is not None and not (isinstance(above, ast.FunctionDef) and above.name == name):
            above = self._parents.get(above)
        return above is not None

    def place(self, node: ast.expr | ast.keyword) -> Place:
        """Where a node is; columns count code points."""
        text = self._homes[node]
        start = _column(text.lines[node.lineno - 1], node.col_offset)
        end = _column(text.lines[(node.end_lineno or node.lineno) - 1], node.end_col_offset or 0)
        return Place(self.path, Span(node.lineno, start, node.end_lineno or node.lineno, end), text.cell)

    def written(self, node: ast.expr | ast.keyword) -> str:
        """A node as it is written."""
        return self.between(self.place(node))

    def between(self, place: Place) -> str:
        """The text of a place."""
        text = next(text for text in self.texts if text.cell == place.cell)
        span = place.span
        lines = list(text.lines[span.line - 1 : span.end_line])
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)

    def at(self, place: Place) -> ast.expr | None:
        """The expression that has exactly this place."""
        for node in self.nodes():
            if isinstance(node, ast.expr) and self._homes[node].cell == place.cell and self.place(node) == place:
                return node
        return None

    def literals(self) -> Iterator[ast.Constant]:
        """String literals of one line with a plain text, leaving out documentation."""
        for node in self.nodes():
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.lineno != node.end_lineno:
                continue
            above = self.parent(node)
            if not isinstance(above, (ast.Expr, ast.JoinedStr)) and self.written(node)[1:-1] == node.value:
                yield node


def source_of(path: str, data: bytes, written: str = "") -> Source:
    """The Python of a file.

    Args:
        path: where it is.
        data: its content.
        written: base name of a script: only the cells that write it. Otherwise, only the cells that write nothing.

    Raises:
        ValueError: it cannot be decoded.
    """
    if not is_notebook(path):
        return Source(path, [_text(source_text(Place(path), data), None, "")])
    cells = CellTexts(data)
    texts: list[Text] = []
    number = 1
    while True:
        try:
            source = cells.text(number)
        except ValueError:
            break
        found = _WRITES.match(source)
        name = found[1].rpartition("/")[2] if found else ""
        if name == written:
            texts.append(_text(source, number, name))
        number += 1
    return Source(path, texts)


def _text(source: str, cell: int | None, written: str) -> Text:
    code = source if cell is None else _MAGIC.sub(r"\1pass", source)
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        tree = ast.Module(body=[], type_ignores=[])
    return Text(tuple(re.split(r"\r\n?|\n", source)), tree, cell, written)


def _column(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode(errors="ignore")) + 1
