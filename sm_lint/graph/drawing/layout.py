"""Layered layout: boxes in rows, top to bottom, with few crossings; deterministic.

Rows by longest path; order within rows by barycentres (Sugiyama, Tagawa and Toda, 1981); columns by least squares
subject to the order, with pool-adjacent-violators (Barlow and Brunk, 1972). All lengths are in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sm_lint.graph.drawing.ordering import ordered
from sm_lint.graph.drawing.ranking import forward, ranks

GAP = 36.0
BEND_GAP = 18.0
ROW_GAP = 64.0
SHELF = 1200.0
MAX_BENDS = 4000
_PASSES = 24
_BEND_PULL = 8.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A box to place; `late` puts it directly above its successors if it has no predecessor."""

    key: str
    width: float
    height: float
    late: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A line from the bottom of one box to the top of another, at distances from their left sides."""

    source: str
    target: str
    source_x: float
    target_x: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The computed positions.

    Attributes:
        corners: upper left corner of each box.
        routes: points of each link in input order, from source to target.
    """

    corners: Mapping[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def layout(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """Place boxes so that links lead down; unconnected components are placed side by side.

    Raises:
        KeyError: a link names an unknown box.
    """
    corners: dict[str, Point] = {}
    routes: dict[int, tuple[Point, ...]] = {}
    parts = [_Component([box for box in boxes if box.key in keys], links, keys) for keys in _components(boxes, links)]
    sizes = {id(part): part.place() for part in parts}
    shelves = _Shelves()
    for part in sorted(parts, key=lambda part: -len(part.rows)):
        left, top = shelves.put(*sizes[id(part)])
        for key, (x, y) in part.corners.items():
            corners[key] = (round(x + left, 1), round(y + top, 1))
        for number, points in part.routes.items():
            routes[number] = tuple((round(x + left, 1), round(y + top, 1)) for x, y in points)
    routed = tuple(routes[number] for number in range(len(links)))
    return Layout(corners, routed, round(shelves.width, 1), round(shelves.height, 1))


@dataclass(slots=True)
class _Shelves:
    """Packs rectangles into columns, and columns onto shelves; the first rectangle determines the height of a shelf."""

    width: float = 0.0
    height: float = 0.0
    top: float = 0.0
    left: float = 0.0
    below: float = 0.0
    column: float = 0.0

    def put(self, width: float, height: float) -> Point:
        """The upper left corner for a rectangle."""
        if self.column and self.below + height > self.height:
            self.left, self.below, self.column = self.left + self.column + GAP, self.top, 0.0
            if self.left + width > SHELF:
                self.left, self.top = 0.0, self.height + ROW_GAP
                self.below = self.top
        corner = (self.left, self.below)
        self.below += height + GAP
        self.column = max(self.column, width)
        self.width = max(self.width, self.left + width)
        self.height = max(self.height, corner[1] + height)
        return corner


def _components(boxes: Sequence[Box], links: Sequence[Link]) -> list[set[str]]:
    parent = {box.key: box.key for box in boxes}

    def find(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for link in links:
        parent[find(link.target)] = find(link.source)
    found: dict[str, set[str]] = {}
    for box in boxes:
        found.setdefault(find(box.key), set()).add(box.key)
    return list(found.values())


@dataclass(slots=True)
class _Spot:
    """A box, or a bend of a link in a row that it passes."""

    width: float
    height: float = 0.0
    x: float = 0.0
    bend: bool = False


@dataclass(slots=True)
class _Joint:
    """A piece of a link between spots of adjacent rows, at distances from their left sides."""

    upper: int
    lower: int
    upper_x: float
    lower_x: float


@dataclass(slots=True)
class _Component:
    boxes: Sequence[Box]
    all_links: Sequence[Link]
    keys: set[str]
    corners: dict[str, Point] = field(default_factory=dict)
    routes: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    spots: list[_Spot] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)
    joints: list[_Joint] = field(default_factory=list)
    chains: dict[int, list[int]] = field(default_factory=dict)

    def place(self) -> Point:
        """Compute the layout; returns width and height."""
        links = [(n, link) for n, link in enumerate(self.all_links) if link.source in self.keys]
        index = {box.key: number for number, box in enumerate(self.boxes)}
        pairs = [(index[link.source], index[link.target]) for _, link in links]
        down = forward(len(self.boxes), pairs)
        rank = ranks(len(self.boxes), [pair for pair in down if pair is not None], [box.late for box in self.boxes])
        self.spots = [_Spot(box.width, box.height) for box in self.boxes]
        self.rows = [[] for _ in range(max(rank) + 1)]
        for number, row in enumerate(rank):
            self.rows[row].append(number)
        self._chain(links, index, rank)
        self.rows = ordered(self.rows, [(j.upper, j.lower, self._share(j)) for j in self.joints])
        self._columns()
        return self._points(links, index)

    def _share(self, joint: _Joint) -> Point:
        """The relative positions at which a joint leaves and meets its spots, from 0 (left) to 1 (right)."""
        upper, lower = self.spots[joint.upper], self.spots[joint.lower]
        return joint.upper_x / max(upper.width, 1.0), joint.lower_x / max(lower.width, 1.0)

    def _chain(self, links: Sequence[tuple[int, Link]], index: Mapping[str, int], rank: Sequence[int]) -> None:
        """Split links that pass rows into pieces with bends in between."""
        bends = sum(abs(rank[index[link.source]] - rank[index[link.target]]) for _, link in links)
        for number, link in links:
            first, last = index[link.source], index[link.target]
            first_x, last_x = link.source_x, link.target_x
            if first == last:
                continue
            if rank[first] > rank[last]:
                first, last, first_x, last_x = last, first, last_x, first_x
            passed = range(rank[first] + 1, rank[last]) if bends <= MAX_BENDS else range(0)
            chain = [first]
            for row in passed:
                self.spots.append(_Spot(0.0, bend=True))
                self.rows[row].append(len(self.spots) - 1)
                chain.append(len(self.spots) - 1)
            chain.append(last)
            self.chains[number] = chain
            for upper, lower in pairwise(chain):
                upper_x = first_x if upper == first else 0.0
                self.joints.append(_Joint(upper, lower, upper_x, last_x if lower == last else 0.0))

    # -- columns ----------------------------------------------------------------------------------------------------

    def _columns(self) -> None:
        above: dict[int, list[tuple[int, float]]] = {}
        below: dict[int, list[tuple[int, float]]] = {}
        for joint in self.joints:
            shift = joint.upper_x - joint.lower_x
            above.setdefault(joint.lower, []).append((joint.upper, shift))
            below.setdefault(joint.upper, []).append((joint.lower, -shift))
        for row in self.rows:
            self._settle(row, [0.0] * len(row))
        for turn in range(_PASSES):
            both = turn >= _PASSES - 6
            near = above if turn % 2 == 0 else below
            for row in self.rows if turn % 2 == 0 else reversed(self.rows):
                wanted = []
                for spot in row:
                    known = near.get(spot, [])
                    if both or not known:
                        known = above.get(spot, []) + below.get(spot, [])
                    x = self.spots[spot].x
                    wanted.append(sum(self.spots[o].x + s for o, s in known) / len(known) if known else x)
                self._settle(row, wanted)
        least = min((spot.x for spot in self.spots), default=0.0)
        for moved in self.spots:
            moved.x -= least

    def _settle(self, row: Sequence[int], wanted: Sequence[float]) -> None:
        """Move the spots of a row as close as possible to their wanted positions, without overlap and in order."""
        offsets = [0.0]
        for left, right in pairwise(row):
            one, other = self.spots[left], self.spots[right]
            gap = BEND_GAP if one.bend or other.bend else GAP
            offsets.append(offsets[-1] + one.width + gap)
        pools: list[tuple[float, float, int]] = []
        for spot, x, offset in zip(row, wanted, offsets):
            pull = _BEND_PULL if self.spots[spot].bend else 1.0
            total, weight, count = (x - offset) * pull, pull, 1
            while pools and pools[-1][0] / pools[-1][1] >= total / weight:
                before = pools.pop()
                total, weight, count = total + before[0], weight + before[1], count + before[2]
            pools.append((total, weight, count))
        values = [total / weight for total, weight, count in pools for _ in range(count)]
        for spot, value, offset in zip(row, values, offsets):
            self.spots[spot].x = value + offset

    # -- points -----------------------------------------------------------------------------------------------------

    def _points(self, links: Sequence[tuple[int, Link]], index: Mapping[str, int]) -> Point:
        top = 0.0
        middle: dict[int, tuple[float, float]] = {}
        for row in self.rows:
            height = max(self.spots[spot].height for spot in row) if row else 0.0
            for spot in row:
                middle[spot] = (top, top + height)
            top += height + ROW_GAP
        for number, box in enumerate(self.boxes):
            upper, lower = middle[number]
            # Boxes without predecessors are aligned to the bottom of their row, close to their successors; others to
            # the top.
            self.corners[box.key] = (self.spots[number].x, lower - box.height if box.late else upper)
        for number, link in links:
            source, target = self.corners[link.source], self.corners[link.target]
            height = self.boxes[index[link.source]].height
            ends = [(source[0] + link.source_x, source[1] + height), (target[0] + link.target_x, target[1])]
            bends = []
            chain = self.chains.get(number, [])
            for spot in chain[1:-1]:
                x, (upper, lower) = self.spots[spot].x, middle[spot]
                bends += [(x, upper), (x, lower)]
            if chain and chain[0] != index[link.source]:
                bends.reverse()
            self.routes[number] = (ends[0], *bends, ends[1])
        rights = [self.spots[n].x + self.spots[n].width for n in range(len(self.spots))]
        return max(rights), top - ROW_GAP
