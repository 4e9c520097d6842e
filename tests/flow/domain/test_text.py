"""Strings with holes, and the alternatives that a value may have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.flow.domain.lattice import concatenate, join, key, lift, may_be_absent, options, widen, without_absent
from sm_lint.flow.domain.text import display, head, is_textual, text_of
from sm_lint.flow.domain.values import (
    ABSENT,
    MAX_CHOICES,
    MAX_TEXT,
    NONE,
    UNKNOWN,
    Alternatives,
    Constant,
    PathValue,
    Text,
    Unknown,
    Value,
)


def text(pattern: str) -> Constant | Text:
    """A string with a hole for each ``*``."""
    parts = pattern.split("*")
    row: list[str | None] = [parts[0]]
    for part in parts[1:]:
        row += [None, part]
    return text_of(row, (), False)


@given(st.lists(st.one_of(st.none(), st.text("ab/", max_size=3)), max_size=6))
def test_pieces_alternate(parts: list[str | None]) -> None:
    value = text_of(parts, (), False)
    assert display(value) == display(text(display(value)))
    if isinstance(value, Text):
        assert "" not in value.pieces
        assert all((a is None) is not (b is None) for a, b in zip(value.pieces, value.pieces[1:]))


def test_long_text_keeps_its_head() -> None:
    value = text_of(["/opt", "x" * MAX_TEXT], (), False)
    assert isinstance(value, Text)
    assert display(value).startswith("/opt")
    assert display(value).endswith("*")


def test_concatenate_multiplies_alternatives() -> None:
    value = concatenate([join([Constant("a"), Constant("b")]), Constant("/"), join([Constant("x"), Constant("y")])])
    assert [display(option) for option in options(value)] == ["a/x", "a/y", "b/x", "b/y"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["/opt/ml/a", "/opt/ml/b"], "/opt/ml/*"),
        (["/opt/ml/a", "/opt/ml/ab", "/opt/ml/abc"], "/opt/ml/a*"),
        (["x", "y"], "*"),
    ],
)
def test_widen_keeps_the_common_head(values: list[str], shown: str) -> None:
    assert display(widen([Constant(value) for value in values])) == shown


def test_widen_keeps_none_and_absence() -> None:
    value = widen([Constant("/a/x"), NONE, Constant("/a/y"), ABSENT])
    assert {display(option) for option in options(value) if is_textual(option)} == {"/a/*"}
    assert NONE in options(value)
    assert may_be_absent(value)


def test_widen_of_paths_gives_a_path() -> None:
    value = widen([PathValue(Constant("/a/x")), PathValue(Constant("/a/y"))])
    assert isinstance(value, PathValue)
    assert head(value.text) == "/a/"


def test_too_many_alternatives_are_widened() -> None:
    value = join([Constant(f"/a/{n}") for n in range(MAX_CHOICES + 1)])
    assert display(value) == "/a/*"
    numbers = join([Constant(n) for n in range(MAX_CHOICES + 1)])
    assert isinstance(numbers, Unknown)


def test_join_keeps_that_a_caller_may_override() -> None:
    assumed, sure = Constant("/a", (), True), Constant("/a")
    assert join([assumed, sure]).assumed is True
    assert join([sure, assumed]).assumed is True
    assert key(assumed) == key(sure)


def test_lift_bounds_combinations() -> None:
    many: Value = join([Constant(f"{n}") for n in range(10)])
    value = lift(lambda a, b: concatenate([a, b]), many, many)
    assert len(options(value)) <= MAX_CHOICES


def test_without_absent() -> None:
    assert without_absent(Alternatives((ABSENT, NONE))) is NONE
    assert without_absent(Alternatives((ABSENT,))) is UNKNOWN
