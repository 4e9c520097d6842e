"""What earlier calls of the project's functions have shown: results to use again, and functions not worth another run."""

from __future__ import annotations

from sm_lint.flow.domain.values import Value

MAX_RUNS = 40
MAX_FRUITLESS_RUNS = 6  # of a function that touches nothing, changes nothing, and neither gets nor gives a path


class CallMemo:
    """Results and statistics of calls; functions go by the id of their node.

    Attributes:
        results: results of calls that had no effect, by all that they depend on.
        called: functions that were called.
    """

    __slots__ = ("_effectful", "_fruitless_runs", "_runs", "called", "results")

    def __init__(self) -> None:
        self.results: dict[object, Value] = {}
        self.called: set[int] = set()
        self._runs: dict[int, int] = {}
        self._fruitless_runs: dict[int, int] = {}
        self._effectful: set[int] = set()

    def is_fruitless(self, code: int) -> bool:
        """Have so many runs in a row had no effect that another one is not worth its steps?"""
        return self._fruitless_runs.get(code, 0) >= MAX_FRUITLESS_RUNS

    def may_run(self, code: int) -> bool:
        """Has the function runs left?"""
        return self._runs.get(code, 0) < MAX_RUNS

    def is_effectful(self, code: int) -> bool:
        """Has a run of the function recorded a fact?"""
        return code in self._effectful

    def begin(self, code: int) -> int:
        """Count a run; returns how many of the last ones were fruitless, which `end` wants back."""
        self._runs[code] = self._runs.get(code, 0) + 1
        return self._fruitless_runs.get(code, 0)

    def end(self, code: int, fruitless_before: int, *, recorded: bool, fruitless: bool) -> None:
        """Note what a run has shown: whether it recorded facts, and whether it did, or gave, nothing of interest.

        One run that was worth it keeps the function from ever being taken for fruitless: `MAX_RUNS` comes first.
        """
        if recorded:
            self._effectful.add(code)
        self._fruitless_runs[code] = fruitless_before + 1 if fruitless else -MAX_RUNS
