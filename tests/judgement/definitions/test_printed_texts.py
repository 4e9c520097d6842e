"""Expressions of users are matched with printed lines only where that takes little time."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from sm_lint.judgement.definitions.printed_texts import HOLE, Printed, _text, near_miss

LINE = "loss " + "a" * 290
SLOW = [
    "loss(a+)+$",
    "loss (a*)*b",
    "loss (a|a)+b",
    "loss (a+a+a+a+a+b)",
    "loss ((?:a{2,}){3,})b",
    "loss " + "(a?)" * 100,
]


@pytest.mark.parametrize("regex", SLOW)
def test_an_expression_of_a_stranger_takes_no_time(
    regex: str, limited: Callable[[float], AbstractContextManager[None]]
) -> None:
    found = Printed((LINE,) * 500, ("b" + LINE,) * 500, generic=False)
    with limited(1):
        near_miss(regex, found, found)


def test_an_integer_that_python_does_not_write_is_not_known() -> None:
    assert _text(ast.parse("0x" + "f" * 5000, mode="eval").body, 0) == HOLE
    assert _text(ast.parse("17", mode="eval").body, 0) == "17"
