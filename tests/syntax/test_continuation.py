from __future__ import annotations

import ast

import libcst as cst
import pytest

from sm_lint.syntax.continuation import joined
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.position import source_of

VALID = [
    "def f():\n    pass\n\n\\\ndef g():\n    pass\n",
    "\\\ndef g():\n    pass\n\\\n@d\ndef h(): pass\n",
    "if x:\n    y\n    \\\n    if z:\n        \\\n        w\n",
    "if x:\n    \\\n\\\n\\\n y\n    z\n",
    "for c in a:\n    b\n\\\nx = [y for y in z]\n",
    "if a:\n    if b:\n        c\n    \f\\\n    d\n\f\\\ne\n",
    "def f():\n    pass\n\\\n@d\n\\\ndef g():\n    '''\n\\\n'''\n",
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", VALID)
def test_what_python_takes_is_parsed_and_every_name_is_at_its_place(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    ast.parse(text)
    module = parse("/a.py", text)
    assert module.text == text
    names = [node for node in module.order.nodes if isinstance(node, cst.Name | cst.SimpleString)]
    assert names
    for node in names:
        assert source_of(text, module.place(node).span) == node.value


@pytest.mark.parametrize("text", VALID)
def test_every_statement_is_in_the_block_that_python_has_it_in(text: str) -> None:
    trees = [ast.dump(ast.parse(code)) for code in (text, parse("/a.py", text).tree.code)]
    assert trees[0] == trees[1]


def test_libcst_refuses_them() -> None:
    refused = 0
    for text in VALID:
        try:
            cst.parse_module(text)
        except cst.ParserSyntaxError:
            refused += 1
    assert refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\\nx\n", "x\n"),
        ("    \\\n  x\n", "    x\n"),
        ("a\r\n\\\r\n \\\r\nb\r\n", "a\r\n b\r\n"),
        ("a\r\\\rb\r", "a\rb\r"),
        ("x = \\\n  1\n", "x = \\\n  1\n"),
        ("'''\n\\\n'''\n", "'''\n\\\n'''\n"),
        ("f'''\n\\\n{\n\\\na}'''\n", "f'''\n\\\n{\na}'''\n"),
    ],
)
def test_lines_are_joined_outside_of_strings(text: str, expected: str) -> None:
    assert joined(text) == expected


@pytest.mark.parametrize("text", ["\\\nif\n", "x = (\n\\\n", "  \\\nx\n\\\n"])
def test_what_python_refuses_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(text)
    with pytest.raises(SyntaxProblem):
        parse("/a.py", text)


def test_many_of_them_take_no_time_to_speak_of() -> None:
    module = parse("/a.py", "def f():\n    pass\n" + "\\\n" * 20_000 + "def g():\n    pass\n")
    assert isinstance(module, ParsedModule)
    assert module.place(module.tree.body[1]).span.line == 20_003
