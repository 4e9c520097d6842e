"""Classifies a text for the parser: ordinary, for a separate process, or too expensive."""

from __future__ import annotations

from typing import NamedTuple

from sm_lint.syntax.cost import MAX_COST, bound
from sm_lint.syntax.depth import measure, nesting
from sm_lint.syntax.outline import FIELD_DEPTH, outline

MAX_OUTLINED = 1_000_000
"""Maximum length of a text that is outlined; longer ones are read token by token, up to the first excess."""
LIGHT_COST = 64 << 20
"""Bytes that the parser may take in a process that handles Ctrl-C: half a second, or 90 kB of ordinary code."""
LIGHT_DEPTH = 250
"""Maximum nesting there. The parser's time is quadratic in the length of a chain of subscripts or attributes."""
LIGHT_EFFORT = 8_000_000
"""Maximum product of length and nesting there; chained subscripts then take the parser about three seconds."""


class Load(NamedTuple):
    """The load that a text puts on the parser.

    Attributes:
        shallow: whether it fits the ordinary stack.
        heavy: whether it should be parsed in a process that can be killed.
        cost: upper bound of the bytes for parsing it.
        excess: why it must not be parsed at all, as (offset, message); None if it may be parsed.
    """

    shallow: bool
    heavy: bool
    cost: int
    excess: tuple[int, str] | None = None


def load_of(text: str) -> Load:
    """Compute the load of a text, from its bytes if these suffice, else from its tokens."""
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
