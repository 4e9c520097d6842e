"""The documents that are open in the editor."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.workspace.source import SourceProblem, decode, read_bytes

_COOKIE = regex(r"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)", re.ASCII)


class CellText(NamedTuple):
    """A cell of an open notebook.

    Attributes:
        uri: identifies the cell's document.
        is_code: whether it is a code cell.
        text: its source.
    """

    uri: str
    is_code: bool
    text: str


@dataclass(slots=True)
class Buffers:
    """Open documents by absolute path. One thread changes them, and others may read them meanwhile.

    Attributes:
        texts: the text of each open file.
        notebooks: the cells of each open notebook, with the language of its kernel.
    """

    texts: dict[str, str] = field(default_factory=dict)
    notebooks: dict[str, tuple[CellText, ...]] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, text: str) -> None:
        """Open a file, or replace its text."""
        self.texts[path] = text
        self._contents[path] = encoded(text)

    def put_notebook(self, path: str, cells: Sequence[CellText]) -> None:
        """Open a notebook, or replace its cells."""
        self.notebooks[path] = tuple(cells)
        self._contents[path] = notebook_json(cells)

    def close(self, path: str) -> None:
        """Forget a document: the file on the disk counts again."""
        self.texts.pop(path, None)
        self.notebooks.pop(path, None)
        self._contents.pop(path, None)

    def __contains__(self, path: object) -> bool:
        return path in self._contents

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._contents))

    def overlay(self) -> Mapping[str, bytes]:
        """The contents of the documents that differ from the disk, by absolute path.

        One that only repeats the file is left out: what is known of the file holds for it.
        """
        return {path: content for path, content in dict(self._contents).items() if not self._is_saved(path, content)}

    def text(self, path: str) -> str:
        """The text of a document, or of the file on the disk; empty if it cannot be read."""
        text = self.texts.get(path)
        return file_text(path) if text is None else text

    def content(self, path: str) -> bytes | None:
        """The content of a document, or of the file on the disk; None if it cannot be read."""
        content = self._contents.get(path)
        if content is not None:
            return content
        try:
            return read_bytes(path)
        except SourceProblem:
            return None

    def cell(self, path: str, number: int) -> CellText | None:
        """The cell of an open notebook with this number, counted from 1; None if there is none."""
        cells = self.notebooks.get(path, ())
        return cells[number - 1] if 0 < number <= len(cells) else None

    def cell_of(self, uri: str) -> tuple[str, int] | None:
        """The notebook, and the number of the cell, that a cell's document belongs to."""
        for path, cells in dict(self.notebooks).items():
            for number, cell in enumerate(cells, 1):
                if cell.uri == uri:
                    return path, number
        return None

    def _is_saved(self, path: str, content: bytes) -> bool:
        text = self.texts.get(path)
        if text is None:
            return False  # the cells say nothing of outputs and metadata, and the file does
        try:
            data = read_bytes(path)
            return data == content or decode(data, path).text == text
        except SourceProblem:
            return False


def file_text(path: str) -> str:
    """The text of a file on the disk; empty if it cannot be read."""
    try:
        return decode(read_bytes(path), path).text
    except SourceProblem:
        return ""


def encoded(text: str) -> bytes:
    """The bytes of a buffer: in the encoding that the text declares for itself, else UTF-8."""
    declared = _COOKIE.match(text)
    if declared is not None:
        try:
            return text.encode(codecs.lookup(declared[1]).name)
        except (LookupError, UnicodeError):
            pass
    return text.encode("utf-8", "surrogatepass")


def notebook_json(cells: Sequence[CellText]) -> bytes:
    """A notebook file with these cells."""
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.text}
                if cell.is_code
                else {"cell_type": "markdown", "metadata": {}, "source": cell.text}
                for cell in cells
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ).encode("utf-8", "surrogatepass")
