"""The spans agree with libcst's PositionProvider, on the standard library and on what is hard."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import parse
from sm_lint.syntax.position import spans
from sm_lint.syntax.span import START, Span
from sm_lint.syntax.walk import Preorder, walk

STDLIB = Path(sysconfig.get_path("stdlib"))
SAMPLE = ["argparse.py", "bisect.py", "dataclasses.py", "enum.py", "json/decoder.py", "shlex.py", "this.py", "types.py"]


def located(tree: cst.Module, nodes: Iterable[cst.CSTNode]) -> dict[int, Span]:
    return spans(tree.code, Preorder(tree), nodes)


def provided(tree: cst.Module) -> dict[cst.CSTNode, Span]:
    """What libcst says, but for the line ending that it adds to a text without one: that is at the end of the text."""
    positions = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    lines = re.split(r"\r\n?|\n", tree.code)
    last = (len(lines), len(lines[-1]) + 1)
    return {
        node: Span(
            *min((place.start.line, place.start.column + 1), last), *min((place.end.line, place.end.column + 1), last)
        )
        for node, place in positions.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_the_standard_library(name: str) -> None:
    """Every node at once, few nodes at a time, and the nodes of single lines: libcst takes long to say where they are."""
    tree = cst.parse_module((STDLIB / name).read_bytes())
    expected = provided(tree)
    assert located(tree, expected) == {id(node): span for node, span in expected.items()}
    nodes = list(expected)
    order, text = Preorder(tree), tree.code
    for node in nodes[:: max(1, len(nodes) // 40)]:
        assert spans(text, order, [node]) == {id(node): expected[node]}
    assert_lines_are_found(tree, expected, at_most=20)


HARD_TEXTS = [
    "",
    "\n",
    "x",
    "a = 1\r\nb = '''\r\n2'''\r\n",
    "a = 1\rb = 2\r",
    "é = '日本' + x  # ü\n",
    "if a:\n\tb\nelse:\n\tc\n",
    "try:\n  a\nexcept* E:\n  b\n",
    "with (\n  a as b,\n  c,\n):\n  pass\n",
    "match a:\n  case [1, *_] if x:\n    pass\n",
    "@d\n# note\ndef f[T: int](*, a=1, **k) -> T: ...\n",
    "x = 1 + \\\n  2\n",
    "\x0cclass A: pass\n",
    "f'{a!r:>{w}} {{}}'\n",
    "from a import (\n  b,\n  c as d,\n)\n",
    "a = 1; b = a ; c = b\n",
    "def f():\n  if a:\n      x = g(\n    1,\n        # note\n        2,\n      )\n  return x\n",
    "if a: b\nx = 1",
    "if a:\n    x\n\nx = 1\nx",
    "# x = f(1)\nx = f(1)\ny = 'x = f(1)'\n",
    "x = f(1)\nif a:\n    x = f(1)\n    # here\n    x = f(1)\nxx = f(1)\n",
    "class A:\r\n    '''é\r\n    '''\r\n\r\n    x = '\\\r\n'\r\n",
    "def f():\n    x = 1 \\\n      + 2\n\x0c\n    y = x",
]


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_spans_of_texts_that_are_hard(text: str) -> None:
    tree = cst.parse_module(text)
    expected = provided(tree)
    assert located(tree, expected) == {id(node): span for node, span in expected.items()}


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_the_nodes_of_one_line_are_found_by_its_text(text: str) -> None:
    tree = cst.parse_module(text)
    assert_lines_are_found(tree, provided(tree))


def assert_lines_are_found(tree: cst.Module, expected: dict[cst.CSTNode, Span], at_most: int = 100) -> None:
    text, order = tree.code, Preorder(tree)
    lines = order.of(cst.SimpleStatementLine)
    for line in lines[:: len(lines) // at_most + 1]:
        below = list(walk(line))
        for nodes in (below[1:], below):
            assert spans(text, order, nodes) == {id(node): expected[node] for node in nodes}


def test_columns_count_code_points() -> None:
    module = parse("/s.py", "x = '😀', name\n")
    name = next(node for node in walk(module.tree) if isinstance(node, cst.Name) and node.value == "name")
    assert module.place(name).span == Span(1, 10, 1, 14)


@pytest.mark.parametrize("text", ["# only a comment", "", "  # a comment", "x = 1"])
def test_a_module_without_a_final_line_ending_ends_in_its_last_line(text: str) -> None:
    tree = cst.parse_module(text)
    assert spans(text, Preorder(tree), [tree])[id(tree)].end_line == 1


def test_a_node_of_another_tree_stands_at_the_start() -> None:
    stranger = cst.Name("x")
    assert located(cst.parse_module("a\n"), [stranger]) == {id(stranger): START}


def test_nothing_is_asked_for() -> None:
    assert located(cst.parse_module("a\n"), []) == {}


@pytest.mark.parametrize(
    "text", ["x = " + " + ".join(["a"] * 1000), "x = a" + ".b()" * 300, "x = " + "not " * 900 + "y"]
)
def test_deep_trees_are_located(text: str) -> None:
    module = parse("/deep.py", text + "\n")
    nodes = list(walk(module.tree))
    module.locate(nodes)
    assert module.place(nodes[0]).span.line == 1
    assert module.place(module.tree.body[0]).span == Span(1, 1, 1, len(text) + 1)


def test_a_located_node_is_not_located_again(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ParsedModule("/s.py", "a = b\n", cst.parse_module("a = b\n"))
    nodes = list(walk(module.tree))
    module.locate(nodes)
    monkeypatch.setattr("sm_lint.syntax.module.spans", lambda text, order, nodes: pytest.fail("a second pass"))
    assert [module.place(node).span for node in nodes[-2:]] == [Span(1, 1, 1, 2), Span(1, 5, 1, 6)]
