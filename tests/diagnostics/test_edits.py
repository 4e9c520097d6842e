from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.diagnostics.edits import apply, compatible, newline_of, split_lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.syntax.span import Place, Span


def edit(
    line: int, column: int, end_line: int, end_column: int, content: str, expected: str = "", path: str = "/a.py"
) -> Edit:
    return Edit(Place(path, Span(line, column, end_line, end_column)), content, expected)


@given(st.text(alphabet="ab\r\n\x0c\u2028"))
def test_lines_are_those_of_python(text: str) -> None:
    assert split_lines(text) == list(io.StringIO(text, newline=""))
    assert "".join(split_lines(text)) == text


def test_edits_are_applied_by_the_positions_of_the_text_before() -> None:
    text = "one two\nthree\n"
    assert (
        apply(text, [edit(1, 1, 1, 4, "1", "one"), edit(1, 5, 1, 8, "22222", "two"), edit(2, 6, 2, 6, "!")])
        == "1 22222\nthree!\n"
    )


def test_columns_are_code_points() -> None:
    assert apply("\U0001f600é = 'x'\n", [edit(1, 6, 1, 9, '"y"', "'x'")]) == '\U0001f600é = "y"\n'


def test_line_ends_of_the_text_are_used() -> None:
    assert apply("a\r\nb\r\n", [edit(2, 1, 2, 1, "x\ny\n")]) == "a\r\nx\r\ny\r\nb\r\n"


def test_new_lines_end_as_the_line_does_that_they_are_written_to() -> None:
    text = "a\r\nb\nc\rd"
    edits = [edit(line, 1, line, 1, "x\ny\r\n") for line in (1, 2, 3, 4)]
    assert apply(text, edits) == "x\r\ny\r\na\r\nx\ny\r\nb\nx\ry\r\nc\rx\r\ny\r\nd"


@pytest.mark.parametrize("expected", ["A", "", "ab"])
def test_an_edit_that_expects_another_text_is_refused(expected: str) -> None:
    with pytest.raises(ValueError, match="line 1 does not hold"):
        apply("a b\n", [edit(1, 1, 1, 2, "x", expected)])


def test_inserting_at_the_end_of_a_text_without_a_last_line_end() -> None:
    assert apply("a", [edit(1, 2, 1, 2, "b")]) == "ab"
    assert apply("a\n", [edit(2, 1, 2, 1, "b")]) == "a\nb"


def test_the_same_edit_is_made_once() -> None:
    assert apply("a\n", [edit(1, 1, 1, 1, "import os\n")] * 2) == "import os\na\n"


@pytest.mark.parametrize("span", [(3, 1, 3, 1), (1, 3, 1, 3), (0, 1, 1, 1), (1, 0, 1, 1), (1, 2, 1, 1)])
def test_an_edit_outside_the_text_is_refused(span: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"line|column|ends"):
        apply("a\n", [edit(*span, "x")])


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        (edit(1, 1, 1, 3, "x"), False),  # overlaps
        (edit(1, 4, 1, 6, "x"), True),  # touches
        (edit(1, 2, 1, 2, "x"), False),  # begins at the same place
        (edit(1, 3, 1, 3, "x"), False),  # inserts inside
        (edit(1, 2, 1, 4, "y"), True),  # is the same edit
        (edit(1, 1, 2, 1, "x"), False),  # spans it
        (edit(1, 2, 1, 4, "x", path="/b.py"), True),
    ],
)
def test_what_goes_together(other: Edit, fits: bool) -> None:
    assert compatible([edit(1, 2, 1, 4, "y")], [other]) is fits


@pytest.mark.parametrize(
    ("text", "end"), [("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a\rb", "\r"), ("a", "\n"), ("", "\n")]
)
def test_newline(text: str, end: str) -> None:
    assert newline_of(text) == end
