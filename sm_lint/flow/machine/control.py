"""Control flow other than the result of a block: calls that do not return, exits that were passed, enclosing loops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sm_lint.flow.machine.frame import Completion, Frame


class Mark(NamedTuple):
    """The exits recorded when a block began: of its frame, the script and a `try`."""

    left: bool
    exited: bool
    raised: int


class ControlState:
    """Control flow that crosses expressions and frames.

    Attributes:
        exited: whether some path through the preceding code has ended the script, so that the following code is
            uncertain.
        trying: number of `try` statements with handlers around the current code.
        raised: number of paths through the innermost of them that have raised.
        unrolled: product of the iteration counts of the unrolled loops around the code.
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
        """Record that a call in the current expression does not return: its statement ends the block in this way."""
        self._leaving = completion

    def take_leaving(self) -> Completion:
        """How the calls of a statement left it; None if they returned. The query resets it."""
        leaving, self._leaving = self._leaving, None
        return leaving

    # -- ways out -----------------------------------------------------------------------------------------------

    def mark(self, frame: Frame) -> Mark:
        """Record the current exits at the beginning of a block."""
        return Mark(frame.left, self.exited, self.raised)

    def doubts_since(self, mark: Mark, frame: Frame) -> int:
        """The number of conditions on the code after a block, due to paths that left the frame or the script."""
        return int(frame.left and not mark.left) + int(self.exited and not mark.exited)

    def raises_since(self, mark: Mark) -> int:
        """The number of paths through a block that have raised to an enclosing handler."""
        return self.raised - mark.raised

    def caught(self, mark: Mark) -> None:
        """Reset the raises that the handlers of a `try` have caught."""
        self.raised = mark.raised

    @contextmanager
    def inside_try(self, handlers: bool) -> Iterator[None]:
        """Run the body of a `try` statement, with handlers or only a `finally`."""
        self.trying += handlers
        try:
            yield
        finally:
            self.trying -= handlers

    # -- loops and generators -----------------------------------------------------------------------------------

    @contextmanager
    def unrolling(self, rounds: int) -> Iterator[None]:
        """Run one iteration of an unrolled loop with this many iterations."""
        outer = self.unrolled
        self.unrolled = outer * rounds
        try:
            yield
        finally:
            self.unrolled = outer

    def announce_consumer(self, lazy: bool) -> None:
        """Announce whether the consumer of the next expression stops early, like `any`, `next` or a loop."""
        self._consumer_is_lazy = lazy

    def take_consumer(self) -> bool:
        """Whether the consumer of a generator expression stops early. Its subexpressions have their own consumers."""
        lazy, self._consumer_is_lazy = self._consumer_is_lazy, False
        return lazy
