"""The step budget. Steps are counted, not timed, so that a script gives the same facts on every machine."""

from __future__ import annotations

from sm_lint.flow.domain.memory import Meter

STEPS_PER_CHARACTER = 30
MIN_STEPS = 60_000
MAX_STEPS = 120_000
JOINS_PER_STEP = 4


class BudgetExceededError(Exception):
    """The script is too large or has too many branches to be interpreted completely."""


class Budget:
    """The step budget of one interpretation.

    Attributes:
        steps: number of steps taken: one for each expression, statement and call.
        limit: maximum number of steps.
    """

    __slots__ = ("_joined_before", "_meter", "limit", "steps")

    def __init__(self, size: int, meter: Meter) -> None:
        """`size` is the length of the script's text in characters."""
        self.steps = 0
        self.limit = max(MIN_STEPS, min(MAX_STEPS, STEPS_PER_CHARACTER * size))
        self._meter = meter
        self._joined_before = meter.joined

    def spend(self) -> None:
        """Count one step.

        Raises:
            BudgetExceededError: the limit is reached.
        """
        self.steps += 1
        if self.steps > self.limit:
            raise BudgetExceededError

    def spend_statement(self) -> None:
        """Count a statement as one step, and check the accumulated cost of joins.

        Raises:
            BudgetExceededError: the limit is reached.
        """
        self.steps += 1
        if self.steps + (self._meter.joined - self._joined_before) // JOINS_PER_STEP > self.limit:
            raise BudgetExceededError
