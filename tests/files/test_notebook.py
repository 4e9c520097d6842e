"""Notebooks as Python: what is masked, what is written, and where things stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.files.magics import read_cell, visible_python
from sm_lint.files.notebook import Notebook, WrittenFile, read_notebook
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Problem, Span
from sm_lint.workspace.source import SourceProblem


def code(source: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}, "execution_count": None}


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: Any, indent: int | None = 1, **metadata: Any) -> Notebook:
    data = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return read_notebook("/n.ipynb", json.dumps(data, indent=indent).encode())


def locate(read: Notebook | WrittenFile, span: Span) -> tuple[int | None, Span]:
    """The cell and the place in it of a span of the joined text."""
    place = SourceView("/n.ipynb", "/n.ipynb", read.text, read.parts).to_place(span)
    return place.cell, place.span


def refusal(raw: bytes) -> Problem:
    with pytest.raises(SourceProblem) as caught:
        read_notebook("/n.ipynb", raw)
    assert (caught.value.problem.code, caught.value.problem.place.path) == ("SMX901", "/n.ipynb")
    return caught.value.problem


def test_code_cells_in_their_order() -> None:
    found = notebook(text_cell("# a"), code("a = 1"), code(["b = 2\n", "c = 3\n"]), code(""), code("d"))
    assert found.text == "a = 1\nb = 2\nc = 3\n\nd\n"


def test_places() -> None:
    found = notebook(text_cell("x"), code("a = 1\nb"), code("c\n"), text_cell("y"), code("d"))
    assert locate(found, Span(1, 1, 1, 2)) == (2, Span(1, 1, 1, 2))
    assert locate(found, Span(2, 1, 2, 2)) == (2, Span(2, 1, 2, 2))
    assert locate(found, Span(3, 1, 3, 2)) == (3, Span(1, 1, 1, 2))
    assert locate(found, Span(4, 1, 4, 2)) == (5, Span(1, 1, 1, 2))
    assert locate(found, Span(1, 3, 4, 2)) == (2, Span(1, 3, 2, 2)), (
        "what reaches over cells ends with the first of them"
    )
    assert locate(found, Span(99, 1, 99, 1))[0] == 5


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_raw_lines(indent: int | None) -> None:
    found = notebook(text_cell("x"), code(["a = 1\n", "b = '\\n'\n", "c"]), code("d\ne"), indent=indent)
    lines = found.raw.decode().split("\n")
    for cell, line, expected in [
        (2, 1, '"a = 1\\n"'),
        (2, 2, "b = '"),
        (2, 3, '"c"'),
        (3, 1, '"d\\ne"'),
        (3, 2, '"d\\ne"'),
    ]:
        assert expected in lines[found.raw_line(cell, line) - 1]
    assert found.raw_line(2, 99) == found.raw_line(2, 3)
    assert found.raw_line(99, 1) == 1


def test_a_source_that_is_cut_within_lines() -> None:
    found = notebook(code(["a = ", "1\nb", " = 2"]))
    assert found.text == "a = 1\nb = 2\n"
    lines = found.raw.decode().split("\n")
    assert '"a = "' in lines[found.raw_line(1, 1) - 1]
    assert '"1\\nb"' in lines[found.raw_line(1, 2) - 1]


def test_format_3() -> None:
    cells = [
        {"cell_type": "markdown", "source": "x"},
        {"cell_type": "code", "language": "python", "input": ["a\n", "b"]},
    ]
    raw = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]}, indent=1).encode()
    found = read_notebook("/n.ipynb", raw)
    assert found.text == "a\nb\n"
    assert locate(found, Span(2, 1, 2, 2)) == (2, Span(2, 1, 2, 2))
    assert '"b"' in raw.decode().split("\n")[found.raw_line(2, 2) - 1]


@pytest.mark.parametrize(
    ("metadata", "is_read"),
    [
        ({}, True),
        ({"language_info": {"name": "python"}}, True),
        ({"kernelspec": {"name": "conda_python3"}}, True),
        ({"kernelspec": {"name": "pysparkkernel", "language": "python"}}, True),
        ({"kernelspec": {"language": "R", "name": "ir"}}, False),
        ({"language_info": {"name": "scala"}, "kernelspec": {"name": "python3"}}, False),
        ({"kernelspec": {"name": "julia-1.9"}}, False),
        ({"kernelspec": {"name": "conda_pytorch_p36"}}, True),
        ({"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "python"}}, False),
        ({"kernelspec": {"name": "sparkkernel"}, "language_info": {"name": "python"}}, False),
        ({"kernelspec": None, "language_info": {"name": 3}}, True),
    ],
)
def test_kernels(metadata: dict[str, Any], is_read: bool) -> None:
    found = notebook(code("%%writefile x.py\na"), **metadata)
    assert (bool(found.text), bool(found.writefiles)) == (is_read, is_read)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline\na", "                  \na"),
        ("!pip install x\na", "              \na"),
        ("!!ls", "    "),
        ("  !pip install \\\n    x \\\n    y\na = 1", "              \n     \n   \na = 1"),
        (",f a b\n;f a b\n/f 1 2\nx = 1", "      \n      \n      \nx = 1"),
        ("x = 1\n;", "x = 1\n "),
        (
            "matplotlib inline\nload_ext autoreload\nautoreload 2",
            "                 \n                   \n            ",
        ),
        ("time = 3\nstore in x\nrun .x", "time = 3\nstore in x\n      "),
        ("%env A \\\n  b\nx", "        \n   \nx"),
        ("x = %env \\\n  A\nx", "x = _     \n   \nx"),
        ("%%memit\nx = 1", "       \nx = 1"),
        (">>> x = [\n...     1,\n... ]\n>>> x", "x = [\n    1,\n]\nx"),
        ("x = [\n...     'a',\n... ]\nf(x)", "x = [\n    'a',\n]\nf(x)"),
        (">>> if x:\n...     y\n...\n>>>\n>>> z", "if x:\n    y\n\n\nz"),
        ("In [12]: if x:\n    ...:     y\n    ...: \n", "if x:\n    y\n\n"),
        ("[ins] In [1]: x\n", "x\n"),
        (" x = [1,\n        2]\n\ny = 3\n", "x = [1,\n       2]\n\ny = 3\n"),
        ("\n  x = 1\n  y = 2\n", "\nx = 1\ny = 2\n"),
        ("files = !ls -l\nb", "files = _     \nb"),
        ("files[f'{a}'] = !ls\nb", "files[f'{a}'] = _  \nb"),
        ("files['a']=!ls\nb", "files['a']=_  \nb"),
        ("print('a = !b')", "print('a = !b')"),
        ("x['a = !b']", "x['a = !b']"),
        ("a, b = %who_ls", "a, b = _      "),
        (
            "if x:\n    !ls\nelse:\n    # why\n    %cd y\n    %cd z",
            "if x:\n    _  \nelse:\n    # why\n    _    \n         ",
        ),
        ("if x:  # why\n    !ls", "if x:  # why\n    _  "),
        ("x = a\n%time fit(x)\n%time y = fit(x)", "x = a\n_;    fit(x)\n_;    y = fit(x)"),
        ("%timeit -n 1 f()", "                "),
        ("x?\nx.y??\n?x\nprint?;", "  \n     \n  \n       "),
        ("pip install x\ncd data\nrm -rf $X", "             \n       \n         "),
        ("cat = 1\nls in x\nmore and less\nman.x\nrm(1)", "cat = 1\nls in x\nmore and less\nman.x\nrm(1)"),
        ("%%time\na\n!ls\nb", "      \na\n   \nb"),
        ("%%time\n%%bash\nls -l\nfor", "      \n      \n     \n   "),
        ("%%capture\n%%time\na\n!ls", "         \n      \na\n   "),
        ("\n%%capture out\na", "\n             \na"),
        ("%%bash\nls\nfor x in *; do", "      \n  \n              "),
        ("%%html\n<b>", "      \n   "),
        ("%load_ext x\r\na\r\n", "           \r\na\r\n"),
    ],
)
def test_masking(cell: str, expected: str) -> None:
    masked = read_cell(cell).text
    assert masked == expected
    parse("/n.py", masked + "\n")


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n% b)\n",
        "s = '''\n!ls\n%cd\npip install x\n'''\n",
        "y = a != b\nz = a % b\n",
        "x = a \\\n  % b\n",
        "# what?\n",
        "s = 'what?'\n",
        "f(a=1)\nx %= 3\n",
        "f'''\n{x}\n!ls\n'''\n",
        "def cd(x): pass\ncd (1)\n",
        "x = (a\n/ b\n, c)\n",
        "def f():\n    ...\n",
        "x\ny\n>>> z\n",
    ],
)
def test_python_is_left_alone(cell: str) -> None:
    assert read_cell(cell).text == cell


def test_an_indented_cell() -> None:
    found = notebook(code("    a = 1\n    if b:\n        c\n\n    d = 2"))
    assert found.text == "a = 1\nif b:\n    c\n\nd = 2\n"
    assert locate(found, Span(3, 5, 3, 6)) == (1, Span(3, 9, 3, 10))


def test_a_line_of_an_indented_cell_that_only_looks_blank() -> None:
    found = notebook(code("    a = 1\n\u00a0"))
    assert found.text == "a = 1\n\u00a0\n"
    assert locate(found, Span(2, 1, 2, 1)) == (1, Span(2, 1, 2, 1))


def test_places_in_a_cell_with_prompts() -> None:
    found = notebook(code("x = [\n...     1,\n... ]\ny"), code("z"))
    assert found.text == "x = [\n    1,\n]\ny\nz\n"
    assert locate(found, Span(2, 5, 2, 6)) == (1, Span(2, 9, 2, 10))
    assert locate(found, Span(1, 1, 3, 2)) == (1, Span(1, 1, 3, 6))
    assert locate(found, Span(4, 1, 4, 2)) == (1, Span(4, 1, 4, 2))
    assert locate(found, Span(4, 1, 5, 2)) == (1, Span(4, 1, 4, 2))
    assert locate(found, Span(5, 1, 5, 2)) == (2, Span(1, 1, 1, 2))


def test_written_files() -> None:
    found = notebook(
        text_cell("x"),
        code("%%writefile src/train.py\nimport os\nx = 1"),
        code("a = 1"),
        code("\n%%writefile -a src/train.py\ny = 2\n"),
        code('%%writefile "my script.py"\nz\n'),
        code("%%writefile $DIR/{name}.py\nw"),
        code("%%writefile"),
        code("%%file train\n#!/usr/bin/env python\n"),
        code("%%writefile requirements.txt\npandas\n"),
    )
    train, script, computed, shebang, requirements = found.writefiles
    assert (train.name, train.text, train.cell, train.first_line) == ("src/train.py", "import os\nx = 1\ny = 2\n", 2, 2)
    assert locate(train, Span(2, 1, 2, 2)) == (2, Span(3, 1, 3, 2))
    assert locate(train, Span(3, 1, 3, 2)) == (4, Span(3, 1, 3, 2))
    assert (script.name, script.text) == ("my script.py", "z\n")
    assert (computed.name, computed.is_python) == ("$DIR/{name}.py", True)
    assert (shebang.is_python, requirements.is_python) == (True, False)
    assert found.text.strip() == "a = 1"


def test_a_file_that_is_written_twice_is_two_scripts() -> None:
    first, second = notebook(code("%%writefile x.py\na"), code("%%writefile x.py\nb")).writefiles
    assert (first.text, second.text) == ("a\n", "b\n")


def test_a_cell_that_ends_in_a_carriage_return() -> None:
    found = notebook(code("a = 1\r"), code("\nb = 2"))
    assert locate(found, Span(3, 1, 3, 2)) == (2, Span(2, 1, 2, 2))


def test_an_error_at_the_end_of_the_text_is_at_the_end_of_its_cell() -> None:
    found = notebook(code("def f():\r\n"))
    assert locate(found, Span(2, 1, 2, 1)) == (1, Span(1, 9, 1, 9))


def test_cells_that_are_none() -> None:
    found = notebook(None, 3, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 3}, code(["a", 3]))  # type: ignore[list-item]
    assert found.text == "a\n"
    assert locate(found, Span(1, 1, 1, 2))[0] == 6
    assert found.raw_line(2, 1) == 1


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        (b"", 1, 1, "empty"),
        (b" \n", 1, 1, "empty"),
        (b'{"cells": [', 1, 12, "no JSON"),
        (b'{"cells": [\n<<<<<<< HEAD\n', 2, 1, "no JSON"),
        (b"[]", 1, 1, "not an object"),
        (b"{}", 1, 1, "no list of cells"),
        (b'{"cells": {}}', 1, 1, "no list of cells"),
        (b'{"worksheets": 3}', 1, 1, "no list of cells"),
        (b'{"a": "\n \xff"}', 2, 2, "not valid UTF-8"),
        (b'{"cells": ' + b"[" * 100_000, 1, 1, "too deep"),
        (b'{"cells": ' + b"9" * 10_000 + b"}", 1, 1, "no "),
    ],
)
def test_what_is_no_notebook(raw: bytes, line: int, column: int, message: str) -> None:
    problem = refusal(raw)
    assert message in problem.message
    assert problem.place.span == (line, column, line, column)


def test_a_byte_order_mark() -> None:
    assert read_notebook("/n.ipynb", b'\xef\xbb\xbf{"cells": []}').text == ""


def test_half_a_surrogate_is_refused_by_the_parser() -> None:
    raw = b'{"cells": [{"cell_type": "code", "source": "a = \'\\ud800\'"}]}'
    with pytest.raises(SyntaxProblem):
        parse("/n.ipynb", read_notebook("/n.ipynb", raw).text)


@pytest.mark.parametrize("piece", ["\r\n", " ", "%%", "?", "= ", "!x\\\r\n", "a=", "? ", "(\n", "%time ", "\t\r"])
def test_masking_is_linear(piece: str, limited: Callable[[float], AbstractContextManager[None]]) -> None:
    # With a pattern that matches in more than one way this never ends.
    with limited(10):
        read_cell(piece * 20_000)
        read_cell("%%writefile " + piece * 20_000)


LINES = [
    "!ls",
    "%cd x",
    "%%bash",
    "%%writefile -a x.py",
    "x = !ls",
    "x?",
    "if a:",
    "    ",
    "'''",
    "(",
    ")",
    "a = 1",
    "f'{",
    "\\",
]
LINES += ["pip install x", "%time f(", "?", "#", "\r", "%time a", "  b", "é"]


@pytest.mark.slow
@given(st.one_of(st.text(max_size=50), st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)))
@settings(max_examples=500, deadline=None)
def test_masking_keeps_every_line(source: str) -> None:
    cell = read_cell(source)
    ends = [character for character in cell.text if character in "\r\n"]
    assert ends == [character for character in source if character in "\r\n"]
    if not cell.margins:
        assert len(cell.text) == len(source)
    assert len(visible_python(source)) == len(source)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "metadata", "kernelspec", "name", "worksheets"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.one_of(st.binary(max_size=60), JSON.map(lambda data: json.dumps(data).encode())))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        found = read_notebook("/n.ipynb", raw)
    except SourceProblem:
        return
    for cell in range(3):
        assert found.raw_line(cell, 1) >= 1
    if found.parts:
        assert locate(found, Span(1, 1, 9, 1))[0]
