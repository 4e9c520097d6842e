"""Intervals of lines with repeated overlap queries, each in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

_NONE = -1


class LineSpans:
    """Intervals of lines.

    Args:
        spans: first and last line of each, ordered by first line.
    """

    def __init__(self, spans: Sequence[tuple[int, float]]) -> None:
        self._firsts = [first for first, _ in spans]
        self._furthest = list(accumulate((last for _, last in spans), max))
        self._size = 1 << max(0, len(spans) - 1).bit_length()
        # A binary tree of the last lines, with its root at 1: each node holds the maximum over its intervals not yet
        # yielded.
        self._tree: list[float] = [_NONE] * self._size + [last for _, last in spans]
        self._tree += [_NONE] * (2 * self._size - len(self._tree))
        for node in reversed(range(1, self._size)):
            self._tree[node] = max(self._tree[2 * node], self._tree[2 * node + 1])

    def earliest(self, first: int, last: int) -> int | None:
        """The index of the first interval that overlaps the lines; None if there is none."""
        index = bisect_left(self._furthest, first)
        return index if index < len(self._firsts) and self._firsts[index] <= last else None

    def fresh(self, first: int, last: int) -> Iterator[int]:
        """The indices of intervals that overlap the lines; each index is yielded once over all calls."""
        pending = [1]
        while pending:
            node = pending.pop()
            if self._tree[node] < first or self._start(node) > last:
                continue
            if node < self._size:
                pending += (2 * node + 1, 2 * node)
                continue
            yield node - self._size
            self._tree[node] = _NONE
            while node > 1:
                node //= 2
                self._tree[node] = max(self._tree[2 * node], self._tree[2 * node + 1])

    def _start(self, node: int) -> float:
        """The smallest first line of the intervals below a node."""
        while node < self._size:
            node *= 2
        index = node - self._size
        return self._firsts[index] if index < len(self._firsts) else float("inf")
