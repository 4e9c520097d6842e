"""The lean walk meets what a full visitor meets, in the same order, without trivia."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from sm_lint.syntax.parse import parse
from sm_lint.syntax.walk import TRIVIA_TYPES, Dispatcher, children, visitor_methods, walk

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


class Recorder(cst.CSTVisitor):
    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self.log = log

    def visit_Call(self, node: cst.Call) -> None:
        self.log.append(f"visit {cst.Module([]).code_for_node(node)}")

    def leave_Call(self, original_node: cst.Call) -> None:
        self.log.append(f"leave {cst.Module([]).code_for_node(original_node)}")


class Inherits(Recorder):
    def visit_Name(self, node: cst.Name) -> None:
        self.log.append(f"name {node.value}")


class Deaf(Inherits):
    """Wants nothing of what is inside calls."""

    def visit_Call(self, node: cst.Call) -> bool:
        super().visit_Call(node)
        return False


class Broken(Inherits):
    def visit_Name(self, node: cst.Name) -> None:
        super().visit_Name(node)
        raise RuntimeError(node.value)


def never(visitor: cst.CSTVisitor, failure: Exception) -> None:
    raise AssertionError(visitor) from failure


def test_a_visitor_is_called_before_and_after_the_children() -> None:
    log: list[str] = []
    Dispatcher([Inherits(log)]).run(cst.parse_module("f(g(x))\ny\n"), never)
    assert log == [
        "visit f(g(x))",
        "name f",
        "visit g(x)",
        "name g",
        "name x",
        "leave g(x)",
        "leave f(g(x))",
        "name y",
    ]


def test_false_hides_the_children_from_that_visitor_alone() -> None:
    deaf: list[str] = []
    other: list[str] = []
    dispatcher = Dispatcher([Deaf(deaf), Inherits(other)])
    dispatcher.run(cst.parse_module("f(g(x))\ny\n"), never)
    assert deaf == ["visit f(g(x))", "leave f(g(x))", "name y"]
    assert "name x" in other


def test_a_visitor_that_raises_is_out_for_this_tree_only() -> None:
    broken: list[str] = []
    other: list[str] = []
    failures: list[tuple[cst.CSTVisitor, str]] = []
    visitors = [Broken(broken), Inherits(other)]
    dispatcher = Dispatcher(visitors)
    for _ in range(2):
        dispatcher.run(cst.parse_module("a\nf(b)\n"), lambda visitor, failure: failures.append((visitor, str(failure))))
    assert failures == [(visitors[0], "a")] * 2
    assert broken == ["name a"] * 2
    assert other == ["name a", "visit f(b)", "name f", "name b", "leave f(b)"] * 2


def test_a_visitor_that_raises_while_it_leaves() -> None:
    class Fails(cst.CSTVisitor):
        def visit_Call(self, node: cst.Call) -> bool:
            return False

        def leave_Call(self, original_node: cst.Call) -> None:
            raise ValueError("left")

    failures: list[str] = []
    Dispatcher([Fails()]).run(cst.parse_module("f(x)\ng(y)\n"), lambda visitor, failure: failures.append(str(failure)))
    assert failures == ["left"]


@pytest.mark.parametrize(
    "name", ["visit_Cal", "visit_Comma", "leave_Comment", "visit_Call_args", "visit_BaseExpression_"]
)
def test_a_method_that_would_never_be_called_is_refused(name: str) -> None:
    visitor = type("Mistaken", (cst.CSTVisitor,), {name: lambda self, node: None})
    with pytest.raises(TypeError, match=name):
        Dispatcher([visitor()])


def test_other_methods_are_none_of_its_business() -> None:
    class Rule(cst.CSTVisitor):
        def visit_path(self, path: str) -> None: ...

        def visitor(self) -> None: ...

    assert visitor_methods(Rule) == ()
