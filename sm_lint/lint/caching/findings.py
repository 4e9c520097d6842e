"""Encodes findings as lists for a table: strict, as a cache may come with a stranger's repository.

A finding is ``[code, name, severity, message, place, notes, fix, contract]``. A place is ``[path, line, column, end line,
end column, cell]``, without a path where it is the file that the findings were stored for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Note, Severity
from sm_lint.syntax.span import Place, Span

_SEVERITIES: Mapping[str, Severity] = {each.value: each for each in Severity}
_APPLICABILITIES: Mapping[str, Applicability] = {each.value: each for each in Applicability}
_FOUR_TEXTS = [str] * 4
_FIVE_NUMBERS = [int] * 5

Rows = list[list[Any]]
"""Encoded findings."""


def encoded(findings: Iterable[Finding], path: str) -> Rows:
    """The rows of findings.

    Args:
        findings: any findings.
        path: the file that they are stored for.
    """
    return [
        [
            finding.code,
            finding.name,
            finding.severity.value,
            finding.message,
            _of_place(finding.place, path),
            [[note.message, None if note.place is None else _of_place(note.place, path)] for note in finding.notes],
            None if finding.fix is None else _of_fix(finding.fix, path),
            finding.contract,
        ]
        for finding in findings
    ]


def decoded(rows: Any, path: str, root: str) -> tuple[Finding, ...]:
    """The findings of rows.

    Args:
        rows: what :func:`encoded` returned, or anything else.
        path: the file that they are stored for.
        root: absolute folder in which fixes may edit other files.

    Raises:
        ValueError: a value is not allowed; a fix edits a file outside of `root`.
        TypeError, KeyError: the rows do not have the expected shape.
    """
    return tuple(_Reader(path, root).finding(row) for row in rows)


def _of_place(place: Place, path: str) -> list[Any]:
    return [None if place.path == path else place.path, *place.span, place.cell]


def _of_fix(fix: Fix, path: str) -> list[Any]:
    edits = [[_of_place(edit.place, path), edit.content, edit.expected] for edit in fix.edits]
    return [fix.message, fix.applicability.value, edits]


class _Reader:
    """Decodes rows; places are shared, as most notes of a file lead to few of them."""

    def __init__(self, path: str, root: str) -> None:
        self._path = path
        self._below = root.rstrip(os.sep) + os.sep
        self._places: dict[tuple[Any, ...], Place] = {}

    def finding(self, row: Any) -> Finding:
        code, name, severity, message, place, notes, fix, contract = row
        if [type(code), type(name), type(severity), type(message)] != _FOUR_TEXTS:
            raise TypeError("no finding")
        return Finding(
            code,
            name,
            _SEVERITIES[severity],
            message,
            self._place(place),
            tuple([Note(_text(said), None if where is None else self._place(where)) for said, where in notes]),
            None if fix is None else self._fix(fix),
            None if contract is None else _text(contract),
        )

    def _place(self, row: Any) -> Place:
        path, line, column, end_line, end_column, cell = row
        key = (path, line, column, end_line, end_column, cell)
        known = self._places.get(key)
        if known is not None:
            return known
        numbers = [line, column, end_line, end_column, 1 if cell is None else cell]
        if list(map(type, numbers)) != _FIVE_NUMBERS or min(numbers) < 1:
            raise TypeError("no place")
        span = Span(line, column, end_line, end_column)
        place = self._places[key] = Place(self._path if path is None else _text(path), span, cell)
        return place

    def _fix(self, row: Any) -> Fix:
        message, applicability, edits = row
        return Fix(_text(message), tuple(map(self._edit, edits)), _APPLICABILITIES[applicability])

    def _edit(self, row: Any) -> Edit:
        where, content, expected = row
        place = self._place(where)
        if place.path != self._path and os.path.normpath(place.path) != place.path:
            raise ValueError("an edit of a file that is named in a roundabout way")
        if place.path != self._path and not place.path.startswith(self._below):
            raise ValueError("an edit outside of the project")
        return Edit(place, _text(content), _text(expected))


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("no text")
    return value
