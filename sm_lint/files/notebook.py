"""Reads notebooks as Python: the code cells joined, and the scripts that they write."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from sm_lint.files import json_places
from sm_lint.files.cell_language import cell_language, is_python, kernel_language
from sm_lint.files.magics import BLANKS, Cell, read_cell
from sm_lint.patterns import regex
from sm_lint.syntax.span import START, Place, Problem, Span
from sm_lint.workspace.source import CODE, SourceProblem, check_size

_LINE = regex(r"[^\r\n]*(?:\r\n?|\n|$)")
_PYTHON_SHEBANG = regex(r"#![^\r\n]*\bpython")


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive lines of one cell with the same prefix removed from each.

    Attributes:
        line: its first line in the enclosing text, counted from 1.
        cell: number of the cell among all cells of the notebook, counted from 1.
        cell_line: the line of the cell at which it begins.
        text: the lines themselves.
        indent: number of columns removed from each line.
        margin: the removed blanks or prompt.
        source: the source of the whole cell, given with its first part.
    """

    line: int
    cell: int
    cell_line: int
    text: str
    indent: int = 0
    margin: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A script that ``%%writefile`` cells write.

    Attributes:
        name: the name as spelled, including ``$VAR`` and ``{var}``.
        parts: the cell that creates the file, then those that append to it.
    """

    name: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The content of the file."""
        return "".join(part.text for part in self.parts)

    @property
    def cell(self) -> int:
        """The number of the cell that creates the file."""
        return self.parts[0].cell

    @property
    def first_line(self) -> int:
        """The line of that cell at which the file begins."""
        return self.parts[0].cell_line

    @property
    def is_python(self) -> bool:
        """Whether it is a Python script, by its suffix or, without one, by its first line."""
        suffix = self.name.rpartition("/")[2].partition(".")[2]
        return self.name.endswith(".py") or (not suffix and _PYTHON_SHEBANG.match(self.text) is not None)


@dataclass(frozen=True)
class Notebook:
    """A notebook read as one Python module.

    Attributes:
        path: absolute path.
        raw: its bytes.
        language: language of the kernel; empty if the notebook does not state it.
        parts: its code cells; empty if the kernel does not run Python.
        writefiles: the files that its cells write.
    """

    path: str
    raw: bytes
    language: str
    parts: tuple[Part, ...]
    writefiles: tuple[WrittenFile, ...]

    @cached_property
    def text(self) -> str:
        """The code cells in order, each starting on a new line, with IPython's extensions blanked out."""
        return "".join(part.text for part in self.parts)

    def raw_line(self, cell: int, line: int) -> int:
        """The line of the JSON text that holds a line of a cell; 1 if there is no such cell.

        If the source of each cell is on a single line of JSON, that line is returned.
        """
        lines = self._raw_lines.get(cell)
        if not lines:
            return 1
        return lines[min(max(line, 1), len(lines)) - 1]

    @cached_property
    def _raw_lines(self) -> dict[int, list[int]]:
        return {cell: lines for cell, lines in enumerate(_lines_of_cells(_decode(self.raw, self.path)), 1) if lines}


def read_notebook(path: str, raw: bytes) -> Notebook:
    """Read a notebook of format 3 or 4.

    Cells are numbered regardless of their type; malformed cells are skipped.

    Raises:
        SourceProblem: it is too large, is not JSON (truncated, a merge conflict, another encoding), or has no cells.
    """
    check_size(raw, path)
    data = _load(path, raw)
    language = kernel_language(data.get("metadata"))
    sources = list(_code_cells(_cells(path, data))) if is_python(language) else []
    parts: list[Part] = []
    written = _Written()
    line = 1
    for number, source in sources:
        cell = read_cell(source)
        for part in _parts_of(cell, source, number, line):
            parts.append(part)
            line += _line_count(part.text)
        if cell.file_name is not None:
            first = 1 + _line_count(source[: cell.body])
            body = source[cell.body :]
            written.add(cell.file_name, cell.append, Part(1, number, first, _ended(body), source=body))
    return Notebook(path, raw, language, tuple(parts), written.files())


def _parts_of(cell: Cell, source: str, number: int, line: int) -> Iterator[Part]:
    """Split a cell into parts with the same prefix removed.

    Args:
        line: line of the joined text at which the cell begins.
    """
    if not cell.margins:
        yield Part(line, number, 1, _ended(cell.text), source=source)
        return
    rows = list(zip(cell.margins, _lines(cell.text)))
    for index in range(1, len(rows)):  # a blank line belongs to the part before it
        if not rows[index][1].strip(BLANKS):
            rows[index] = (rows[index - 1][0], rows[index][1])
    at = 0
    for margin, group in groupby(rows, key=itemgetter(0)):
        text = _ended("".join(row for _, row in group))
        yield Part(line + at, number, 1 + at, text, len(margin), margin, "" if at else source)
        at += _line_count(text)


class _Written:
    """Collects the files that cells write."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, list[Part]]] = []
        self._last: dict[str, list[Part]] = {}  # the last file of each name

    def add(self, name: str, append: bool, part: Part) -> None:
        """Add the content that a cell writes: to the end of the last file of that name if it appends."""
        parts = self._last.get(name)
        if append and parts is not None:
            last = parts[-1]
            parts.append(replace(part, line=last.line + _line_count(last.text)))
            return
        self._last[name] = [part]
        self._parts.append((name, self._last[name]))

    def files(self) -> tuple[WrittenFile, ...]:
        """The files in the order of creation."""
        return tuple(WrittenFile(name, tuple(parts)) for name, parts in self._parts)


def _load(path: str, raw: bytes) -> dict[str, Any]:
    text = _decode(raw, path)
    if not text.strip():
        raise _problem(path, "the notebook is empty")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        span = Span(error.lineno, error.colno, error.lineno, error.colno)
        raise _problem(path, f"the notebook is no JSON: {error.msg}", span) from None
    except RecursionError:
        raise _problem(path, "the notebook nests too deep to be read") from None
    except ValueError as error:
        raise _problem(path, f"the notebook is no JSON: {error}") from None
    if not isinstance(data, dict):
        raise _problem(path, "no notebook: the JSON text is not an object")
    return data


def _decode(raw: bytes, path: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"byte 0x{raw[error.start]:02x} is not valid UTF-8"
        raise _problem(path, message, Span(line, column, line, column)) from None


def _cells(path: str, data: dict[str, Any]) -> list[Any]:
    cells = data.get("cells")
    if cells is None and isinstance(data.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in data["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise _problem(path, "no notebook: it has no list of cells")
    return cells


def _code_cells(cells: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code" or not is_python(cell_language(cell)):
            continue
        source = cell["source"] if "source" in cell else cell.get("input")
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str):
            yield number, source


def _ended(text: str) -> str:
    """A text that ends in a line feed, so that the next cell begins on a new line, whichever character it begins with."""
    return text if text.endswith("\n") else f"{text}\n"


def _lines(text: str) -> list[str]:
    """The lines with their line endings."""
    return [line for line in _LINE.findall(text) if line]


def _line_count(text: str) -> int:
    """The number of line endings."""
    return len(_lines(text)) if text.endswith(("\n", "\r")) else max(0, len(_lines(text)) - 1)


def _lines_of_cells(text: str) -> Iterator[list[int]]:
    """For each cell, the line of the JSON text that holds each line of its source."""
    ends = [match.end() for match in re.finditer("\n", text)]
    for _, start in json_places.sources_of_cells(text):
        yield [] if start is None else [1 + bisect_right(ends, offset) for offset in _line_offsets(text, start)]


def _line_offsets(text: str, start: int) -> list[int]:
    """For each line of a source (a string or a list of strings), the offset of the JSON string in which it begins."""
    if text[start : start + 1] != "[":
        value = json.JSONDecoder().raw_decode(text, start)[0]
        return [start] * max(1, len(_lines(value))) if isinstance(value, str) else []
    offsets: list[int] = []
    in_line = False
    for item in json_places.items(text, start):
        value = json.JSONDecoder().raw_decode(text, item)[0]
        for line in _lines(value) if isinstance(value, str) else ():
            if not in_line:
                offsets.append(item)
            in_line = not line.endswith(("\n", "\r"))
    return offsets


def _problem(path: str, message: str, span: Span = START) -> SourceProblem:
    return SourceProblem(Problem(CODE, message, Place(path, span)))
