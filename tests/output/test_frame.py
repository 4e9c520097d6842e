"""The code frame: what is shown of a line, and that the carets stand under the span."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.output.columns import display_width
from sm_lint.output.frame import Frame, frame
from sm_lint.output.sources import Sources
from sm_lint.syntax.span import Place, Span

PATH = "/project/a.py"


def framed(text: str, span: Span) -> Frame | None:
    return frame(Place(PATH, span), Sources(given={PATH: text.encode("utf-8", "surrogatepass")}))


def under(shown: Frame) -> str:
    """The text above the carets, for lines of narrow characters."""
    text = shown.lines[-1][1]
    start = len(shown.underline) - len(shown.underline.lstrip())
    return text[start : len(shown.underline)]


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("open('/opt/ml')\n", Span(1, 6, 1, 15), "'/opt/ml'"),
        ("\tif x:\n\t\topen(y)\n", Span(2, 8, 2, 9), "y"),
        ("f(\n  x,\n)\n", Span(1, 1, 3, 2), "f("),
        ("a\x0cb = 1\n", Span(1, 3, 1, 4), "b"),
        ("x = '" + "y" * 300 + "'; open(z)\n", Span(1, 309, 1, 316), "open(z)"),
    ],
)
def test_carets_stand_under_the_span(text: str, span: Span, expected: str) -> None:
    shown = framed(text, span)
    assert shown is not None
    assert under(shown) == expected


def test_lines_before_leave_out_blank_ones() -> None:
    shown = framed("a = 1\n\nb = a\n", Span(3, 1, 3, 6))
    assert shown is not None
    assert [number for number, _ in shown.lines] == [1, 3]


def test_a_long_line_is_cut_around_the_span() -> None:
    shown = framed("x" * 500 + " open(z) " + "y" * 500 + "\n", Span(1, 502, 1, 509))
    assert shown is not None
    text = shown.lines[-1][1]
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 150


def test_no_frame_for_a_line_that_is_not_there() -> None:
    assert framed("a = 1\n", Span(7, 1, 7, 2)) is None
    assert frame(Place("/nowhere/at/all.py"), Sources()) is None


def test_only_python_line_ends_end_a_line() -> None:
    shown = framed("a = 'x\x0by\u2028z'\r\nopen(b)\rc\n", Span(2, 1, 2, 8))
    assert shown is not None
    assert under(shown) == "open(b)"


def test_nothing_turns_the_line_around() -> None:
    shown = framed("a = '\u202ex\u2066'\n", Span(1, 1, 1, 2))
    assert shown is not None
    assert shown.lines == ((1, "a = '\\u202ex\\u2066'"),)


@pytest.mark.slow
@given(st.text(min_size=1, max_size=400).filter(lambda t: "\r" not in t and "\n" not in t), st.data())
def test_every_line_has_a_frame(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    shown = framed(line + "\n", Span(1, start + 1, 1, end + 1))
    assert shown is not None
    assert shown.lines[-1][1].isprintable() or not shown.lines[-1][1].isascii()
    assert "\n" not in shown.lines[-1][1]
    assert shown.underline.strip() == "^" * len(shown.underline.strip())
    assert len(shown.underline) <= display_width(shown.lines[-1][1]) + 1
