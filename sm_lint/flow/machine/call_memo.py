"""A memo of calls of the project's functions: reusable results, and functions not worth another run."""

from __future__ import annotations

from sm_lint.flow.domain.values import Value

MAX_RUNS = 40
MAX_FRUITLESS_RUNS = 6  # for a function without effects that neither takes nor returns a path


class CallMemo:
    """Results and statistics of calls; functions are identified by the id of their node.

    Attributes:
        results: results of calls without effects, keyed by everything they depend on.
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
        """Whether so many consecutive runs had no effect that another one is not worth its steps."""
        return self._fruitless_runs.get(code, 0) >= MAX_FRUITLESS_RUNS

    def may_run(self, code: int) -> bool:
        """Whether the function may be run again."""
        return self._runs.get(code, 0) < MAX_RUNS

    def is_effectful(self, code: int) -> bool:
        """Whether a run of the function has recorded a fact."""
        return code in self._effectful

    def begin(self, code: int) -> int:
        """Count a run; returns how many of the previous runs were fruitless, to be passed to `end`."""
        self._runs[code] = self._runs.get(code, 0) + 1
        return self._fruitless_runs.get(code, 0)

    def end(self, code: int, fruitless_before: int, *, recorded: bool, fruitless: bool) -> None:
        """Record the outcome of a run: whether it recorded facts, and whether it had no effect or result of interest.

        A single fruitful run keeps the function from ever counting as fruitless; `MAX_RUNS` limits it instead.
        """
        if recorded:
            self._effectful.add(code)
        self._fruitless_runs[code] = fruitless_before + 1 if fruitless else -MAX_RUNS
