"""The bytes of a file with edits applied: encoding, byte order mark, line ends and everything not edited stay."""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import tokenize
from collections.abc import Sequence
from itertools import groupby
from typing import cast

from sm_lint.files import json_places
from sm_lint.lint.edits import apply, split_lines
from sm_lint.lint.finding import Edit
from sm_lint.syntax.span import Place

_decoder = json.JSONDecoder()


def rewrite(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The content of a file after edits that do not get in each other's way.

    Args:
        path: its name decides how it is read: TOML, notebook or Python.
        data: its content now.
        edits: edits of this file; those of a notebook name the cell.

    Raises:
        ValueError: an edit lies outside the text, or the text cannot be decoded or encoded (UnicodeError).
    """
    if path.endswith(".ipynb"):
        return rewrite_notebook(data, edits)
    encoding = encoding_of(path, data)
    return apply(data.decode(encoding), edits).encode(encoding)


def source_text(place: Place, data: bytes) -> str:
    """The text that the lines and columns of a place are counted in: that of the file, or of the notebook's cell.

    Args:
        place: what is looked for.
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
        source = json.loads(self._text[start:end])
        return source if isinstance(source, str) else "".join(cast("list[str]", source))


def encoding_of(path: str, data: bytes) -> str:
    """Codec of a file's text; ``utf-8-sig`` takes the byte order mark off and puts it back.

    Raises:
        ValueError: a Python file declares an encoding that does not exist.
    """
    if path.endswith((".toml", ".json", ".ipynb")):
        return "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        raise ValueError(str(error)) from error


def rewrite_notebook(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The notebook with the source of some cells edited and not another byte changed.

    Raises:
        ValueError: the notebook has no such cell, or the cell no such position.
    """
    encoding = encoding_of(".ipynb", data)
    text = data.decode(encoding)
    by_cell = sorted(edits, key=lambda edit: edit.place.cell or 0, reverse=True)
    spans = _source_spans(text)
    pieces: list[str] = []  # the last one first
    left = len(text)  # what stands before it is still to be taken
    for number, group in groupby(by_cell, key=lambda edit: edit.place.cell or 0):
        if not 1 <= number <= len(spans):
            raise ValueError(f"there is no cell {number}")
        start, end = spans[number - 1]
        pieces += (text[end:left], _edited(text[start:end], list(group)))
        left = start
    return "".join([text[:left], *reversed(pieces)]).encode(encoding)


def _edited(written: str, edits: Sequence[Edit]) -> str:
    """JSON text of a cell's source after edits, in the form it had: one string, or a list of lines."""
    value = json.loads(written)
    ascii_only = written.isascii() and "\\u" in written
    if isinstance(value, str):
        return json.dumps(apply(value, edits), ensure_ascii=ascii_only)
    source = apply("".join(cast("list[str]", value)), edits)
    items = [json.dumps(line, ensure_ascii=ascii_only) for line in split_lines(source)]
    first, last = written.find('"'), written.rfind('"')
    if first < 0 or not items:
        return f"[{', '.join(items)}]"
    opening = written[1:first]
    separator = "," + (opening if "\n" in opening else " ")
    return f"[{opening}{separator.join(items)}{written[last + 1 :]}"


def _source_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the source of each cell in the JSON text, in order; an empty span for a cell without one."""
    top = json_places.members(text, json_places.skip(text, 0))
    if "cells" in top:
        cells = json_places.items(text, top["cells"])
    else:
        sheets = json_places.items(text, top.get("worksheets", len(text)))
        lists = [json_places.members(text, sheet).get("cells", len(text)) for sheet in sheets]
        cells = [cell for start in lists for cell in json_places.items(text, start)]
    if not cells:
        raise ValueError("the notebook has no cells")
    spans = []
    for cell in cells:
        fields = json_places.members(text, cell)
        start = fields.get("source", fields.get("input"))
        spans.append((cell, cell) if start is None else (start, _decoder.raw_decode(text, start)[1]))
    return spans


def write_atomically(path: str, data: bytes) -> None:
    """Replace the content of a file in one step; its mode stays, and a link goes on being one.

    Raises:
        OSError: it cannot be written; the file is then as it was.
    """
    target = os.path.realpath(path)
    mode = stat.S_IMODE(os.stat(target).st_mode)
    import tempfile

    handle, temporary = tempfile.mkstemp(prefix=".sm-lint-", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
