"""Conversion between the linter's places, edits and findings and those of the protocol."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlsplit

from lsprotocol import types

from sm_lint.diagnostics.edits import Lines as TextLines
from sm_lint.diagnostics.finding import Edit, Finding, Severity
from sm_lint.files.notebook import read_notebook
from sm_lint.links import file_uri, rule_url
from sm_lint.output.text import one_line
from sm_lint.patterns import regex
from sm_lint.server.buffers import Buffers
from sm_lint.server.diagnostics import DEPRECATED, UNNECESSARY
from sm_lint.server.landmarks import Cursor
from sm_lint.server.positions import Lines, Position, Units
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.source import SourceProblem

_DRIVE = regex(r"/[A-Za-z]:")
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class EditRefusedError(Exception):
    """Why an edit cannot be made: the document has changed, or is a notebook that is not open as one."""


def path_of(uri: str) -> str | None:
    """The absolute path of a document; None if it is not a file."""
    try:
        scheme, host, path, _, _ = urlsplit(uri)
    except ValueError:
        return None
    if scheme != "file" or not path:
        return None
    name = os.fsdecode(unquote_to_bytes(path))
    if host and host != "localhost":
        name = f"//{host}{name}"
    elif os.name == "nt" and _DRIVE.match(name):
        name = name[1:]
    return os.path.normpath(name)


class Wire:
    """Converts for one client.

    Args:
        buffers: the open documents.
        units: the units of columns that the client uses.
    """

    def __init__(self, buffers: Buffers, units: Units = Units.UTF_16) -> None:
        self.units = units
        self._buffers = buffers
        self._uris: dict[str, str] = {}
        self._lines: tuple[str, Lines] = "", Lines("", units)

    def lines(self, text: str) -> Lines:
        """The lines of a text; those of the last text are kept."""
        if self._lines[0] is not text and self._lines[0] != text:
            self._lines = text, Lines(text, self.units)
        return self._lines[1]

    def opened(self, path: str, uri: str) -> None:
        """Remember how the client spells the address of a document."""
        self._uris[path] = uri

    def uri(self, place: Place) -> str:
        """The address of the document, or of the cell's document, that a place is in."""
        if place.cell is not None:
            cell = self._buffers.cell(place.path, place.cell)
            if cell is not None:
                return cell.uri
        return self._uris.get(place.path) or file_uri(place.path)

    def text(self, place: Place) -> str:
        """The text of that document."""
        if place.cell is not None:
            cell = self._buffers.cell(place.path, place.cell)
            return cell.text if cell is not None else ""
        return self._buffers.text(place.path)

    def range(self, place: Place) -> types.Range:
        """The range of a place in its document. A cell of a notebook that is open as text gives its line of JSON."""
        if place.cell is not None and self._buffers.cell(place.path, place.cell) is None:
            line = _json_line(place, self._buffers)
            return _range(*self.lines(self._buffers.text(place.path)).whole_line(line))
        return _range(*self.lines(self.text(place)).range(place.span))

    def location(self, place: Place) -> types.Location:
        """A place as a location."""
        return types.Location(self.uri(place), self.range(place))

    def cursor(self, uri: str, position: types.Position) -> Cursor | None:
        """A position in a document or in the cell of a notebook; None if the document is not a file."""
        cell = self._buffers.cell_of(uri)
        path = cell[0] if cell is not None else path_of(uri)
        if path is None:
            return None
        number = cell[1] if cell is not None else None
        lines = self.lines(self.text(Place(path, cell=number)))
        line, column = lines.line_and_column(Position(position.line, position.character))
        return Cursor(path, line, column, number)

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """A finding as a diagnostic; its notes with places are related information."""
        related = [
            types.DiagnosticRelatedInformation(self.location(note.place), one_line(note.message))
            for note in finding.notes
            if note.place is not None
        ]
        rest = [one_line(note.message) for note in finding.notes if note.place is None]
        tags = [types.DiagnosticTag.Unnecessary] if finding.code in UNNECESSARY else []
        tags += [types.DiagnosticTag.Deprecated] if finding.code in DEPRECATED else []
        return types.Diagnostic(
            range=self.range(finding.place),
            message="\n".join([one_line(finding.message), *rest]),
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(rule_url(finding.name)),
            source="sm-lint",
            tags=tags or None,
            related_information=related or None,
            data={"key": key_of(finding)},
        )

    def text_edit(self, edit: Edit) -> tuple[str, types.TextEdit]:
        """The address of the document that an edit is in, and the edit.

        Raises:
            EditRefusedError: the document does not hold the text that the edit replaces.
        """
        place = edit.place
        if (place.cell is not None) != (place.path in self._buffers.notebooks) and is_notebook(place.path):
            raise EditRefusedError(f"{os.path.basename(place.path)} is not open as a notebook")
        text = self.text(place)
        try:
            replacement = TextLines(text).replacement(edit)
        except ValueError as error:
            raise EditRefusedError(str(error)) from error
        return self.uri(place), types.TextEdit(self.range(place), replacement.content)

    def workspace_edit(self, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Edits of any documents as one change.

        Raises:
            EditRefusedError: see :meth:`text_edit`.
        """
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            uri, change = self.text_edit(edit)
            changes.setdefault(uri, []).append(change)
        return types.WorkspaceEdit(changes=changes)

    def new_file(self, edit: Edit) -> types.WorkspaceEdit:
        """The change that makes a file with the content of an edit."""
        uri = self.uri(edit.place)
        document = types.OptionalVersionedTextDocumentIdentifier(uri)
        start = _range(Position(0, 0), Position(0, 0))
        return types.WorkspaceEdit(
            document_changes=[
                types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)),
                types.TextDocumentEdit(document, [types.TextEdit(start, edit.content)]),
            ]
        )


def key_of(finding: Finding) -> str:
    """Identifies a finding among those of one state of the documents."""
    text = repr((finding.code, finding.place, finding.message, finding.contract))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _range(start: Position, end: Position) -> types.Range:
    return types.Range(types.Position(*start), types.Position(*end))


def _json_line(place: Place, buffers: Buffers) -> int:
    data = buffers.text(place.path).encode("utf-8", "surrogatepass")
    try:
        return read_notebook(place.path, data).raw_line(place.cell or 0, place.span.line)
    except SourceProblem:
        return 1
