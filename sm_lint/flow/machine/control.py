"""Where control goes, beyond what a block returns: calls that do not come back, ways out that were passed, loops around."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sm_lint.flow.machine.frame import Completion, Frame


class Mark(NamedTuple):
    """What had been left when a block began: its frame, the script, a `try`."""

    left: bool
    exited: bool
    raised: int


class ControlState:
    """Control flow that crosses expressions and frames.

    Attributes:
        exited: some way through the code before has ended the script: what follows is uncertain.
        trying: how many `try` statements with handlers surround the code being run.
        raised: how many ways through the innermost of them have raised.
        unrolled: how many rounds the unrolled loops around the code make together.
    """

    __slots__ = ("_consumer_is_lazy", "_leaving", "exited", "raised", "trying", "unrolled")

    def __init__(self) -> None:
        self.exited = False
        self.trying = 0
        self.raised = 0
        self.unrolled = 1
        self._leaving: Completion = None
        self._consumer_is_lazy = False

    # -- calls that do not come back ----------------------------------------------------------------------------

    def leave(self, completion: Completion) -> None:
        """A call in the expression being evaluated does not come back: its statement ends the block this way."""
        self._leaving = completion

    def take_leaving(self) -> Completion:
        """How the calls of a statement left, None where they came back; asked once, for it is forgotten."""
        leaving, self._leaving = self._leaving, None
        return leaving

    # -- ways out -----------------------------------------------------------------------------------------------

    def mark(self, frame: Frame) -> Mark:
        """Remember what has been left when a block begins."""
        return Mark(frame.left, self.exited, self.raised)

    def doubts_since(self, mark: Mark, frame: Frame) -> int:
        """How many conditions hold for what follows a block, because some way through it left the frame or the script."""
        return int(frame.left and not mark.left) + int(self.exited and not mark.exited)

    def raises_since(self, mark: Mark) -> int:
        """How many ways through a block have raised to a handler around it."""
        return self.raised - mark.raised

    def caught(self, mark: Mark) -> None:
        """The handlers of a `try` have taken what was raised since."""
        self.raised = mark.raised

    @contextmanager
    def inside_try(self, handlers: bool) -> Iterator[None]:
        """Run the body of a `try` statement, which has handlers or only a `finally`."""
        self.trying += handlers
        try:
            yield
        finally:
            self.trying -= handlers

    # -- loops and generators -----------------------------------------------------------------------------------

    @contextmanager
    def unrolling(self, rounds: int) -> Iterator[None]:
        """Run one round of an unrolled loop of so many."""
        outer = self.unrolled
        self.unrolled = outer * rounds
        try:
            yield
        finally:
            self.unrolled = outer

    def announce_consumer(self, lazy: bool) -> None:
        """Say of the consumer of the next expression whether it stops as early as it can, like `any`, `next`, or a loop."""
        self._consumer_is_lazy = lazy

    def take_consumer(self) -> bool:
        """Does the consumer of a generator expression stop early? What is inside the expression has consumers of its own."""
        lazy, self._consumer_is_lazy = self._consumer_is_lazy, False
        return lazy
