"""Places the labels of lines: off cards, off one another and off other lines if possible.

All lengths are in pixels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sm_lint.graph.drawing.layout import Point
from sm_lint.graph.drawing.measure import SANS, text_width

SIZE = 11.0
HEIGHT = 17.0
PAD = 5.0
MOST = 28
"""Maximum length of a label, in characters."""
_CELL = 32.0
_STEP = 9.0
_LEAST_BEND = 26.0


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An occupied part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A text centred in a rectangle."""

    text: str
    at: Rectangle

    @property
    def middle(self) -> Point:
        """The centre of the text."""
        return ((self.at.left + self.at.right) / 2, (self.at.top + self.at.bottom) / 2)


def bend(y: float, after_y: float) -> float:
    """The vertical distance of a curve's control points from its ends."""
    return max(abs(after_y - y) / 2, _LEAST_BEND)


def labels(routes: Sequence[Sequence[Point]], texts: Sequence[str], taken: Sequence[Rectangle]) -> list[Label | None]:
    """The label of each line; None for a line without a text.

    Args:
        routes: the points of each line.
        texts: the text for each line; empty for none.
        taken: the cards of the picture.
    """
    sampled = [list(_samples(points)) for points in routes]
    grid = _Grid(sampled)
    placed: list[Rectangle] = []
    found: list[Label | None] = []
    for number, text in enumerate(texts):
        if not text:
            found.append(None)
            continue
        short = text if len(text) <= MOST else text[: MOST - 1] + "…"
        width = text_width(short, SIZE, SANS) + 2 * PAD
        middle = (len(sampled[number]) - 1) / 2
        best = min(
            enumerate(sampled[number]),
            key=lambda row: (
                _cost(_around(row[1], width), taken, placed, grid, number) + abs(row[0] - middle) / (middle + 1)
            ),
        )[1]
        placed.append(_around(best, width))
        found.append(Label(short, placed[-1]))
    return found


def _around(point: Point, width: float) -> Rectangle:
    x, y = point
    return Rectangle(
        round(x - width / 2, 1), round(y - HEIGHT / 2, 1), round(x + width / 2, 1), round(y + HEIGHT / 2, 1)
    )


def _cost(
    wanted: Rectangle, taken: Iterable[Rectangle], placed: Iterable[Rectangle], grid: _Grid, number: int
) -> float:
    covered = sum(100 for each in (*taken, *placed) if each.meets(wanted))
    return covered + 3 * grid.others(wanted, number)


class _Grid:
    """An index of the lines that pass through each part of the picture."""

    def __init__(self, sampled: Sequence[Sequence[Point]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, int]]] = defaultdict(list)
        for number, points in enumerate(sampled):
            for x, y in points:
                self._cells[int(x // _CELL), int(y // _CELL)].append((x, y, number))

    def others(self, inside: Rectangle, number: int) -> int:
        """The number of other lines that pass through a rectangle."""
        columns = range(int(inside.left // _CELL), int(inside.right // _CELL) + 1)
        rows = range(int(inside.top // _CELL), int(inside.bottom // _CELL) + 1)
        return len(
            {
                other
                for column in columns
                for row in rows
                for x, y, other in self._cells.get((column, row), ())
                if other != number and inside.left <= x <= inside.right and inside.top <= y <= inside.bottom
            }
        )


def _samples(points: Sequence[Point]) -> Iterator[Point]:
    """The points of a drawn line, evenly spaced except at its ends."""
    for (x, y), (after_x, after_y) in pairwise(points):
        steps = max(4, int((abs(after_x - x) + abs(after_y - y)) / _STEP))
        control = bend(y, after_y)
        for step in range(1, steps):
            share = step / steps
            rest = 1 - share
            start, end = rest**2 * (1 + 2 * share), share**2 * (3 - 2 * share)
            down = rest**3 * y + 3 * rest**2 * share * (y + control) + 3 * rest * share**2 * (after_y - control)
            yield (start * x + end * after_x, down + share**3 * after_y)
