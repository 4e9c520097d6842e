"""Orders the rows of a layered layout so that few lines cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

Joint = tuple[int, int, tuple[float, float]]
"""Upper spot, lower spot, and the positions at which the line leaves and meets them: 0 is left, 1 is right."""
_SWEEPS = 16


def ordered(rows: Sequence[Sequence[int]], joints: Sequence[Joint]) -> list[list[int]]:
    """The rows in an order with few crossings: that of the best sweep."""
    best = [list(row) for row in rows]
    fewest = crossings(best, joints)
    current = [list(row) for row in rows]
    above: dict[int, list[tuple[int, float]]] = {}
    below: dict[int, list[tuple[int, float]]] = {}
    for upper, lower, (leaves, meets) in joints:
        above.setdefault(lower, []).append((upper, leaves))
        below.setdefault(upper, []).append((lower, meets))
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        near = above if down else below
        for row in current if down else reversed(current):
            position = _positions(current)
            # Ties are broken from alternating ends, so that equal spots occasionally change sides.
            flip = -1 if sweep % 4 >= 2 else 1
            kept = {spot: number * flip for number, spot in enumerate(row)}
            centre = {spot: _centre(spot, near, position) for spot in row}
            row.sort(key=lambda spot: (centre[spot], kept[spot]))
        found = crossings(current, joints)
        if found < fewest:
            best, fewest = [list(row) for row in current], found
    return best


def crossings(rows: Sequence[Sequence[int]], joints: Sequence[Joint]) -> int:
    """The number of crossing pairs of lines between adjacent rows."""
    position = _positions(rows)
    row_of = {spot: number for number, row in enumerate(rows) for spot in row}
    by_row: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for upper, lower, (leaves, meets) in joints:
        line = (position[upper] + leaves * 0.9, position[lower] + meets * 0.9)
        by_row.setdefault((row_of[upper], row_of[lower]), []).append(line)
    total = 0
    for lines in by_row.values():
        seen: list[float] = []
        for _, end in sorted(lines):
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total


def _positions(rows: Sequence[Sequence[int]]) -> dict[int, float]:
    """The position of each spot in its row, relative to the middle, so that short rows are centred under long ones."""
    return {spot: number - (len(row) - 1) / 2 for row in rows for number, spot in enumerate(row)}


def _centre(spot: int, near: dict[int, list[tuple[int, float]]], position: dict[int, float]) -> float:
    known = near.get(spot)
    if not known:
        return position[spot]
    return sum(position[other] + share - 0.5 for other, share in known) / len(known)
