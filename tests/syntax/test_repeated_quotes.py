"""Strings in fields of f-strings that Python reads from 3.12 on only."""

from __future__ import annotations

import ast
import sys

import pytest

from sm_lint.syntax.repeated_quotes import repeated_quotes

TEXTS = [
    ("f\"{a('b')}\"", 0),
    ('f"{a("b")}"', 1),
    ('f"""{a("b")}"""', 0),
    ('f"{x}{y["k"]}"', 1),
    ("f'{x:>{w}} {d[\"k\"]}' + 'a'", 0),
    ("f'{x!r}' 'y'", 0),
    ('f"{a}" + f"{b(\'c\\n\')}"', 1),
    ('f"x" f\'{d["k"]}\'', 0),
    ('{"a": "b"}', 0),
    ('f"{{}}" + str({"a"})', 0),
    ('f"{ {"a": 1} }"', 1),
    ("f\"{f'{x}'}\"", 0),
    ('f"{f"{x}"}"', 1),
]


@pytest.mark.parametrize(("text", "count"), TEXTS)
def test_strings_are_counted(text: str, count: int) -> None:
    assert repeated_quotes(text) == count


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="all of them are valid there")
@pytest.mark.parametrize(("text", "count"), TEXTS)
def test_python_before_3_12_says_the_same(text: str, count: int) -> None:
    if count:
        with pytest.raises(SyntaxError):
            ast.parse(text)
    else:
        ast.parse(text)
