"""What the abstract machine knows of a function, class body or module while it runs it."""

from __future__ import annotations

from typing import Literal

from sm_lint.flow.domain.project import Function, Scope
from sm_lint.flow.domain.values import Alternatives, Arguments, Value
from sm_lint.flow.machine.state import Changes

Completion = Literal["return", "raise", "fail", "exit", "endless", "break", "continue"] | None
"""How code leaves: `exit` ends the script and may be its ordinary end, `fail` ends it with the status of a failed job."""


class Frame:
    """One running function, class body or module.

    Attributes:
        returns, yields: values that it has given up to now.
        exits: ways out of the code being run that lead to a place further on, with what they had changed.
        left: some way has left the function, or its generator may not have been asked for more: what follows is uncertain.
        asked: it is a generator that has yielded something.
        doubtful: a yield may have been skipped, or come more than once.
        base: how many conditions stood around the call.
        arguments: what a function was called with.
        choice: the first parameter that is a choice, by name and value.
        masks: for each value that was returned, the bits of that choice that were left (see `Alternatives`).
    """

    __slots__ = (
        "arguments", "asked", "base", "choice", "doubtful", "exits", "function", "masks", "left", "returns", "scope", "yields"
    )  # fmt: skip

    def __init__(self, scope: Scope, function: Function | None = None) -> None:
        self.scope = scope
        self.function = function
        self.returns: list[Value] = []
        self.exits: list[tuple[Completion, Changes]] = []
        self.yields: list[Value] = []
        self.left = False
        self.asked = False
        self.doubtful = False
        self.base = 0
        self.arguments: Arguments | None = None
        self.choice: tuple[str, Alternatives] | None = None
        self.masks: list[int] = []

    def rebase_exits(self, count: int, before: Changes) -> None:
        """Count the changes of the exits since `count` from where the block around began, which had made those of `before`."""
        self.exits[count:] = [(how, {**before, **rest}) for how, rest in self.exits[count:]]


class ComprehensionFrame(Frame):
    """A comprehension: what it loops over is its own, what ``:=`` binds in it is not."""

    __slots__ = ()
