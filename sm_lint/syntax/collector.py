"""Holding the garbage collector off where it would search many live objects and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

BETWEEN = 300_000
"""Characters that are worked through between two looks of ours; the tree of that much takes some 15 MiB."""


@contextmanager
def collector_off() -> Iterator[None]:
    """Leave the cyclic garbage collector off within the block.

    Afterwards it does what it has put off. Leave the block only when what was made in it is gone, or it will all be
    looked at.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Begun:
    """How many characters were begun since the last look."""

    size = 0


def begin_text(size: int) -> None:
    """Say that a text of so many characters comes next; now and then what those before it left is collected.

    Nearly all of that goes without the collector. It looks only at what was made since it last looked, so that much
    that is kept does not make it slow.
    """
    _Begun.size += size
    if _Begun.size >= BETWEEN:
        _Begun.size = 0
        gc.collect(0)
