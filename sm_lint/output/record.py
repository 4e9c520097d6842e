"""Findings as plain data: the structure shared by the JSON formats."""

from __future__ import annotations

from typing import Any

from sm_lint.diagnostics.finding import Edit, Finding, Fix, Note
from sm_lint.links import rule_url
from sm_lint.output.context import RenderContext
from sm_lint.output.text import encodable, shown_path


def record(finding: Finding, context: RenderContext) -> dict[str, Any]:
    """A finding as a JSON object; lines and columns count from 1, columns are code points.

    In a notebook, line and column refer to the cell, and `raw_line` to the file.
    """
    place = finding.place
    found: dict[str, Any] = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": encodable(finding.message),
        "path": shown_path(place.path, context.cwd),
        "cell": place.cell,
        "line": place.span.line,
        "column": place.span.column,
        "end_line": place.span.end_line,
        "end_column": place.span.end_column,
        "contract": None if finding.contract is None else encodable(finding.contract),
        "url": rule_url(finding.name),
        "notes": [_note(note, context) for note in finding.notes],
        "fix": None if finding.fix is None else _fix(finding.fix, context),
    }
    if place.cell is not None:
        found["raw_line"] = context.sources.file_line(place)
    return found


def _note(note: Note, context: RenderContext) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": encodable(note.message), "path": None, "line": None, "column": None}
    if note.place is not None:
        span = note.place.span
        shown.update(path=shown_path(note.place.path, context.cwd), line=span.line, column=span.column)
        if note.place.cell is not None:
            shown |= {"cell": note.place.cell, "raw_line": context.sources.file_line(note.place)}
    return shown


def _fix(fix: Fix, context: RenderContext) -> dict[str, Any]:
    return {
        "applicability": fix.applicability.value,
        "message": encodable(fix.message),
        "edits": [_edit(edit, context) for edit in fix.edits],
    }


def _edit(edit: Edit, context: RenderContext) -> dict[str, Any]:
    span = edit.place.span
    shown: dict[str, Any] = {
        "path": shown_path(edit.place.path, context.cwd),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "content": encodable(edit.content),
    }
    if edit.place.cell is not None:
        shown["cell"] = edit.place.cell
    return shown
