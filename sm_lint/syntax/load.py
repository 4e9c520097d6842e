"""What a text asks of the parser: nothing special, a process of its own, or too much."""

from __future__ import annotations

from typing import NamedTuple

from sm_lint.syntax.cost import MAX_COST, bound
from sm_lint.syntax.depth import measure, nesting
from sm_lint.syntax.outline import FIELD_DEPTH, outline

MAX_OUTLINED = 1_000_000
"""Characters of a text whose outline is made; larger ones are read token by token, up to the one that is too much."""
LIGHT_COST = 64 << 20
"""Bytes that the parser may take in a process that has to heed Ctrl-C: half a second, or 90 kB of ordinary code."""
LIGHT_DEPTH = 250
"""How deep it may nest there. The parser's time grows with the square of a chain of subscripts or attributes."""
LIGHT_EFFORT = 8_000_000
"""Characters times depth that it may have there; that much of chained subscripts takes the parser some three seconds."""


class Load(NamedTuple):
    """What a text asks of the parser.

    Attributes:
        shallow: it needs no more than the ordinary stack.
        heavy: it should be parsed in a process that may be lost, or ended.
        cost: the most bytes that parsing it takes.
        excess: why it must not be parsed at all, as (offset, message); None where it may be.
    """

    shallow: bool
    heavy: bool
    cost: int
    excess: tuple[int, str] | None = None


def load_of(text: str) -> Load:
    """Find out what a text asks of the parser, from its bytes where these tell enough, else from its tokens."""
    sketch = outline(text) if len(text) <= MAX_OUTLINED else None
    nest = nesting(sketch) if sketch is not None else None
    if sketch is not None and nest is not None:
        cost = bound(sketch, nest)
        if cost <= MAX_COST:
            effort = len(sketch.raw) * (nest.depth - FIELD_DEPTH)
            return Load(True, cost > LIGHT_COST or effort > LIGHT_EFFORT, cost)
    measured = measure(text)
    heavy = measured.cost > LIGHT_COST or measured.depth > LIGHT_DEPTH
    return Load(nest is not None, heavy, measured.cost, measured.excess)
