"""Positions are those of the text, not those of the code that libcst would generate for it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import libcst as cst
import pytest

from sm_lint.syntax.alignment import Alignment, same_tokens
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.position import code_of, is_plain, source_of
from sm_lint.syntax.span import Span
from tests.syntax.odd_whitespace import ODD, SCRIPT

pytestmark = pytest.mark.slow

CODE = (
    cst.BaseExpression,
    cst.BaseSmallStatement,
    cst.BaseCompoundStatement,
    cst.Arg,
    cst.ImportAlias,
    cst.Param,
    cst.ExceptHandler,
    cst.Decorator,
)
"""Nodes that consist of tokens and the whitespace between them."""


def nodes_of(module: ParsedModule) -> list[cst.CSTNode]:
    return [node for node in module.order.nodes if isinstance(node, CODE)]


def assert_positions(module: ParsedModule) -> None:
    nodes = nodes_of(module)
    module.locate(nodes)
    for node in nodes:
        span = module.place(node).span
        written = source_of(module.text, span)
        code = code_of(module.tree, node)
        assert same_tokens(code, written), (type(node), span)
        assert written.strip(" \t\f\r\n\\") == written, (type(node), span)
        if isinstance(node, cst.Name | cst.SimpleString):
            assert written == node.value
        assert module.source(node) == written


def places(text: str, seed: str) -> list[int]:
    """Ends of the text, some line starts and line ends, and some others."""
    draw = random.Random(seed)
    ends = [index for index, character in enumerate(text) if character == "\n"]
    starts = [index + 1 for index in ends]
    return sorted({0, len(text), len(text) - 1, *draw.sample(starts + ends, 10), *draw.sample(range(len(text)), 5)})


def variants(name: str) -> Iterator[str]:
    for place in places(SCRIPT, name):
        for newline in ("\n", "\r\n", "\r"):
            yield SCRIPT[:place].replace("\n", newline) + ODD[name] + SCRIPT[place:].replace("\n", newline)


@pytest.mark.parametrize("name", ODD)
def test_odd_whitespace_anywhere(name: str) -> None:
    parsed = 0
    for index, text in enumerate(variants(name)):
        if index % 3 != len(name) % 3 and parsed:
            continue  # one kind of line end at each place, another at the next
        try:
            module = parse("/odd.py", text)
        except SyntaxProblem:
            continue
        parsed += 1
        assert_positions(module)
        assert not is_plain(module.text) or module.tree.code == module.text
    assert parsed


def test_libcst_does_drop_it() -> None:
    """Else nothing of this would be needed, and nothing of it tested."""
    dropped = [text for text in ("\\\nx\n", "\fx\n", "x\n\r", "if x:\n    y\n\n\\\n    z\n") if text != code(text)]
    assert len(dropped) == 4


def code(text: str) -> str:
    return cst.parse_module(text).code


def test_a_statement_is_not_taken_for_the_same_text_in_a_string() -> None:
    module = parse("/odd.py", '"""\n# c\nx = 1\n"""\n# c\n\\\nx = 1\n')
    target = module.tree.body[1]
    assert module.place(target).span == Span(7, 1, 7, 6)


def test_the_head_of_a_block_below_a_backslash() -> None:
    module = parse("/odd.py", "\\\nx = 1\nfor y in f('a'):\n    pass\n")
    literal = next(node for node in module.order.nodes if isinstance(node, cst.SimpleString))
    assert module.place(literal).span == Span(3, 12, 3, 15)


def test_one_node_at_a_time() -> None:
    module = parse("/odd.py", "\fimport os\n\\\nif x:\n    z\n    \\\n    f(\n  \f  y)\n\r")
    expected = {id(node): module.place(node).span for node in nodes_of(module)}
    for node in nodes_of(module):
        again = ParsedModule(module.path, module.text, module.tree)
        assert again.place(node).span == expected[id(node)]


def test_nodes_that_own_whitespace_stay_in_the_text() -> None:
    module = parse("/odd.py", "\f# a\n\\\n\nx = 1  # b\n\f\n\r")
    for node in module.order.nodes:
        first, column, last, end = module.place(node).span
        assert (1, 1) <= (first, column) <= (last, end) <= (7, 2)


def test_a_text_that_is_not_the_code_of_the_tree_has_no_source() -> None:
    tree = cst.parse_module("x = f(1)\n")
    module = ParsedModule("/other.py", "x = g(1)\n", tree)
    (call,) = [node for node in module.order.nodes if isinstance(node, cst.Call)]
    assert module.source(call) is None


def test_alignment_by_tokens() -> None:
    alignment = Alignment("a = 1\nb\n", "\fa  =  1\n\\\n b")
    assert [alignment.start(offset) for offset in (0, 2, 4, 6)] == [1, 4, 7, 12]
    assert [alignment.end(offset) for offset in (1, 3, 5, 7)] == [2, 5, 8, 13]
    assert alignment.end(8) == 13


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x = 1\n", True),
        ("x = 1\r\ny = '\\\r\n'\r\n", True),
        ("x = \\\n  1", True),
        ("x\n  \\\ny\n", False),
        ("\\\r\nx\n", False),
        ("x\n\f", False),
        ("x\ry\n", False),
        ("x\n  ", False),
        ("'\ufeff'\n", False),
    ],
)
def test_plain_texts(text: str, plain: bool) -> None:
    assert is_plain(text) is plain
