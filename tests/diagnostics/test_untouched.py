from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.diagnostics.edits import Replacement, pieces
from sm_lint.diagnostics.untouched import same_tokens_outside, same_values_but
from sm_lint.syntax.tokens import tokens

TEXT = "x = f(a)  # why\ny = 'b c'\nz = f'{a} d'\n"


def outside(old: str, new: str, text: str = TEXT) -> bool:
    """Is everything read as before outside of the one place of `old`, in place of which `new` is put?"""
    (match,) = re.finditer(re.escape(old), text)
    change = Replacement(match.start(), match.end(), new)
    return same_tokens_outside(text, "".join(pieces(text, [change])), [change])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("f(a)", "g(h(a), 1)"),
        ("'b c'", '"other"'),
        ("b c", "other"),
        ("b c", ""),
        ("  # why", ""),
        ("# why", "# no"),
        ("why", "why not"),
        ("{a}", "{g(a)}"),
        (" d", " e"),
        ("x = f(a)  # why\n", ""),
        ("x = f(a)", "if a:\n    x = f(a)"),
        ("x = f", "import json\nx = f"),
        ("y = 'b c'\n", "y = '''b\nc'''\n"),
    ],
)
def test_edits_that_keep_to_their_place(old: str, new: str) -> None:
    assert outside(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("f(a)", "f(a) # "),
        ("'b c'", "'b c"),
        ("b c", "b' c"),
        ("'b c'", "'''b c'"),
        ("f(a", "'''"),
        (" d", " {d"),
        ("why\n", "why "),
    ],
)
def test_edits_that_reach_out(old: str, new: str) -> None:
    assert not outside(old, new)


def test_a_bracket_that_is_not_closed_is_left_to_the_parser() -> None:
    assert outside("f(a)", "f(a")


def test_what_is_written_behind_a_comment_belongs_to_it() -> None:
    text = "x  # why\ny\n"
    change = Replacement(8, 8, "  # noqa")
    assert same_tokens_outside(text, "x  # why  # noqa\ny\n", [change])


def test_words_do_not_grow_together() -> None:
    assert not same_tokens_outside("a b\n", "ab\n", [Replacement(1, 2, "")])
    assert not same_tokens_outside("a b\n", "xa b\n", [Replacement(0, 0, "x")])
    assert same_tokens_outside("a b\n", "(a b\n", [Replacement(0, 0, "(")])


def test_several_edits_in_one_string() -> None:
    text = "x = 'a b c'\ny\n"
    changes = [Replacement(5, 6, "AA"), Replacement(9, 10, "")]
    assert same_tokens_outside(text, "x = 'AA b '\ny\n", changes)


CHANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4), st.text("ab '\"#(\n\\", max_size=4)), max_size=3)


@given(st.text("ab '\"#({})\n\\f", max_size=60), CHANGES)
def test_tokens_outside_are_kept_where_it_is_said(text: str, drawn: list[tuple[int, int, str]]) -> None:
    """The plain definition: what is left of both token lists without the tokens that edits touch is the same text."""
    changes: list[Replacement] = []
    for start, length, content in sorted(drawn):
        if start + length <= len(text) and (not changes or start > changes[-1].end):
            changes.append(Replacement(start, start + length, content))
    after = "".join(pieces(text, changes))
    if not same_tokens_outside(text, after, changes):
        return
    untouched = [
        token
        for token in tokens(text)
        if all(token.end < change.start or token.start > change.end for change in changes)
    ]
    found = [(token.kind, after[token.start : token.end]) for token in tokens(after)]
    position = 0
    for token in untouched:  # in this order
        position = found.index((token.kind, text[token.start : token.end]), position) + 1


def test_without_edits_nothing_changes() -> None:
    assert same_tokens_outside(TEXT, TEXT, [])
    assert not same_tokens_outside(TEXT, TEXT + "x", [])


def test_values_of_documents() -> None:
    before = {"a": {"b": [1, "x"], "c": 2.0}, "d": []}
    assert same_values_but(before, {"a": {"b": [1, "y"], "c": 2.0}, "d": []}, 1)
    assert not same_values_but(before, {"a": {"b": [1, "y"], "c": 3.0}, "d": []}, 1)
    # A key or an element that is added or removed counts once, whatever is in it.
    assert same_values_but(before, {"a": {"b": [1, "x"]}, "d": []}, 1)
    assert same_values_but(before, {"a": {"b": [1, "x"], "c": 2.0, "e": {"f": [1, 2]}}, "d": []}, 1)
    assert same_values_but(before, {"a": {"b": [1, 3, "x"], "c": 2.0}, "d": []}, 1)
    assert not same_values_but(before, {"a": {"b": [1, 3, 4, "x"], "c": 2.0}, "d": []}, 1)
    assert not same_values_but(before, {"a": {"b": ["x", 1], "c": 2.0}, "d": []}, 1)
    assert not same_values_but(before, {"a": {"b": [1, "x"], "e": 2.0}, "d": []}, 1)
    assert not same_values_but(before, {"a": {"b": [1, "x"], "c": 2.0}, "d": [], "e": 1, "f": 1}, 1)
    assert not same_values_but({"a": [1]}, {"a": {"0": 1}}, 0)
    assert same_values_but({"a": 1}, {"a": True}, 1)
    assert not same_values_but({"a": 1}, {"a": True}, 0)
