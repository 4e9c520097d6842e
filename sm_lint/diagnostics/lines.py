"""Lines of files with findings, for baselines and for adding suppression comments."""

from __future__ import annotations

from dataclasses import dataclass, field

from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.rewrite import CellTexts, source_text
from sm_lint.syntax.span import Place
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace


@dataclass(slots=True)
class LineTexts:
    """Lines of files; each file is read once, and each notebook parsed once.

    Attributes:
        workspace: the files of the run.
    """

    workspace: Workspace = field(default_factory=Workspace)
    _lines: dict[tuple[str, int | None], list[str]] = field(default_factory=dict)
    _cells: dict[str, CellTexts | None] = field(default_factory=dict)

    def __call__(self, place: Place) -> str | None:
        """The line on which a place begins, with its ending; None if it is not available."""
        lines = self.lines(place)
        return lines[place.span.line - 1] if place.span.line <= len(lines) else None

    def lines(self, place: Place) -> list[str]:
        """All lines of the file or cell that contains a place."""
        key = (place.path, place.cell)
        if key not in self._lines:
            try:
                self._lines[key] = split_lines(self._text(place))
            except (SourceProblem, ValueError, LookupError, TypeError, RecursionError):
                self._lines[key] = []
        return self._lines[key]

    def _text(self, place: Place) -> str:
        if place.cell is None:
            return source_text(place, self.workspace.content(place.path))
        if place.path not in self._cells:
            self._cells[place.path] = None  # unchanged if it cannot be parsed
            self._cells[place.path] = CellTexts(self.workspace.content(place.path))
        cells = self._cells[place.path]
        if cells is None:
            raise ValueError("the notebook cannot be read")
        return cells.text(place.cell)
