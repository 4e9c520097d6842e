"""Functions that another of the same name has taken the place of."""

from __future__ import annotations

import pytest

from sm_lint.flow.interpreter.redefinition import replaced_functions
from sm_lint.syntax.parse import parse

FIRST = "def f():\n    return 1\n"
SECOND = "def f():\n    return 2\n"


@pytest.mark.parametrize(
    ("between", "lines"),
    [
        ("", [1]),
        ("x = 1\n", [1]),
        ("def g():\n    return 3\n", [1]),
        (SECOND, [1, 3]),
        ("f()\n", []),
        ("kept = [f]\n", []),
        ("def g():\n    return f()\n", []),
        ("if x:\n    f()\n", []),
        ("run('f')\n", [1]),
    ],
)
def test_what_is_between_two_definitions(between: str, lines: list[int]) -> None:
    module = parse("/a.py", FIRST + between + SECOND)
    found = [module.place(node).span.line for node in replaced_functions(module.order, module.tree.body)]
    assert found == lines


@pytest.mark.parametrize(
    "text",
    [
        "@register\n" + FIRST + SECOND,
        "if x:\n    def f(): pass\n" + SECOND,
        FIRST + "if x:\n    def f(): pass\n",
        "try:\n    def f(): pass\nexcept Exception:\n    pass\n" + SECOND,
        FIRST,
        "class A:\n    def f(self): pass\n" + SECOND,
    ],
)
def test_what_may_still_be_called(text: str) -> None:
    module = parse("/a.py", text)
    assert list(replaced_functions(module.order, module.tree.body)) == []


def test_one_that_calls_itself_is_replaced() -> None:
    module = parse("/a.py", "def f():\n    return f()\n" + SECOND)
    assert len(list(replaced_functions(module.order, module.tree.body))) == 1
