"""Tables that the state of a run is kept in, and the clock of their ages."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

Entry = TypeVar("Entry")


class Meter:
    """What one interpretation counts while it makes and joins values.

    Each machine has one of its own, and activates it while it runs: values are made in a hundred places that know no machine.

    Attributes:
        clock: moments; advances where a branch begins.
        joined: what joining has cost, in alternatives looked at: the number of steps does not measure it.
    """

    __slots__ = ("clock", "joined")

    def __init__(self) -> None:
        self.clock = 0
        self.joined = 0


METER: ContextVar[Meter] = ContextVar("METER", default=Meter())  # noqa: B039 - values made outside of a run are of moment 0


class Table(dict[Any, Entry]):
    """A dictionary that knows its age: changes to one that is younger than a branch need not be taken back with it.

    Attributes:
        born: the moment of the machine's `Meter` that it was made at.
        version: identifies its contents among all that it has had or will have; taking changes back restores it.
    """

    __slots__ = ("born", "version")

    def __init__(self, given: Mapping[Any, Entry] | None = None) -> None:
        if given is not None:
            self.update(given)
        self.born = METER.get().clock
        self.version = 0
