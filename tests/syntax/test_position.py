"""The spans agree with libcst's PositionProvider, on the standard library and on what is hard."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider  # noqa: TID251 - the measure of our own

from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import parse
from sm_lint.syntax.position import spans
from sm_lint.syntax.span import START, Span
from sm_lint.syntax.walk import walk

STDLIB = Path(sysconfig.get_path("stdlib"))
SAMPLE = ["argparse.py", "bisect.py", "dataclasses.py", "enum.py", "json/decoder.py", "shlex.py", "this.py", "types.py"]


def provided(tree: cst.Module) -> dict[cst.CSTNode, Span]:
    positions = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    return {
        node: Span(place.start.line, place.start.column + 1, place.end.line, place.end.column + 1)
        for node, place in positions.items()
    }


@pytest.mark.parametrize("name", SAMPLE)
def test_every_node_of_the_standard_library(name: str) -> None:
    tree = cst.parse_module((STDLIB / name).read_bytes())
    expected = provided(tree)
    assert spans(tree, expected) == {id(node): span for node, span in expected.items()}


@pytest.mark.parametrize("name", SAMPLE)
def test_few_nodes_at_a_time_have_the_same_spans(name: str) -> None:
    tree = cst.parse_module((STDLIB / name).read_bytes())
    expected = provided(tree)
    nodes = list(expected)
    for node in nodes[:: max(1, len(nodes) // 40)]:
        assert spans(tree, [node]) == {id(node): expected[node]}


@pytest.mark.parametrize(
    "text",
    [
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
    ],
)
def test_spans_of_texts_that_are_hard(text: str) -> None:
    tree = cst.parse_module(text)
    expected = provided(tree)
    assert spans(tree, expected) == {id(node): span for node, span in expected.items()}


def test_columns_count_code_points() -> None:
    module = parse("/s.py", "x = '😀', name\n")
    name = next(node for node in walk(module.tree) if isinstance(node, cst.Name) and node.value == "name")
    assert module.place(name).span == Span(1, 10, 1, 14)


def test_a_node_of_another_tree_stands_at_the_start() -> None:
    stranger = cst.Name("x")
    assert spans(cst.parse_module("a\n"), [stranger]) == {id(stranger): START}


def test_nothing_is_asked_for() -> None:
    assert spans(cst.parse_module("a\n"), []) == {}


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
    monkeypatch.setattr("sm_lint.syntax.module.spans", lambda tree, nodes: pytest.fail("a second pass"))
    assert [module.place(node).span for node in nodes[-2:]] == [Span(1, 1, 1, 2), Span(1, 5, 1, 6)]
