"""Runs deep recursion in a thread with a large stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

# Address space only: untouched pages cost nothing. The smaller sizes are for machines that limit it.
STACK_BYTES = (512 << 20, 128 << 20, 32 << 20)
RECURSION_LIMIT = 200_000

_one_at_a_time = threading.Lock()


def with_deep_stack(work: Callable[[], Result]) -> Result:
    """Run `work` in a thread with a large stack and a raised recursion limit, and wait for it.

    The stack size and the recursion limit are process-wide, so calls are serialized and both are restored. Exceptions
    of `work` are re-raised here; RecursionError means that even this stack was too small.
    """
    results: list[Result] = []
    failures: list[BaseException] = []

    def target() -> None:
        try:
            results.append(work())
        except BaseException as failure:  # noqa: BLE001 - passed to the calling thread
            failures.append(failure)

    with _one_at_a_time:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
        try:
            _start(target).join()
        finally:
            sys.setrecursionlimit(limit)
    if failures:
        raise failures[0]
    return results[0]


def _start(target: Callable[[], None]) -> threading.Thread:
    """Start a thread with the largest stack that the system grants; RecursionError if it grants none."""
    for size in STACK_BYTES:
        before = threading.stack_size(size)
        try:
            thread = threading.Thread(target=target, name="sm-lint deep stack", daemon=True)
            thread.start()
        except (RuntimeError, MemoryError):
            continue
        else:
            return thread
        finally:
            threading.stack_size(before)
    raise RecursionError("no stack large enough could be had")
