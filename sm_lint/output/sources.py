"""Text of the files that findings stand in, for code frames and for columns in other units."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from tokenize import detect_encoding

from sm_lint.lint.edits import split_lines
from sm_lint.syntax.span import Place


@dataclass(slots=True)
class Sources:
    """Lines of files, read once each.

    Attributes:
        given: bytes of files that are not to be read from disk, by absolute path: what came over standard input.
    """

    given: Mapping[str, bytes] = field(default_factory=dict)
    _lines: dict[tuple[str, int | None], list[str]] = field(default_factory=dict)
    _cell_lines: dict[tuple[str, int], int] = field(default_factory=dict)

    def line(self, place: Place, number: int | None = None) -> str | None:
        """One line without its end, the first of `place` unless a number is given; None where it cannot be had."""
        lines = self._text(place)
        index = (number or place.span.line) - 1
        return lines[index] if 0 <= index < len(lines) else None

    def file_line(self, place: Place) -> int:
        """The line of a place counted in the file: within a notebook, the line of the JSON text; 1 if not known."""
        if place.cell is None:
            return place.span.line
        self._text(place)
        return self._cell_lines.get((place.path, place.cell), 1)

    def _text(self, place: Place) -> list[str]:
        key = (place.path, place.cell)
        if key not in self._lines:
            self._lines[key] = []
            text = self._decoded(place.path)
            if place.cell is None:
                self._lines[key] = [line.rstrip("\r\n") for line in split_lines(text)]
            else:
                self._read_cells(place.path, text)
        return self._lines[key]

    def _decoded(self, path: str) -> str:
        data = self.given.get(path)
        if data is None:
            try:
                with open(path, "rb") as stream:
                    data = stream.read()
            except (OSError, ValueError):
                return ""
        return _decode(data)

    def _read_cells(self, path: str, text: str) -> None:
        """Remember the lines of each cell, and where each begins in the JSON text."""


def _decode(data: bytes) -> str:
    try:
        encoding, _ = detect_encoding(io.BytesIO(data).readline)
    except (SyntaxError, UnicodeDecodeError):
        encoding = "utf-8"
    return data.decode(encoding, "replace")
