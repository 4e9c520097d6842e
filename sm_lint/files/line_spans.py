"""Spans of lines, asked again and again which of them touch others; each answer takes the logarithm of their number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

_NONE = -1


class LineSpans:
    """Spans of lines.

    Args:
        spans: first and last line of each, in the order of their first lines.
    """

    def __init__(self, spans: Sequence[tuple[int, float]]) -> None:
        self._firsts = [first for first, _ in spans]
        self._furthest = list(accumulate((last for _, last in spans), max))
        self._size = 1 << max(0, len(spans) - 1).bit_length()
        # A binary tree, the root at 1, of the last lines: each node holds the greatest of the spans below it that are fresh.
        self._tree: list[float] = [_NONE] * self._size + [last for _, last in spans]
        self._tree += [_NONE] * (2 * self._size - len(self._tree))
        for node in reversed(range(1, self._size)):
            self._tree[node] = max(self._tree[2 * node], self._tree[2 * node + 1])

    def earliest(self, first: int, last: int) -> int | None:
        """Index of the first span that touches some lines; None where none does."""
        index = bisect_left(self._furthest, first)
        return index if index < len(self._firsts) and self._firsts[index] <= last else None

    def fresh(self, first: int, last: int) -> Iterator[int]:
        """Indices of the spans that touch some lines; each is given once, however often it is asked for."""
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
        """The smallest first line of the spans below a node."""
        while node < self._size:
            node *= 2
        index = node - self._size
        return self._firsts[index] if index < len(self._firsts) else float("inf")
