"""Places in text files: where a finding stands, where a value was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of text; lines and columns count from 1, columns are code points.

    A line ends with LF, CR LF or CR. Both positions are in the text: behind the last character of a line at most.
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
    """Something wrong with an input file, found before any rule could look at it.

    Attributes:
        code: the meta rule that speaks for it, such as ``SMX901``.
        message: one sentence without a full stop.
        place: where it stands.
        hint: what to do about it ("did you mean `select`?"), or an empty string.
        contract: the contract it is about, where it is about one.
        severity: how bad it is, where that is not what its rule says: ``info`` for what is no mistake of the file.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    contract: str | None = None
    severity: str = ""
