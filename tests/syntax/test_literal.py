from __future__ import annotations

import ast

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.syntax.literal import number_value, string_value, text_value

TEXT = st.text(st.sampled_from("ab\\'\"{}nx0\n\t é"), max_size=8)


@given(TEXT, st.sampled_from(["", "r", "b", "u", "Rb"]), st.sampled_from(["'", '"', "'''", '"""']))
def test_strings_are_what_python_takes_them_for(text: str, prefix: str, quote: str) -> None:
    source = prefix + quote + text + quote
    try:
        node = cst.parse_expression(source)
        expected = ast.literal_eval(source)
    except (cst.ParserSyntaxError, SyntaxError, ValueError):
        return
    if isinstance(node, cst.SimpleString):
        assert string_value(node) == expected


@pytest.mark.parametrize(
    "source",
    [
        "''",
        '""',
        "''''''",
        '"""a"""',
        "'a\"'",
        "b'a'",
        "'\\n'",
        "r'\\n'",
        '"""a\rb"""',
        "R'''\\d'''",
        "'\\xe9\\u20ac\\N{BULLET}'",
        "'é\\n'",
        "'\\—'",
    ],
)
def test_strings_of_each_form(source: str) -> None:
    node = cst.ensure_type(cst.parse_expression(source), cst.SimpleString)
    assert string_value(node) == ast.literal_eval(source)


@pytest.mark.parametrize("source", ["0", "7", "1_000", "0x1F", "00", "1.5", "1e3", "123456789012345678901234567890"])
def test_numbers_of_each_form(source: str) -> None:
    node = cst.parse_expression(source)
    assert isinstance(node, (cst.Integer, cst.Float))
    assert number_value(node) == ast.literal_eval(source)
    assert type(number_value(node)) is type(ast.literal_eval(source))


def test_a_number_of_too_many_digits_is_none() -> None:
    with pytest.raises((ValueError, SyntaxError)):
        number_value(cst.Integer("1" * 5000))


@pytest.mark.parametrize(
    ("source", "text"), [("'a'", "a"), ("b'a'", None), ("'\\xZZ'", None), ("'\\N{no such}'", None)]
)
def test_what_stands_for_no_text_has_none(source: str, text: str | None) -> None:
    assert text_value(cst.SimpleString(source)) == text
