from __future__ import annotations

import codecs
import json

import pytest

from sm_lint.diagnostics.finding import Edit
from sm_lint.diagnostics.rewrite import rewrite
from sm_lint.syntax.span import Place, Span


def replace_line(number: int, length: int, content: str, cell: int | None = None) -> Edit:
    return Edit(Place("/a", Span(number, 1, number, length + 1), cell), content, "abc"[:length])


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "é = 1\nabc\n".encode(),
        "# coding: latin-1\nabc\né = 1\n".encode("latin-1"),
        "é\r\nabc\r\n\tx  \r\n".encode(),
        b"\x0c\nabc",
    ],
)
def test_only_what_is_edited_changes(data: bytes) -> None:
    number = 1 + data.split(b"abc")[0].count(b"\n")
    assert rewrite("/a.py", data, [replace_line(number, 3, "new")]) == data.replace(b"abc", b"new")


def test_what_the_encoding_lacks_is_refused() -> None:
    with pytest.raises(UnicodeError):
        rewrite("/a.py", b"# coding: latin-1\nabc\n", [replace_line(2, 3, "\u20ac")])


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist: klingon"):
        rewrite("/a.py", b"# coding: klingon\nabc\n", [replace_line(2, 3, "x")])


NOTEBOOK = """{
 "cells": [
  {"cell_type": "markdown", "source": "# \\u00e9"},
  {
   "cell_type": "code", "metadata": {"k": 1.50, "source": "not this"},
   "source": [
    "abc\\n",
    "é = \\"q\\""
   ]
  },
  {"cell_type": "code", "source": "abc"},
  {"cell_type": "code"}, {"source": ["abc"]}, {"source": []}
 ],
 "nbformat": 4
}
"""


def cells(data: bytes) -> list[str]:
    return ["".join(cell.get("source", "")) for cell in json.loads(data)["cells"]]


def test_a_cell_of_lines_keeps_its_form() -> None:
    data = rewrite("/a.ipynb", NOTEBOOK.encode(), [replace_line(1, 3, "x\ny", cell=2)])
    assert data.decode() == NOTEBOOK.replace('    "abc\\n",\n', '    "x\\n",\n    "y\\n",\n')


def test_cells_of_other_forms() -> None:
    edits = [replace_line(1, 3, '"new"', cell=3), replace_line(1, 3, "a\nb", cell=5)]
    data = rewrite("/a.ipynb", NOTEBOOK.encode(), edits)
    expected = NOTEBOOK.replace('"source": "abc"', '"source": "\\"new\\""')
    assert data.decode() == expected.replace('{"source": ["abc"]}', '{"source": ["a\\n", "b"]}')
    assert cells(data)[2:5] == ['"new"', "", "a\nb"]


def test_a_cell_that_becomes_empty_and_one_that_was() -> None:
    data = rewrite("/a.ipynb", NOTEBOOK.encode(), [replace_line(1, 3, "", cell=5), replace_line(1, 0, "z", cell=6)])
    assert cells(data)[4:] == ["", "z"]


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"cells": {}}', '{"cells": [1]}', "nonsense", "{", '{"cells": [{"source": "']
)
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rewrite("/a.ipynb", text.encode(), [replace_line(1, 3, "x", cell=1)])


def test_a_cell_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="cell 7"):
        rewrite("/a.ipynb", NOTEBOOK.encode(), [replace_line(1, 3, "x", cell=7)])
