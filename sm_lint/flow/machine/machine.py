"""The abstract machine: interprets a script over abstract values and records its effects.

This module holds its memory, its call stack, and the branching and joining of control flow. `evaluate` defines
expressions, `execute` statements, `calls` calls; `builtin_*` and the signatures of `library/` define library functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from sm_lint.flow.domain.memory import METER, Table
from sm_lint.flow.domain.project import Function, Imported, ModuleValue, Scope
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import ABSENT, Arguments, CallRecord, Value
from sm_lint.flow.facts import ArgumentFact, PipelineVariableUse
from sm_lint.flow.machine.budget import Budget
from sm_lint.flow.machine.call_memo import CallMemo
from sm_lint.flow.machine.control import ControlState
from sm_lint.flow.machine.frame import Completion, Frame
from sm_lint.flow.machine.recorder import Recorder
from sm_lint.flow.machine.setup import Setup, user_library
from sm_lint.flow.machine.signatures import Library
from sm_lint.flow.machine.state import Changes, Outer, State
from sm_lint.syntax.module import ParsedModule

MAX_DEPTH = 12
MAX_DEPTH_UNREACHED = 2  # code that nothing calls is run separately, including its callees
MAX_MODULES = 60
MAX_YIELDS = 64


@dataclass(frozen=True, slots=True)
class Semantics:
    """Late-bound evaluators, to break the import cycle between expressions, statements and calls."""

    evaluate: Callable[[Machine, cst.BaseExpression], Value]
    execute: Callable[[Machine, cst.BaseSuite], Completion]
    statement: Callable[[Machine, cst.BaseStatement | cst.BaseSmallStatement], Completion]
    call: Callable[[Machine, Value, Arguments, cst.CSTNode], Value]
    load: Callable[[Machine, str, int, cst.CSTNode], Value | None]
    resolve: Callable[[Machine, Imported], Value]
    names: Callable[[Machine, ModuleValue], Table[Value]]


class Running:
    """Context manager that pushes a frame (a class: a generator costs twice as much per call)."""

    __slots__ = ("_anchor", "_before", "_frame", "_vm")

    def __init__(self, vm: Machine, frame: Frame, anchor: cst.CSTNode | None) -> None:
        self._vm = vm
        self._frame = frame
        self._anchor = anchor

    def __enter__(self) -> None:
        vm, recorder = self._vm, self._vm.recorder
        self._before = recorder.module, recorder.anchor, recorder.conditional, vm.control.exited
        if self._anchor is not None and recorder.module is recorder.entry:
            recorder.anchor = self._anchor
        recorder.module = self._frame.scope.module
        vm.frames.append(self._frame)
        recorder.depth = len(vm.frames)

    def __exit__(self, *exception: object) -> None:
        vm, recorder = self._vm, self._vm.recorder
        vm.frames.pop()
        recorder.depth = len(vm.frames)
        recorder.module, recorder.anchor, conditional, exited = self._before
        recorder.restore_conditions(conditional + (vm.control.exited and not exited))


class Machine:
    """The memory, stack and budget of one script's interpretation.

    Attributes:
        evaluate: returns the value of an expression, and records its accesses.
        execute: runs a block; returns how control leaves it, None if it continues.
        call: returns the result of a call, and records and applies its effects.
    """

    def __init__(self, module: ParsedModule, setup: Setup, size: int, semantics: Semantics) -> None:
        self.semantics = semantics
        self.evaluate: Callable[[cst.BaseExpression], Value] = partial(semantics.evaluate, self)
        self.execute: Callable[[cst.BaseSuite], Completion] = partial(semantics.execute, self)
        self.call: Callable[[Value, Arguments, cst.CSTNode], Value] = partial(semantics.call, self)
        self.setup = setup
        self.entry = module
        self.recorder = Recorder(module)
        self.state = State()
        self.library: Library = user_library(setup)
        self.frames: list[Frame] = []
        self.budget = Budget(size, METER.get())
        self.calls = CallMemo()
        self.control = ControlState()
        self.modules: dict[str, ModuleValue] = {}
        self.loaded: dict[str, ParsedModule] = {module.path: module}
        self.environ: Table[Value] = Table()
        self.callbacks: set[int] = set()
        self.registered: set[int] = set()  # functions that a decorator may have registered with a library
        self.hooks_run: set[tuple[cst.CSTNode, Value]] = set()  # methods that a library has run, with their objects
        self.defined: list[Function] = []
        self.closures: list[Scope] = []  # scopes captured by definitions in them
        self.instances: dict[int, Value] = {}
        self.inherited: set[int] = set()  # classes of objects on which a method was called that only a library knows
        self.replaced: Table[Value] = Table()
        self.scans: dict[int, tuple[cst.CSTNode, ParsedModule]] = {}
        self.arguments: dict[tuple[int, tuple[str, ...]], ArgumentFact] = {}
        self.variable_tests: dict[
            int, list[PipelineVariableUse]
        ] = {}  # pipeline variables, by the test that contains them
        self.mixed_tests: set[int] = set()  # their tests that also see other values
        self.click_seen = False
        self.slots: Table[Value] = Table({"cwd": ABSENT})
        self.constants: dict[int, Value] = {}

    def halt(self) -> None:
        """Clear the state: the machine refers to itself through `evaluate`, which would keep the tree alive."""
        self.__dict__.clear()

    # -- stack --------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """The current frame."""
        return self.frames[-1]

    @property
    def scope(self) -> Scope:
        """The scope in which names are looked up first."""
        return self.frames[-1].scope

    def running(self, frame: Frame, anchor: cst.CSTNode | None = None) -> Running:
        """Context manager that runs a frame; facts of another module are anchored at the node that leads to it."""
        return Running(self, frame, anchor)

    # -- branches -----------------------------------------------------------------------------------------------

    def branch(self, body: Callable[[], Completion]) -> tuple[Completion, Changes]:
        """Run a branch that may or may not be taken; its changes are undone and returned."""
        frame = self.frame
        count = len(frame.exits)
        outer = self.state.begin()
        try:
            with self.recorder.maybe():
                completion = body()
        finally:
            changes = self.close(outer, frame, count)
        return completion, changes

    def close(self, outer: Outer, frame: Frame, count: int) -> Changes:
        """End a branch: its changes are undone and returned, and the exits since `count` rebased to its start."""
        changes = self.state.end(outer)
        if len(frame.exits) > count:
            frame.rebase_exits(count, self.state.changes())
        return changes

    def leave_open(self, outer: Outer, frame: Frame, count: int) -> None:
        """End a branch that is always taken; the exits since `count` are rebased to the enclosing branch."""
        if len(frame.exits) > count:
            frame.rebase_exits(count, self.state.changes_before(outer))
        self.state.keep(outer)

    def run_with_exits(self, body: Callable[[], Completion], kind: Completion) -> Completion:
        """Run code at whose end exits of a kind arrive: a loop and `break`, a function and `return`.

        In

            for name in names:          # run_with_exits(loop, "break")
                if random():
                    path = "/a"
                    break               # an exit: ("break", {path: "/a"}), remembered in frame.exits
                path = "/b"
            open(path)

        the branch of the `if` does not go on, so `join_branches` leaves its changes out of what follows in the loop, and keeps
        them as an exit. Here, at the end of the loop, the changes of all exits of `kind` are joined with those of the way that
        went through: `path` is "/a" or "/b". Exits of other kinds (a `return` inside the loop) lead further on: they stay in
        `frame.exits`, with what the loop had changed before laid under their changes, because the blocks around count from
        an earlier state.

        The body runs in a branch of its own only so that its changes can be taken back and joined; where nothing left early
        (by far the most frequent case) they are simply kept.

        Conditions: inside the body, what follows an exit is conditional. At its end the exits of `kind` have arrived, so
        the number of conditions goes back to what it was before, plus one for each way that is still elsewhere: the
        function was left, the script has ended, a `raise` went to a handler around, or a `break` to a loop around.

        Returns:
            None if any path leads to the following code; else how all of them leave.
        """
        frame, recorder, control = self.frame, self.recorder, self.control
        count, conditional, mark = len(frame.exits), recorder.conditional, control.mark(frame)
        outer = self.state.begin()
        completion: Completion = "raise"
        try:
            completion = body()
        finally:
            exits = frame.exits[count:]
            if not exits:
                self.state.keep(outer)
        over = completion is None or completion == kind
        if exits:
            mine = [changes for how, changes in exits if how == kind]
            changes = self.state.end(outer)
            before = self.state.changes()
            frame.exits[count:] = [(how, {**before, **rest}) for how, rest in exits if how != kind]
            if not over and mine:
                if self.remembers(completion):
                    frame.exits.append((completion, {**before, **changes}))
                self.state.merge(mine)
            else:
                self.state.merge([changes, *mine])
        passed_by = any(how in ("break", "continue") and how != kind for how, _ in exits)
        doubts = control.doubts_since(mark, frame) + control.raises_since(mark) + passed_by
        recorder.restore_conditions(conditional + doubts)
        if over:
            return None
        if exits and mine:
            self.partial(completion)
            return None
        return completion

    def remembers(self, completion: Completion) -> bool:
        """Whether an exit of this kind leads to a later place in the script."""
        return completion in ("return", "break", "continue") or (completion == "raise" and self.control.trying > 0)

    def maybe(self, *bodies: Callable[[], Value]) -> list[Value]:
        """Evaluate one of several bodies, or an optional one; their changes are joined with the current state."""
        values: list[Value] = []
        changed: list[Changes] = [{}] if len(bodies) == 1 else []
        for body in bodies:
            frame, count = self.frame, len(self.frame.exits)
            outer = self.state.begin()
            try:
                with self.recorder.maybe():
                    values.append(body())
            finally:
                changes = self.close(outer, frame, count)
            changed.append(changes)
            self.control.take_leaving()
        if any(changed):
            self.state.merge(changed)
        return values

    def join_branches(self, branches: Sequence[tuple[Completion, Changes]]) -> Completion:
        """Continue after undecided branches: those that continue are joined, those that leave are recorded as exits.

        If all of them leave, the result is the exit that leads to the nearest place.
        """
        going = [changes for completion, changes in branches if completion is None]
        leaving = [(completion, changes) for completion, changes in branches if completion is not None]
        through = None if going else earliest_exit([completion for completion, _ in leaving])
        before = self.state.changes()
        for completion, changes in leaving:
            if completion == through:
                going.append(changes)
            elif self.remembers(completion):
                self.frame.exits.append((completion, {**before, **changes}))
        self.state.merge(going)
        for completion, _ in leaving:
            if completion != through:
                self.partial(completion)
        return through

    def partial(self, completion: Completion) -> None:
        """Record that some path has left here, so that the following code is uncertain."""
        recorder, control = self.recorder, self.control
        if completion == "return":
            if not self.frame.left:
                self.frame.left = True
                recorder.add_condition()
            else:
                self.frame.doubtful = True
        elif completion in ("exit", "endless") or (completion == "fail" and control.trying):
            if not control.exited:
                control.exited = True
                recorder.add_condition()
        elif completion in ("break", "continue"):
            recorder.add_condition()
        elif completion == "raise" and control.trying:
            control.raised += 1
            recorder.add_condition()

    # -- names --------------------------------------------------------------------------------------------------

    def lookup(self, name: str) -> Value | None:
        """The value of a name as seen by the current code; None if it is not bound."""
        scope: Scope | None = self.frames[-1].scope
        first = True
        while scope is not None:
            if first or not scope.is_class:
                value = scope.names.get(name)
                if value is not None:
                    if type(value) is Imported:
                        value = scope.names[name] = self.semantics.resolve(self, value)
                    return value
            first = False
            scope = scope.outer
        return None

    def assign(self, name: str, value: Value, scope: Scope | None = None) -> None:
        """Bind a name in the scope that the current code assigns to, or in another one."""
        if scope is None:
            scope = self.frames[-1].scope
        if scope.redirect is not None:
            scope = scope.redirect.get(name, scope)
        self.state.store(scope.names, name, value)

    def load(self, name: str, level: int, node: cst.CSTNode) -> Value | None:
        """A module of the project by its dotted name; None if there is none."""
        return self.semantics.load(self, name, level, node)

    def names_of(self, module: ModuleValue) -> Table[Value]:
        """The names of a module of the project, whose body is run first if necessary."""
        return self.semantics.names(self, module)

    def record(self, callee: str, arguments: Arguments, node: cst.CSTNode) -> CallRecord:
        """Record a library call, and notify the observer."""
        record = CallRecord(callee, arguments, self.recorder.module, node, self.setup.definition)
        if self.setup.watch is not None:
            self.setup.watch(self, record)
        return record

    def cwd(self) -> str | None:
        """The working directory if the script has set it to a known one."""
        return literal_str(self.slots.get("cwd"))


def earliest_exit(completions: Sequence[Completion]) -> Completion:
    """How code leaves if its branches leave in different ways: the exit that leads to the nearest place."""
    for candidate in ("continue", "break", "return", "raise", "fail", "exit", "endless"):
        if candidate in completions:
            return candidate
    return None
