"""Disables the garbage collector where it would traverse many live objects and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

BETWEEN = 300_000
"""Characters processed between two explicit collections; their trees take about 15 MiB."""


@contextmanager
def collector_off() -> Iterator[None]:
    """Disable the cyclic garbage collector within the block.

    A deferred collection happens on exit. Leave the block only after its objects have been freed, or all of them are
    traversed.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Begun:
    """The number of characters begun since the last collection."""

    size = 0


def begin_text(size: int) -> None:
    """Announce a text of some characters; from time to time, garbage of the earlier texts is collected.

    Nearly all of it is freed by reference counting. A collection only traverses objects created since the previous one,
    so that a large number of live objects does not slow it down.
    """
    _Begun.size += size
    if _Begun.size >= BETWEEN:
        _Begun.size = 0
        gc.collect(0)
