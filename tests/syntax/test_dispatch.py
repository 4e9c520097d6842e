from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst
import pytest

from sm_lint.syntax.dispatch import Dispatcher, OnError, visitor_methods
from sm_lint.syntax.walk import Preorder


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


def run(visitors: Sequence[cst.CSTVisitor], order: Preorder, on_error: OnError) -> None:
    Dispatcher([type(visitor) for visitor in visitors]).run(visitors, order, on_error)


def never(visitor: cst.CSTVisitor, failure: Exception) -> None:
    raise AssertionError(visitor) from failure


def test_a_visitor_is_called_before_and_after_the_children() -> None:
    log: list[str] = []
    run([Inherits(log)], Preorder(cst.parse_module("f(g(x))\ny\n")), never)
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
    run([Deaf(deaf), Inherits(other)], Preorder(cst.parse_module("f(g(x))\ny\n")), never)
    assert deaf == ["visit f(g(x))", "leave f(g(x))", "name y"]
    assert "name x" in other


def test_a_visitor_that_raises_is_out_for_this_tree_only() -> None:
    broken: list[str] = []
    other: list[str] = []
    failures: list[tuple[cst.CSTVisitor, str]] = []
    visitors = [Broken(broken), Inherits(other)]
    dispatcher = Dispatcher([type(visitor) for visitor in visitors])
    for _ in range(2):
        dispatcher.run(
            visitors,
            Preorder(cst.parse_module("a\nf(b)\n")),
            lambda visitor, failure: failures.append((visitor, str(failure))),
        )
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
    run([Fails()], Preorder(cst.parse_module("f(x)\ng(y)\n")), lambda visitor, failure: failures.append(str(failure)))
    assert failures == ["left"]


@pytest.mark.parametrize(
    "name", ["visit_Cal", "visit_Comma", "leave_Comment", "visit_Call_args", "visit_BaseExpression_"]
)
def test_a_method_that_would_never_be_called_is_refused(name: str) -> None:
    visitor = type("Mistaken", (cst.CSTVisitor,), {name: lambda self, node: None})
    with pytest.raises(TypeError, match=name):
        Dispatcher([visitor])


def test_other_methods_are_none_of_its_business() -> None:
    class Rule(cst.CSTVisitor):
        def visit_path(self, path: str) -> None: ...

        def visitor(self) -> None: ...

    assert visitor_methods(Rule) == ()


def test_some_of_the_visitors() -> None:
    logs: list[list[str]] = [[], []]
    visitors = [Recorder(logs[0]), Inherits(logs[1])]
    dispatcher = Dispatcher([type(visitor) for visitor in visitors])
    order = Preorder(cst.parse_module("f(x)\n"))
    dispatcher.run([visitors[0], None], order, never)
    assert logs == [["visit f(x)", "leave f(x)"], []]
    dispatcher.run([None, None], order, never)
    assert logs == [["visit f(x)", "leave f(x)"], []]
    dispatcher.run([None, visitors[1]], order, never)
    assert logs[1] == ["visit f(x)", "name f", "name x", "leave f(x)"]


@dataclass
class Known:
    node: cst.CSTNode
    text: str


class Other(Known):
    pass


class Asks(Inherits):
    def check_known(self, fact: Known) -> bool:
        self.log.append(fact.text)
        return False


def test_what_is_known_of_a_node_is_visited_with_it() -> None:
    log: list[str] = []
    module = cst.parse_module("f(g(x))\ny\n")
    order = Preorder(module)
    outer, inner = order.of(cst.Call)
    [x] = [name for name in order.of(cst.Name) if name.value == "x"]
    known = [Known(x, "of x"), Known(inner, "of g"), Other(inner, "other"), Known(inner, "again"), Known(outer, "of f")]
    Dispatcher([Asks], {"check_known": Known}).run([Asks(log)], order, never, known)
    assert log == [
        *("visit f(g(x))", "of f", "name f", "visit g(x)", "of g", "again", "name g", "name x", "of x"),
        *("leave g(x)", "leave f(g(x))", "name y"),
    ]


def test_what_is_known_below_a_hidden_node_is_hidden() -> None:
    class Skips(Asks):
        def visit_Call(self, node: cst.Call) -> bool:
            return False

    log: list[str] = []
    order = Preorder(cst.parse_module("f(g(x))\n"))
    known = [Known(call, "known") for call in order.of(cst.Call)]
    Dispatcher([Skips], {"check_known": Known}).run([Skips(log)], order, never, known)
    assert log == ["leave f(g(x))"]


def test_a_hook_that_raises() -> None:
    class Raises(cst.CSTVisitor):
        def check_known(self, fact: Known) -> None:
            raise ValueError(fact.text)

    failures: list[str] = []
    order = Preorder(cst.parse_module("f(g(x))\n"))
    known = [Known(call, "known") for call in order.of(cst.Call)]
    table = Dispatcher([Raises], {"check_known": Known})
    table.run([Raises()], order, lambda visitor, failure: failures.append(str(failure)), known)
    assert failures == ["known"]
