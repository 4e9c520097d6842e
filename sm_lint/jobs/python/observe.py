"""Runs a definition and records the calls that concern jobs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sm_lint.flow.domain.project import Scope
from sm_lint.flow.domain.provenance import Encoded
from sm_lint.flow.domain.text import display, is_textual, literal_str
from sm_lint.flow.domain.values import UNKNOWN, CallRecord, DictValue, ListValue, Opaque, Value
from sm_lint.flow.facts import ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.inheritance import base_of
from sm_lint.jobs.definition.requests import NAMING, OPERATORS, OTHER_REQUESTS, REQUESTS
from sm_lint.jobs.definition.sdk import callee
from sm_lint.jobs.python.snapshot import Snapshot, Snapshotter, property_path
from sm_lint.jobs.python.written_scripts import MAX_WRITTEN, WRITES, Writing, writing
from sm_lint.syntax.module import ParsedModule

MAX_CALLS = 4000

UPLOADS = frozenset({"upload_file", "upload_fileobj", "upload_data", "upload", "put_object"})
_METHODS = frozenset({"run", "fit", "train", "tune", "set_hyperparameters", "add_depends_on", "write", "write_text"})
STATE_MACHINES = frozenset({"create_state_machine", "update_state_machine"})
_KNOWN = _METHODS | STATE_MACHINES | NAMING | frozenset(REQUESTS) | frozenset(OPERATORS) | UPLOADS | OTHER_REQUESTS
_COPIES = frozenset({"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"})
_PACKAGES = ("sagemaker.", "sagemaker_core.", "stepfunctions.")


@dataclass(slots=True)
class ObservedCall:
    """An observed call.

    Attributes:
        snapshot: its arguments, with the callee as type.
        reached: False if nothing calls the enclosing function.
    """

    record: CallRecord
    snapshot: Snapshot
    reached: bool

    @property
    def method(self) -> str:
        """The last part of the callee's name."""
        return self.record.callee.rpartition(".")[2]


@dataclass(slots=True)
class PropertyUse:
    """A step's property that is passed to a call.

    Attributes:
        owner: the step; None if unknown.
        by: the call that it is passed to.
    """

    owner: Snapshot | None
    path: str
    snapshot: Snapshot
    by: CallRecord


@dataclass(slots=True)
class Observed:
    """The observed effects of a definition.

    Attributes:
        calls: in execution order.
        uses: properties of steps that are passed to calls of the SDK.
        written: written scripts with their text, by name.
        copies: (from, to) of copied files and folders.
        constants: final texts of the module's names.
    """

    facts: ScriptFacts
    calls: list[ObservedCall] = field(default_factory=list)
    uses: list[PropertyUse] = field(default_factory=list)
    written: dict[str, Writing] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)


def observe(module: ParsedModule, setup: Setup) -> Observed:
    """Run a definition: its module body, then the code that nothing calls."""
    watcher = _Watcher()
    facts = analyse(module, replace(setup, definition=True, watch=watcher))
    return Observed(facts, watcher.calls, watcher.uses, watcher.written, watcher.copies, watcher.constants())


class _Watcher:
    def __init__(self) -> None:
        self.calls: list[ObservedCall] = []
        self.uses: list[PropertyUse] = []
        self.written: dict[str, Writing] = {}
        self.copies: list[tuple[str, str]] = []
        self._snapshotter: Snapshotter | None = None
        self._scope: Scope | None = None

    def constants(self) -> dict[str, str]:
        """The final texts of the module's names."""
        names = self._scope.names.items() if self._scope is not None else ()
        found = {name: literal_str(value) for name, value in names if isinstance(name, str)}
        return {name: text for name, text in found.items() if text is not None}

    def __call__(self, vm: Machine, record: CallRecord) -> None:
        if self._scope is None:
            self._scope = vm.frames[0].scope
        name = record.callee
        method = name.rpartition(".")[2]
        if name in _COPIES:
            self._copy(record)
        elif method in WRITES:
            self._write(record)
        elif name.startswith(_PACKAGES) or method in _KNOWN:
            self._note(vm, record, method)

    def _note(self, vm: Machine, record: CallRecord, method: str) -> None:
        if len(self.calls) >= MAX_CALLS:
            return
        if self._snapshotter is None:
            self._snapshotter = Snapshotter(vm)
        snapshotter = self._snapshotter
        if method == "set_hyperparameters":
            self._add(snapshotter, record)
            return
        snapshot = snapshotter.call(record)
        if method in STATE_MACHINES:
            _decode(snapshot, record, snapshotter)
        self.calls.append(ObservedCall(record, snapshot, vm.recorder.reached))
        self._properties(snapshotter, record)

    def _add(self, snapshotter: Snapshotter, record: CallRecord) -> None:
        """`estimator.set_hyperparameters(...)` extends the arguments of the estimator."""
        receiver = base_of(record.arguments.get(0, "self") or UNKNOWN)
        if isinstance(receiver, Opaque) and receiver.call is not None:
            given = DictValue(dict(record.arguments.keywords))
            snapshot = snapshotter.value(given, record.node, record.module)
            for index, key in enumerate(snapshot.keys):
                node = record.arguments.nodes.get(key)
                if node is not None:
                    snapshot.items[index].node, snapshot.items[index].module = node, record.module
            snapshot.open = record.arguments.open
            snapshotter.added.setdefault(id(receiver.call), []).append(snapshot)

    def _properties(self, snapshotter: Snapshotter, record: CallRecord) -> None:
        """Record the properties of steps among the arguments of a call, including those in lists and mappings."""
        if callee(record.callee) is None and not record.callee.startswith(_PACKAGES):
            return
        given: list[tuple[int | str, Value]] = [*enumerate(record.arguments.positional)]
        for key, value in [*given, *record.arguments.keywords.items()]:
            node = record.arguments.nodes.get(key)
            for inner in _flat(value, 0):
                found = property_path(inner)
                if found is not None:
                    owner, path = found
                    snapshot = snapshotter.value(inner, node if node is not None else record.node, record.module)
                    made = isinstance(owner, Opaque) and owner.call is not None
                    step = snapshotter.value(owner, record.node, record.module) if made else None
                    self.uses.append(PropertyUse(step, path, snapshot, record))

    def _write(self, record: CallRecord) -> None:
        found = writing(record)
        if found is not None and len(self.written) < MAX_WRITTEN:
            if found.name in self.written:
                found.text = None  # the file contains more than either of them
            self.written[found.name] = found

    def _copy(self, record: CallRecord) -> None:
        source, target = record.arguments.get(0, "src"), record.arguments.get(1, "dst")
        if source is not None and target is not None and is_textual(source) and is_textual(target):
            self.copies.append((display(source), display(target)))


def _decode(snapshot: Snapshot, record: CallRecord, snapshotter: Snapshotter) -> None:
    """In a snapshot, replace the definition of a state machine by what it was encoded from."""
    given = record.arguments.get(None, "definition")
    if given is not None and isinstance(given.source, Encoded) and "definition" in snapshot.keys:
        node = record.arguments.nodes.get("definition", record.node)
        decoded = snapshotter.value(given.source.value, node, record.module)
        snapshot.items[snapshot.keys.index("definition")] = decoded


def _flat(value: Value, depth: int) -> list[Value]:
    """A value, or the content of a list or mapping."""
    if depth < 3 and isinstance(value, ListValue):
        return [inner for item in value.items[:100] for inner in _flat(item, depth + 1)]
    if depth < 3 and isinstance(value, DictValue):
        return [inner for item in list(value.entries.values())[:100] for inner in _flat(item, depth + 1)]
    return [value]
