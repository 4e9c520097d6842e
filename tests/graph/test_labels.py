"""Labels of lines keep off cards, off one another and, where they can, off other lines."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.graph.drawing.labels import Rectangle, labels


def test_a_label_is_on_its_line_and_off_cards() -> None:
    card = Rectangle(-100, 40, 100, 120)
    (label,) = labels([((0.0, 0.0), (0.0, 200.0))], ["value"], [card])
    assert label is not None
    assert not label.at.meets(card)
    assert label.middle[0] == 0
    assert 0 < label.middle[1] < 200


def test_labels_of_lines_side_by_side_keep_apart() -> None:
    routes = [((x, 0.0), (x, 200.0)) for x in (0.0, 20.0, 40.0, 60.0)]
    found = [label for label in labels(routes, ["a long value"] * 4, []) if label is not None]
    assert len(found) == 4
    assert not [1 for one, other in combinations(found, 2) if one.at.meets(other.at)]


def test_a_label_keeps_off_a_line_that_crosses() -> None:
    routes = [((0.0, 0.0), (0.0, 200.0)), ((-200.0, 100.0), (200.0, 101.0))]
    first, second = labels(routes, ["value", ""], [])
    assert second is None
    assert first is not None
    assert not first.at.top <= 100 <= first.at.bottom


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=2, max_size=6), st.text())
def test_any_line_and_any_text(points: list[tuple[int, int]], text: str) -> None:
    route = [(float(x), float(y)) for x, y in points]
    (label,) = labels([route], [text], [])
    assert (label is None) == (text == "")
    assert labels([route], [text], []) == [label]
