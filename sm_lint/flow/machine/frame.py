"""The state of a function, class body or module while it is interpreted."""

from __future__ import annotations

from typing import Literal

from sm_lint.flow.domain.project import Function, Scope
from sm_lint.flow.domain.values import Alternatives, Arguments, Value
from sm_lint.flow.machine.state import Changes

Completion = Literal["return", "raise", "fail", "exit", "endless", "break", "continue"] | None
"""How code leaves: `exit` ends the script, possibly normally; `fail` ends it with the status of a failed job."""


class Frame:
    """A running function, class body or module.

    Attributes:
        returns, yields: values returned or yielded so far.
        exits: exits from the current code to a later place, with their changes.
        left: whether some path has left the function, or its generator may have been abandoned; the following code is
            uncertain.
        asked: whether it is a generator that has yielded a value.
        doubtful: whether a yield may have been skipped or repeated.
        base: number of conditions around the call.
        arguments: the arguments of the call.
        choice: the first parameter with alternatives, by name and value.
        masks: for each returned value, the remaining bits of that choice (see `Alternatives`).
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
        """Rebase the exits since `count` to the start of the enclosing block, whose own changes are `before`."""
        self.exits[count:] = [(how, {**before, **rest}) for how, rest in self.exits[count:]]


class ComprehensionFrame(Frame):
    """A comprehension: its loop variables are local, but ``:=`` binds in the enclosing scope."""

    __slots__ = ()
