"""What holds for all tests."""

from __future__ import annotations

import gc
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings

# How fast the machine is that they run on decides nothing.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Fail where a block takes more time of the processor, which a busy machine does not change."""

    def stop(*_: object) -> None:
        pytest.fail(f"took more than {seconds} s of processor time")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def limited() -> Callable[[float], AbstractContextManager[None]]:
    """Makes blocks that fail where they take more than so many seconds of processor time.

    For what took minutes once, or would if it took more than linear time: the limits are a hundred times what is needed.
    """
    return processor_time


# Files whose tests share what is costly to make, by the worker that all of them run in.
TOGETHER = {
    "tests/fuzz/test_cpython.py": "fuzz",
    "tests/fuzz/test_share.py": "fuzz",
    "tests/first_use/test_newcomer.py": "first use",
    "tests/graph/test_browser.py": "chromium",
    "tests/packaging/test_pre_commit.py": "pre-commit",
    "tests/preflight/test_moto.py": "moto",
    "tests/syntax/test_cost.py": "peaks",
    "tests/test_expressions.py": "expressions",
}


AT_ONCE = 8
"""How many tests of other files a worker is given at a time."""


FREEZE_EVERY = 100
_ended = count(1)


def pytest_collection_finish() -> None:
    """Thousands of tests stay in memory until the end: no collection of garbage needs to look at them again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """So do the syntax trees and tables that tests share: with them, one collection would take seconds."""
    if next(_ended) % FREEZE_EVERY == 0:
        gc.collect()
        gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out groups of tests under ``--dist loadgroup``; the mark `xdist_group` has no effect with pytest 9.2 and xdist 3.8.

    A message to a worker for each of thousands of tests costs as much as the tests: several of a file go together.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc,unused-ignore]
        _groups: ClassVar[dict[str, str]] = {}
        _sizes: ClassVar[Counter[str]] = Counter()

        def _split_scope(self, nodeid: str) -> str:
            if nodeid not in self._groups:
                file = nodeid.partition("::")[0]
                self._groups[nodeid] = TOGETHER.get(file, f"{file} {self._sizes[file] // AT_ONCE}")
                self._sizes[file] += 1
            return self._groups[nodeid]

    return Scheduling(config, log)
