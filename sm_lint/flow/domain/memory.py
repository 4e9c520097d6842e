"""The tables that hold the state of a run, and the clock for their ages."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

Entry = TypeVar("Entry")


class Meter:
    """Counters of one interpretation, used when values are created and joined.

    Each machine has its own, and activates it while it runs: values are created in many places without access to a
    machine.

    Attributes:
        clock: advances at the start of each branch.
        joined: accumulated cost of joins, in visited alternatives; the number of steps does not measure it.
    """

    __slots__ = ("clock", "joined")

    def __init__(self) -> None:
        self.clock = 0
        self.joined = 0


METER: ContextVar[Meter] = ContextVar("METER", default=Meter())  # noqa: B039 - values created outside a run have time 0


class Table(dict[Any, Entry]):
    """A versioned dictionary: changes to one that was created in a branch need not be undone with it.

    Attributes:
        born: time of its creation by the machine's `Meter`.
        version: identifies its content among all earlier and later ones; undoing changes restores it.
    """

    __slots__ = ("born", "version")

    def __init__(self, given: Mapping[Any, Entry] | None = None) -> None:
        if given is not None:
            self.update(given)
        self.born = METER.get().clock
        self.version = 0
