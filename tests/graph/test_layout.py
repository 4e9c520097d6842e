"""The layout keeps boxes apart, leads links down, and always gives the same."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.graph.drawing.layout import Box, Layout, Link, layout
from sm_lint.graph.drawing.ordering import crossings, ordered
from sm_lint.graph.drawing.ranking import forward, ranks


def box(key: str, width: float = 100, late: bool = False) -> Box:
    return Box(key, width, 50, late)


def link(source: str, target: str) -> Link:
    return Link(source, target, 50, 50)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[list[Box], list[Link]]:
    sizes = draw(st.lists(st.integers(10, 300), min_size=1, max_size=14))
    boxes = [Box(str(n), size, 40 + size % 50, draw(st.booleans())) for n, size in enumerate(sizes)]
    ends = st.integers(0, len(boxes) - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=30))
    return boxes, [Link(str(a), str(b), boxes[a].width / 2, boxes[b].width / 3) for a, b in pairs]


def apart(boxes: list[Box], found: Layout) -> bool:
    for one, other in combinations(boxes, 2):
        (x, y), (u, v) = found.corners[one.key], found.corners[other.key]
        beside = x + one.width <= u + 0.2 or u + other.width <= x + 0.2
        if not beside and not (y + one.height <= v + 0.2 or v + other.height <= y + 0.2):
            return False
    return True


@pytest.mark.slow
@given(pictures())
def test_any_graph_is_placed_without_overlap(picture: tuple[list[Box], list[Link]]) -> None:
    boxes, links = picture
    found = layout(boxes, links)
    assert apart(boxes, found)
    assert len(found.routes) == len(links)
    for box in boxes:
        x, y = found.corners[box.key]
        assert x >= 0
        assert y >= 0
        assert x + box.width <= found.width + 0.2
        assert y + box.height <= found.height + 0.2
    assert layout(boxes, links) == found


@pytest.mark.slow
@given(pictures())
def test_links_begin_and_end_at_their_boxes(picture: tuple[list[Box], list[Link]]) -> None:
    boxes, links = picture
    found = layout(boxes, links)
    known = {box.key: box for box in boxes}
    for each, route in zip(links, found.routes):
        (x, y), (u, v) = found.corners[each.source], found.corners[each.target]
        first, last = route[0], route[-1]
        assert abs(first[0] - x - each.source_x) < 0.2
        assert abs(first[1] - y - known[each.source].height) < 0.2
        assert abs(last[0] - u - each.target_x) < 0.2
        assert abs(last[1] - v) < 0.2


def test_links_lead_down() -> None:
    boxes = [box(key) for key in "dcba"]
    found = layout(boxes, [link("a", "b"), link("b", "c"), link("a", "d"), link("c", "d")])
    down = [found.corners[key][1] for key in "abcd"]
    assert down == sorted(down)
    assert len(set(down)) == 4
    assert len(found.routes[2]) > 2  # around the boxes between its ends


def test_what_only_feeds_stands_above_what_it_feeds() -> None:
    boxes = [box("a"), box("b"), box("c"), box("source", late=True)]
    found = layout(boxes, [link("a", "b"), link("b", "c"), link("source", "c")])
    assert found.corners["source"][1] == found.corners["b"][1]


def test_cycles_and_loops_are_placed() -> None:
    found = layout([box("a"), box("b")], [link("a", "b"), link("b", "a"), link("a", "a")])
    assert found.corners["a"][1] < found.corners["b"][1]


def test_parts_that_nothing_joins_stand_side_by_side() -> None:
    boxes = [box("a"), box("b"), box("c")]
    found = layout(boxes, [link("a", "b")])
    assert found.corners["c"][0] >= found.corners["a"][0] + 100


def test_many_parts_do_not_make_one_long_row() -> None:
    boxes = [box(str(number)) for number in range(60)]
    found = layout(boxes, [])
    assert found.width <= 1200
    assert apart(boxes, found)


def test_nothing_is_placed() -> None:
    assert layout([], []) == Layout({}, (), 0.0, 0.0)


def test_lines_are_disentangled() -> None:
    joints = [(0, 4, (0.5, 0.5)), (1, 3, (0.5, 0.5)), (2, 5, (0.5, 0.5))]
    rows = [[0, 1, 2], [3, 4, 5]]
    assert crossings(rows, joints) == 1
    assert crossings(ordered(rows, joints), joints) == 0


def test_lines_back_are_turned_round() -> None:
    assert forward(3, [(0, 1), (1, 2), (2, 0), (1, 1)]) == [(0, 1), (1, 2), (0, 2), None]
    assert ranks(3, [(0, 1), (1, 2), (0, 2)], [False] * 3) == [0, 1, 2]
