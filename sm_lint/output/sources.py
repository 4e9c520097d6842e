"""The text of files with findings, for code frames and column conversion."""

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
    """Lines of files; each file is read once.

    Args:
        given: bytes of files that must not be read from disk, by absolute path: those from standard input.
        within: absolute paths of files, and of folders with everything in them, whose lines may be shown, symbolic
            links resolved; None for all. A configuration can refer to any file of the machine.
    """

    __slots__ = ("_known", "_notebooks", "_texts", "_within", "workspace")

    def __init__(self, given: Mapping[str, bytes] | None = None, within: Collection[str] | None = None) -> None:
        self.workspace = Workspace(given)
        self._within = within
        self._known: dict[str, bool] = {}
        self._texts: LineTexts | None = None
        self._notebooks: dict[str, Notebook | None] = {}

    def line(self, place: Place, number: int | None = None) -> str | None:
        """One line without its ending, by default the first of `place`; None if it is not available."""
        if not self._may_show(place.path):
            return None
        if self._texts is None:
            # A run without findings requests no line, so it does not need this import.
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
        """The line of a place in the file: in a notebook, the line of the JSON text; 1 if unknown."""
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
