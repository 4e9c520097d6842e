"""The lean walk meets what a full visitor meets, in the same order, without trivia."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from sm_lint.syntax.dispatch import TRIVIA_TYPES
from sm_lint.syntax.parse import parse
from sm_lint.syntax.walk import Preorder, children, walk

STDLIB = Path(sysconfig.get_path("stdlib"))

# One of everything that the grammar has; the standard library need not use it all.
ALL_SYNTAX = """
from . import a as b, c
from .. import *
import d.e as f
@deco
async def fn[T: int, *Ts, **P](a, /, b: int = 1, *args: int, c=2, **kwargs) -> None:
    async with a as b, c: pass
    async for x in y: await z
    else: pass
    return (yield from w)
class A[T](B, *d, metaclass=C, **e): x: int = 1; y: str
type X[T = int] = list[T]
try: pass
except (A, B) as e: raise E from None
else: pass
finally: pass
try: pass
except* A: pass
with (open(a) as b, c,): pass
match a:
    case [1, *_, -1 + 2j] | (3 as x): pass
    case {"k": v, **rest} if v: pass
    case A(1, k=2) | None | a.b: pass
for i, in x: break
else: continue
while (n := 1): pass
else: global g; nonlocal h
assert a, "m"
del a, (b)
if a < b <= c not in d is not e: pass
elif not a or -b and ~c ** +d: pass
else: x[1:2:3, ..., *a] @= 1
x = y, = {**a, 1: 2} | {1, *b} if [*c] else (d,)
l = lambda a, *b, c=1, **d: (a for b in c if d if e async for f in g)
z = [a for b in c], {a for b in c}, {a: b for c in d}
s = f"{a!r:>{w}}{b=}" f'{c:%H}'
t = t"{d!r:x}"
print(*a, **b, c=1j, d=0x1)
"""


class Everything(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.nodes.append(node)
        return True


def assert_only_trivia_is_missing(text: bytes | str) -> None:
    tree = cst.parse_module(text)
    everything = Everything()
    tree.visit(everything)
    met = list(walk(tree))
    assert [node for node in everything.nodes if type(node).__name__ not in TRIVIA_TYPES] == [
        node for node in met if type(node).__name__ not in TRIVIA_TYPES
    ]
    assert all(type(node).__name__ not in TRIVIA_TYPES for node in met)


def test_all_syntax() -> None:
    assert_only_trivia_is_missing(ALL_SYNTAX)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(STDLIB.glob("*.py"))[::4], ids=lambda path: path.name)
def test_the_standard_library(path: Path) -> None:
    assert_only_trivia_is_missing(path.read_bytes())


def test_children_are_in_the_order_of_the_text() -> None:
    function = cst.ensure_type(cst.parse_statement("@a\ndef b(c) -> d: e\n"), cst.FunctionDef)
    kinds = [type(node).__name__ for node in children(function)]
    assert kinds == ["Decorator", "Name", "Parameters", "Annotation", "SimpleStatementSuite"]


def test_children_of_a_leaf() -> None:
    assert children(cst.Name("x")) == []


def test_walking_needs_no_recursion() -> None:
    tree = parse("/deep.py", "x = a" + ".b()" * 400 + "\n").tree
    assert sum(isinstance(node, cst.Call) for node in walk(tree)) == 400


def test_nodes_of_some_types_are_found_in_the_order_of_the_text() -> None:
    order = Preorder(cst.parse_module("f(1)\n'a'\ng('b', h(2))\n"))
    kinds: tuple[type[cst.CSTNode], ...] = (cst.SimpleString, cst.Integer)
    texts = [cst.Module([]).code_for_node(node) for node in order.of(*kinds)]
    assert texts == ["1", "'a'", "'b'", "2"]
    assert [node.value for node in order.of(cst.Integer)] == ["1", "2"]
    assert order.of(cst.ClassDef) == []


def test_a_node_ends_where_the_first_begins_that_is_not_below_it() -> None:
    tree = cst.parse_module(ALL_SYNTAX)
    order = Preorder(tree)
    for number, node in enumerate(order.nodes):
        assert order.number(node) == number
        assert order.end(number) == number + len(list(walk(node)))


def test_a_node_of_another_tree_has_no_number() -> None:
    with pytest.raises(KeyError):
        Preorder(cst.parse_module("a\n")).number(cst.Name("a"))
