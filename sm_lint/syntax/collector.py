"""Holding the garbage collector off where it would search many live objects and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
