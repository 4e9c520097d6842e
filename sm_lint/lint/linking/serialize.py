"""Threads of one process take turns: rules and parsed modules are shared by all that is linted there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

_turn = RLock()


def serialized(work: Callable[[Argument], Result]) -> Callable[[Argument], Result]:
    """A function that only one thread at a time runs, whatever executor it is sent to."""

    @wraps(work)
    def waiting(argument: Argument) -> Result:
        with _turn:
            return work(argument)

    return waiting
