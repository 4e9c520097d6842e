"""Applies edits to the bytes of a file: encoding, byte order mark, line endings and everything else stay."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sm_lint.diagnostics.cell_source import edited, source_of
from sm_lint.diagnostics.edits import Replacement, pieces, replacements
from sm_lint.diagnostics.finding import Edit
from sm_lint.diagnostics.untouched import same_tokens_outside, same_values_but
from sm_lint.files import json_places
from sm_lint.files.magics import visible_python
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DATA, DocumentKind, document_kind, is_notebook
from sm_lint.workspace.source import SourceProblem, decode


def rewrite(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The content of a file after compatible edits.

    Outside the edits no byte changes, and in Python no token: an edit that affects the text around it is refused.

    Args:
        path: its name decides how it is parsed: as TOML, JSON, notebook or Python.
        data: its current content.
        edits: edits of this file; those of a notebook name the cell.

    Raises:
        ValueError: an edit is outside the text, expects another text or affects the text around it, or the text cannot
            be decoded or encoded (UnicodeError).
    """
    if is_notebook(path):
        return rewrite_notebook(data, edits)
    encoding = encoding_of(path, data)
    text = data.decode(encoding)
    changes = replacements(text, edits)
    parts = pieces(text, changes)
    after = "".join(parts)
    if document_kind(path) in DATA:
        _expect_same_values(path, text, after, len(changes))
    else:
        _expect_same_tokens(text, after, changes)
    return _encoded(data, encoding, text, changes, parts)


def _expect_same_tokens(before: str, after: str, changes: Sequence[Replacement]) -> None:
    if not same_tokens_outside(before, after, changes):
        raise ValueError("the code around the edit would be read otherwise")


def _expect_same_values(path: str, before: str, after: str, edits: int) -> None:
    """Raise ValueError if more values change than there are edits, or a key changes."""
    try:
        old = load_values(path, before)
    except (ValueError, RecursionError):
        return  # it was not a valid document before
    if not same_values_but(old, load_values(path, after), edits):
        raise ValueError("the edit would change other values as well")


def load_values(path: str, text: str) -> Any:
    """Parse a text of JSON or TOML, according to the name of its file.

    Raises:
        ValueError: it is not valid.
        RecursionError: it is nested too deeply.
    """
    if document_kind(path) is DocumentKind.JSON:
        return json.loads(text)
    import tomli

    return tomli.loads(text)


def _encoded(data: bytes, encoding: str, text: str, changes: Sequence[Replacement], parts: Sequence[str]) -> bytes:
    """The bytes of a text that consists of parts; unchanged parts keep the bytes of the file.

    Raises:
        ValueError: the codec does not reproduce the text, or encodes a part differently on its own than within the
            text.
    """
    mark, codec = (codecs.BOM_UTF8, "utf-8") if encoding == "utf-8-sig" else (b"", encoding)
    kept = list(parts)
    kept[1::2] = [text[change.start : change.end] for change in changes]
    after = mark + b"".join(part.encode(codec) for part in parts)
    if mark + b"".join(part.encode(codec) for part in kept) != data or after.decode(encoding) != "".join(parts):
        raise ValueError(f"its encoding, {codec}, does not keep what is not edited")
    return after


def source_text(place: Place, data: bytes) -> str:
    """The text in which the lines and columns of a place are counted: that of the file, or of the notebook cell.

    Args:
        place: the place.
        data: content of its file.

    Raises:
        ValueError: the text cannot be decoded, or the notebook has no such cell.
    """
    if place.cell is None:
        return data.decode(encoding_of(place.path, data))
    return CellTexts(data).text(place.cell)


class CellTexts:
    """The texts of a notebook's cells.

    Raises:
        ValueError: the notebook cannot be decoded, or has no cells.
    """

    def __init__(self, data: bytes) -> None:
        self._text = data.decode(encoding_of(".ipynb", data))
        self._spans = _source_spans(self._text)

    def text(self, cell: int) -> str:
        """The text of a cell, by its number counted from 1.

        Raises:
            ValueError: there is no such cell.
        """
        if not 1 <= cell <= len(self._spans):
            raise ValueError(f"there is no cell {cell}")
        start, end = self._spans[cell - 1]
        return source_of(self._text[start:end])


def encoding_of(path: str, data: bytes) -> str:
    """The codec of a file's text; ``utf-8-sig`` removes the byte order mark and restores it.

    Raises:
        ValueError: a Python file declares an encoding that does not exist, or is in another one.
    """
    if document_kind(path) in DATA or is_notebook(path):
        return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return decode(data, path).encoding
    except SourceProblem as error:
        raise ValueError(str(error)) from error


def rewrite_notebook(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The notebook with the source of some cells edited and no other byte changed.

    Raises:
        ValueError: there is no such cell or position, the text there is another, or an edit affects the text around it.
    """
    encoding = encoding_of(".ipynb", data)
    text = data.decode(encoding)
    by_cell = sorted(edits, key=lambda edit: edit.place.cell or 0, reverse=True)
    spans = _source_spans(text)
    parts: list[str] = []  # the last one first
    left = len(text)  # end of the text that is not copied yet
    for number, group in groupby(by_cell, key=lambda edit: edit.place.cell or 0):
        if not 1 <= number <= len(spans):
            raise ValueError(f"there is no cell {number}")
        start, end = spans[number - 1]
        source = source_of(text[start:end])
        changes = replacements(source, group)
        after = "".join(pieces(source, changes))
        _expect_same_tokens(visible_python(source), visible_python(after), changes)
        written = edited(text[start:end], changes)
        if source_of(written) != after:
            raise ValueError(f"the JSON text of cell {number} cannot be edited")
        parts += (text[end:left], written)
        left = start
    return "".join([text[:left], *reversed(parts)]).encode(encoding)


def _source_spans(text: str) -> list[tuple[int, int]]:
    """The offsets of each cell's source in the JSON text, in order; an empty span for a cell without one."""
    spans = [
        (cell, cell) if start is None else (start, json_places.value_end(text, start))
        for cell, start in json_places.sources_of_cells(text)
    ]
    if not spans:
        raise ValueError("the notebook has no cells")
    return spans
