"""Serializes linting across threads: rules and parsed modules are shared within a process."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

_turn = RLock()


def serialized(work: Callable[[Argument], Result]) -> Callable[[Argument], Result]:
    """Wrap a function so that only one thread at a time runs it, in any executor."""

    @wraps(work)
    def waiting(argument: Argument) -> Result:
        with _turn:
            return work(argument)

    return waiting
