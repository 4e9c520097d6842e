"""Text of the files that findings stand in, for code frames and for columns in other units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sm_lint.syntax.span import Place
from sm_lint.workspace.boundary import is_inside
from sm_lint.workspace.workspace import Workspace

if TYPE_CHECKING:
    from sm_lint.diagnostics.lines import LineTexts
    from sm_lint.files.notebook import Notebook


class Sources:
    """Lines of files, read once each.

    Args:
        given: bytes of files that are not to be read from disk, by absolute path: what came over standard input.
        within: absolute paths of files, and of folders with all that lies in them, whose lines may be shown, links
            followed; None for all. A configuration can lead to any file of the machine.
    """

    __slots__ = ("_known", "_notebooks", "_texts", "_within", "workspace")

    def __init__(self, given: Mapping[str, bytes] | None = None, within: Collection[str] | None = None) -> None:
        self.workspace = Workspace(given)
        self._within = within
        self._known: dict[str, bool] = {}
        self._texts: LineTexts | None = None
        self._notebooks: dict[str, Notebook | None] = {}

    def line(self, place: Place, number: int | None = None) -> str | None:
        """One line without its end, the first of `place` unless a number is given; None where it cannot be had."""
        if not self._may_show(place.path):
            return None
        if self._texts is None:
            # A run without findings asks for no line and does without this import.
            from sm_lint.diagnostics.lines import LineTexts

            self._texts = LineTexts(self.workspace)
        lines = self._texts.lines(place)
        index = (number or place.span.line) - 1
        return lines[index].rstrip("\r\n") if 0 <= index < len(lines) else None

    def _may_show(self, path: str) -> bool:
        if self._within is None or path in self.workspace.overlay or path in self._within:
            return True
        if path not in self._known:
            self._known[path] = any(is_inside(path, folder) for folder in self._within)
        return self._known[path]

    def file_line(self, place: Place) -> int:
        """The line of a place counted in the file: within a notebook, the line of the JSON text; 1 if not known."""
        if place.cell is None:
            return place.span.line
        if place.path not in self._notebooks:
            self._notebooks[place.path] = self._notebook(place.path)
        notebook = self._notebooks[place.path]
        return notebook.raw_line(place.cell, place.span.line) if notebook is not None else 1

    def _notebook(self, path: str) -> Notebook | None:
        from sm_lint.files.notebook import read_notebook
        from sm_lint.workspace.source import SourceProblem

        try:
            return read_notebook(path, self.workspace.content(path))
        except SourceProblem:
            return None
