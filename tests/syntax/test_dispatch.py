from __future__ import annotations

import libcst as cst
import pytest

from sm_lint.syntax.dispatch import Dispatcher, visitor_methods
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


def never(visitor: cst.CSTVisitor, failure: Exception) -> None:
    raise AssertionError(visitor) from failure


def test_a_visitor_is_called_before_and_after_the_children() -> None:
    log: list[str] = []
    Dispatcher([Inherits(log)]).run(Preorder(cst.parse_module("f(g(x))\ny\n")), never)
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
    dispatcher.run(Preorder(cst.parse_module("f(g(x))\ny\n")), never)
    assert deaf == ["visit f(g(x))", "leave f(g(x))", "name y"]
    assert "name x" in other


def test_a_visitor_that_raises_is_out_for_this_tree_only() -> None:
    broken: list[str] = []
    other: list[str] = []
    failures: list[tuple[cst.CSTVisitor, str]] = []
    visitors = [Broken(broken), Inherits(other)]
    dispatcher = Dispatcher(visitors)
    for _ in range(2):
        dispatcher.run(
            Preorder(cst.parse_module("a\nf(b)\n")), lambda visitor, failure: failures.append((visitor, str(failure)))
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
    Dispatcher([Fails()]).run(
        Preorder(cst.parse_module("f(x)\ng(y)\n")), lambda visitor, failure: failures.append(str(failure))
    )
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


def test_some_of_the_visitors() -> None:
    logs: list[list[str]] = [[], []]
    visitors = [Recorder(logs[0]), Inherits(logs[1])]
    whole = Dispatcher(visitors)
    assert set(whole.node_types) == {cst.Call, cst.Name}
    part = whole.among(visitors[:1])
    part.run(Preorder(cst.parse_module("f(x)\n")), never)
    assert logs == [["visit f(x)", "leave f(x)"], []]
    assert set(part.node_types) == {cst.Call}
    assert whole.among(visitors[:1]) is part
    assert not whole.among([]).node_types
