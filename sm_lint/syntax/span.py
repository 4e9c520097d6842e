"""Places in text files: of a finding, of a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of text; lines and columns count from 1, columns are code points.

    A line ends with LF, CR LF or CR. Both positions are in the text, at most after the last character of a line.
    """

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of one file.

    Attributes:
        path: absolute path of the file; names that are not UTF-8 carry surrogate escapes.
        span: the range within the file, or within the cell of a notebook.
        cell: number of the notebook cell, counted from 1; None outside notebooks.
    """

    path: str
    span: Span = START
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of an input file that is found before any rule runs.

    Attributes:
        code: the meta rule that reports it, such as ``SMX901``.
        message: one sentence without a full stop.
        place: its place.
        hint: how to fix it ("did you mean `select`?"), or an empty string.
        contract: the contract that it concerns, if any.
        severity: its severity if it differs from that of its rule: ``info`` if the file is not at fault.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    contract: str | None = None
    severity: str = ""
