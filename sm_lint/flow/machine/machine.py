"""The abstract machine: interprets a script over abstract values and records its effects.

This file holds its memory, its call stack, and where branches part and join. What expressions mean is in `evaluate`, what
statements do in `execute`, how calls are made in `calls`, what library functions mean in `builtin_*` and the
signatures of `library/`.
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
MAX_DEPTH_UNREACHED = 2  # what nothing calls is run on its own, and what it calls too
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
    """Memory, stack and budget of one script's run.

    Attributes:
        evaluate: what an expression's value is; its accesses are recorded.
        execute: runs a block; returns how control leaves it, None where it goes on.
        call: what a call returns; what it does is recorded and done.
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
        self.registered: set[int] = set()  # functions that a decorator may have handed to a library
        self.hooks_run: set[tuple[cst.CSTNode, Value]] = set()  # methods that a library has run, with their objects
        self.defined: list[Function] = []
        self.closures: list[Scope] = []  # scopes that something defined in them knows
        self.instances: dict[int, Value] = {}
        self.inherited: set[int] = set()  # classes of objects of which a method was called that only a library knows
        self.replaced: Table[Value] = Table()
        self.scans: dict[int, tuple[cst.CSTNode, ParsedModule]] = {}
        self.arguments: dict[tuple[int, tuple[str, ...]], ArgumentFact] = {}
        self.variable_tests: dict[int, list[PipelineVariableUse]] = {}  # pipeline variables, by the test they are in
        self.mixed_tests: set[int] = set()  # tests of pipeline variables that have other values as well
        self.click_seen = False
        self.slots: Table[Value] = Table({"cwd": ABSENT})
        self.constants: dict[int, Value] = {}

    def halt(self) -> None:
        """Forget everything: the machine holds itself by `evaluate`, and would hold the tree until it is collected."""
        self.__dict__.clear()

    # -- stack --------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """The function that is being run."""
        return self.frames[-1]

    @property
    def scope(self) -> Scope:
        """Where names are looked up first."""
        return self.frames[-1].scope

    def running(self, frame: Frame, anchor: cst.CSTNode | None = None) -> Running:
        """For a `with` statement: run code of a frame; facts of another module are anchored at the node that leads there."""
        return Running(self, frame, anchor)

    # -- branches -----------------------------------------------------------------------------------------------

    def branch(self, body: Callable[[], Completion]) -> tuple[Completion, Changes]:
        """Run a branch that may or may not be taken; its changes are taken back and returned."""
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
        """End a branch: its changes are taken back and returned, the exits since `count` rebased to where it began."""
        changes = self.state.end(outer)
        if len(frame.exits) > count:
            frame.rebase_exits(count, self.state.changes())
        return changes

    def leave_open(self, outer: Outer, frame: Frame, count: int) -> None:
        """End a branch that nothing leads around; the exits since `count` are rebased to where the one around it began."""
        if len(frame.exits) > count:
            frame.rebase_exits(count, self.state.changes_before(outer))
        self.state.keep(outer)

    def run_with_exits(self, body: Callable[[], Completion], kind: Completion) -> Completion:
        """Run code whose end is where exits of a kind lead: a loop and `break`, a function and `return`.

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
            None where any way leads to what follows; else how all of them leave.
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
        """Does an exit of this kind lead to a place further on in the script?"""
        return completion in ("return", "break", "continue") or (completion == "raise" and self.control.trying > 0)

    def maybe(self, *bodies: Callable[[], Value]) -> list[Value]:
        """Evaluate one of several bodies, or one that may be skipped: the values; what they change may have happened."""
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
        """Continue after undecided branches: those that go on are joined, those that leave are remembered.

        Where all of them leave, the way on is the one that leads to the nearest place.
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
        """Some way through the code left here: what follows may not happen."""
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
        """The value of a name as the running code sees it; None where it is not bound."""
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
        """Bind a name in the scope that the running code assigns to, or in another one."""
        if scope is None:
            scope = self.frames[-1].scope
        if scope.redirect is not None:
            scope = scope.redirect.get(name, scope)
        self.state.store(scope.names, name, value)

    def load(self, name: str, level: int, node: cst.CSTNode) -> Value | None:
        """A module of the project by its dotted name, None where there is none."""
        return self.semantics.load(self, name, level, node)

    def names_of(self, module: ModuleValue) -> Table[Value]:
        """The names of a module of the project, whose body is run if it was not yet."""
        return self.semantics.names(self, module)

    def record(self, callee: str, arguments: Arguments, node: cst.CSTNode) -> CallRecord:
        """Record a library call, and notify the observer."""
        record = CallRecord(callee, arguments, self.recorder.module, node, self.setup.definition)
        if self.setup.watch is not None:
            self.setup.watch(self, record)
        return record

    def cwd(self) -> str | None:
        """The working directory where the script set it to a known one."""
        return literal_str(self.slots.get("cwd"))


def earliest_exit(completions: Sequence[Completion]) -> Completion:
    """How code leaves when all its branches leave, in different ways: the one that most goes on after."""
    for candidate in ("continue", "break", "return", "raise", "fail", "exit", "endless"):
        if candidate in completions:
            return candidate
    return None
