"""The Python texts of a file: a script; or the joined cells of a notebook, and each script that they write.

The code of a definition may also write scripts, whose text is then a literal in it.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sm_lint.diagnostics.edits import Lines, split_lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.source import decode

if TYPE_CHECKING:
    from sm_lint.files.notebook import Part
    from sm_lint.jobs.definition.model import Definitions, WrittenScript


_UNKNOWN_CODE = "exec(_)"


@dataclass(frozen=True, slots=True)
class SourceView:
    """A Python text, and the mapping of its places to those shown to users.

    Attributes:
        path: absolute path of the file that contains it.
        module_path: absolute path of the text as a module: that of the file, or of the script that a cell writes.
        text: the text to parse.
        parts: the cells that it consists of; empty for other files than notebooks.
        container: whether it may run in a container; the cells of a notebook do not.
        stands: the place of all findings in a text that is assembled by code and appears nowhere literally; else None.
        literal: whether it is a literal in the code of the file, and cannot be edited.
    """

    path: str
    module_path: str
    text: str
    parts: tuple[Part, ...] = ()
    container: bool = True
    stands: Place | None = None
    literal: bool = False

    def to_place(self, span: Span) -> Place:
        """The place of a span of the text, clipped to the end of its cell."""
        if self.stands is not None:
            return self.stands
        part = self._part(span.line)
        if part is None:
            return Place(self.path, span)
        shift = part.cell_line - part.line
        last = self._last_part(part, span.end_line)
        count, last_column = _extent(last.text)
        end = min((span.end_line, span.end_column), (last.line + count, 0))
        if end[0] == last.line + count:
            end = last.line + count - 1, last_column
        line, column = min((span.line, span.column), end)  # an error at the end of the text is after its last line
        here = Span(line + shift, column + part.indent, end[0] + shift, end[1] + last.indent)
        return Place(self.path, here, part.cell or None)

    def edit(self, span: Span, content: str) -> Edit:
        """The edit of the file that replaces a span of the text.

        The expected and the new content both get the extra indentation of the cell. If that differs from line to line,
        the expected content does not match and the edit is refused.

        Raises:
            ValueError: the span is outside the text.
        """
        part = self._part(span.line)
        lines = Lines(self.text)
        start, end = lines.slice(span)
        if part is not None and self.stands is None:
            last = self._last_part(part, span.end_line)
            count, last_column = _extent(last.text)
            end = min(end, lines.offset(last.line + count - 1, last_column))
        margin = part.margin if part is not None else ""
        expected = self.text[start:end]
        return Edit(self.to_place(span), _indented(content, margin), _indented(expected, margin))

    def to_line(self, place: Place) -> int | None:
        """The line of the text on which a place begins; None for a place elsewhere."""
        if place.path != self.path or self.stands is not None:
            return None
        if not self.parts:
            return place.span.line
        cell = place.cell or 0
        for index in range(bisect_left(self.parts, cell, key=_cell), len(self.parts)):
            part = self.parts[index]
            if part.cell != cell:
                break
            line = place.span.line - part.cell_line
            if 0 <= line < _extent(part.text)[0]:
                return line + part.line
        return None

    def shown(self, place: Place) -> Place:
        """Map a place in the module to the place shown to users."""
        return self.to_place(place.span) if place.path == self.module_path and place.cell is None else place

    def cells(self) -> dict[int, str]:
        """The text of each cell of the view, by cell number, in text order."""
        found: dict[int, str] = {}
        lines = split_lines(self.text)
        for part in self.parts:
            first, count = part.line - 1, _extent(part.text)[0]
            found[part.cell] = found.get(part.cell, "") + "".join(lines[first : first + count])
        return found

    def source(self, cell: int) -> str:
        """The source of a cell, magics included."""
        return next((part.source for part in self.parts if part.cell == cell), "")

    def line_of(self, cell: int) -> int:
        """The line of the text at which a cell begins."""
        return next(part.line for part in self.parts if part.cell == cell)

    def with_cells(self, texts: Mapping[int, str]) -> SourceView:
        """The view with the texts of some cells replaced by others with as many lines."""
        return replace(self, text="".join(texts.get(cell, text) for cell, text in self.cells().items()))

    def without(self, at: Collection[int]) -> SourceView | None:
        """The cells of a notebook without those that contain these lines; None for any other text.

        A removed cell is replaced by code that cannot be followed, because its effects are unknown.
        """
        if not self.parts or self.container:
            return None
        cells = {part.cell for line in at if (part := self._part(line)) is not None}
        rest = self.with_cells({cell: _left_out(text) for cell, text in self.cells().items() if cell in cells})
        # If nothing was removed, parsing again would give the same result.
        return rest if rest.text != self.text else None

    def _part(self, line: int) -> Part | None:
        if not self.parts:
            return None
        return self.parts[max(0, bisect_right(self.parts, line, key=_first_line) - 1)]

    def _last_part(self, part: Part, line: int) -> Part:
        """The last part of the same cell that begins at or before a line."""
        found = self._part(line)
        if found is not None and found.cell == part.cell:
            return found
        return max((each for each in self.parts if each.cell == part.cell), key=_first_line)


def _left_out(text: str) -> str:
    """The replacement of a removed cell: an opaque call on a line that has room for it, and blanks."""
    lines = [re.sub(r"[^\r\n]", " ", line) for line in split_lines(text)]
    for number, line in enumerate(lines):
        if len(line.rstrip("\r\n")) >= len(_UNKNOWN_CODE):
            lines[number] = _UNKNOWN_CODE + line[len(_UNKNOWN_CODE) :]
            break
    return "".join(lines)


def _first_line(part: Part) -> int:
    return part.line


def _cell(part: Part) -> int:
    return part.cell


@lru_cache(maxsize=256)
def _extent(text: str) -> tuple[int, int]:
    """The number of lines of a text, and the column after the last character of its last line."""
    lines = split_lines(text)
    return len(lines), len(lines[-1].rstrip("\r\n")) + 1 if lines else 1


def _indented(content: str, margin: str) -> str:
    """The text with a margin before every line except the first and blank ones."""
    first, *others = split_lines(content) or [""]
    return "".join([first, *(f"{margin}{line}" if line.strip() else line for line in others)]) if margin else content


def views(path: str, data: bytes) -> list[SourceView]:
    """The Python texts in the content of a file.

    Raises:
        SourceProblem: it cannot be decoded, or has the name of a notebook but is not one.
    """
    if not is_notebook(path):
        return [SourceView(path, path, decode(data, path).text)]
    from sm_lint.files.notebook import read_notebook

    notebook = read_notebook(path, data)
    found = [SourceView(path, path, notebook.text, notebook.parts, container=False)] if notebook.parts else []
    for written in notebook.writefiles:
        if written.is_python:
            target = os.path.normpath(os.path.join(os.path.dirname(path), written.name))
            found.append(SourceView(path, target, written.text, written.parts))
    return found


def written_views(definitions: Definitions | None) -> list[SourceView]:
    """The scripts whose text is in the code of a definition."""
    return [_written(definitions.path, script) for script in definitions.scripts] if definitions is not None else []


def _written(path: str, script: WrittenScript) -> SourceView:
    if not script.exact:
        return SourceView(path, script.path, script.text, stands=script.place, literal=True)
    from sm_lint.files.notebook import Part

    first, *others = split_lines(script.text)
    cell = script.place.cell or 0  # cells are numbered from 1; 0 means outside cells
    parts = [Part(1, cell, script.line, first, script.column)]
    if others:
        parts.append(Part(2, cell, script.line + 1, "".join(others), script.indent))
    return SourceView(path, script.path, script.text, tuple(parts), literal=True)
