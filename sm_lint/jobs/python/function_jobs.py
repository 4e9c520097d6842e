"""Jobs that run a function of the definition itself: `@step`, `@remote`, and what a `RemoteExecutor` is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import libcst as cst

from sm_lint.flow.domain.project import Function
from sm_lint.jobs.definition.build import JobBuilder, all_open, label_of
from sm_lint.jobs.definition.model import Dialect, Job
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import Observed, ObservedCall
from sm_lint.jobs.python.snapshot import Snapshot, name_of
from sm_lint.syntax.module import ParsedModule

STEP, REMOTE, EXECUTOR = "step", "remote", "RemoteExecutor"
_SUBMITS = frozenset({"submit", "map"})
_CALLED = "()"
_V3 = ("sagemaker.mlops.", "sagemaker.core.", "sagemaker.train.")


class _Ran(NamedTuple):
    """A function with its module."""

    module: ParsedModule
    node: cst.FunctionDef


class FunctionJobs:
    """Reads the jobs that run functions.

    Args:
        observed: the calls of a definition.
        settings: converts snapshots to settings.

    Attributes:
        layers: as in :class:`~sm_lint.jobs.python.assemble.Assembler`.
    """

    def __init__(self, observed: Observed, settings: Settings) -> None:
        self._settings = settings
        self._calls = [call for call in observed.calls if launches_function(call.record.callee)]
        self._makers = {id(call.record.node): call for call in self._calls}
        self._decorated = _decorated(self._calls)
        self.layers: dict[int, list[Snapshot]] = {}

    def jobs(self) -> Iterator[tuple[Job, ObservedCall]]:
        """Every job, with the call that gives its settings; each function once for the same settings."""
        seen: set[tuple[int, int]] = set()
        for call in self._calls:
            given = self._given(call)
            ran = self._ran(call)
            if given is None or ran is None or (id(given.record.node), id(ran.node)) in seen:
                continue
            seen.add((id(given.record.node), id(ran.node)))
            yield self._job(given, ran), given

    def _given(self, call: ObservedCall) -> ObservedCall | None:
        """The call with the settings: `step(name="x")(function)` has them in the inner one."""
        name = call.record.callee
        if name.rpartition(".")[2] in _SUBMITS:
            made = call.snapshot.get("self") or call.snapshot.get("0")
            record = made.record if made is not None else None
            return self._makers.get(id(record.node)) if record is not None else None
        if not name.endswith(_CALLED):
            return call
        node = call.record.node
        return self._makers.get(id(node.func)) if isinstance(node, cst.Call) else None

    def _ran(self, call: ObservedCall) -> _Ran | None:
        """The function that a call hands over, or that it decorates."""
        arguments = call.record.arguments
        first = 1 if call.record.callee.rpartition(".")[2] in _SUBMITS else 0
        function = arguments.get(first, "func" if first else "_func")
        if isinstance(function, Function) and isinstance(function.node, cst.FunctionDef):
            return _Ran(function.scope.module, function.node)
        return self._decorated.get(id(call.record.node))

    def _job(self, call: ObservedCall, ran: _Ran) -> Job:
        record = call.record
        dialect: Dialect = "v3" if record.callee.startswith(_V3) else "v2"
        api = record.callee.rpartition(".")[2]
        locator = self._settings.locator
        step = name_of(call.snapshot) if api == STEP else None
        builder = JobBuilder.begin("training", dialect, api, locator.place(record.module, record.node), step=step)
        settings = tuple(
            pair for pair in self._settings.of([call.snapshot]) if pair[0] != "_func" and not pair[0].isdigit()
        )
        builder.job = replace(
            builder.job,
            settings=settings,
            environment=dict(settings).get("environment_variables"),
            open_settings=call.snapshot.open,
            function=locator.place(ran.module, ran.node.name),
        )
        builder.contract = all_open(builder.contract)
        if step is None:
            name = ran.node.name.value
            label = label_of(None, name, builder.job.place)
            builder.job = replace(builder.job, label=label)
            builder.contract = replace(builder.contract, id=name, label=label)
        self.layers[id(record)] = [call.snapshot]
        return builder.build()


def launches_function(callee: str) -> bool:
    """Whether a qualified name is that of a decorator or an executor of the SDK that makes jobs of functions."""
    if not callee.startswith("sagemaker."):
        return False
    owner, _, name = callee.removesuffix(_CALLED).rpartition(".")
    if name in _SUBMITS:
        return owner.rpartition(".")[2] == EXECUTOR
    return name == EXECUTOR or (name in (STEP, REMOTE) and owner.rpartition(".")[2].islower())


def _decorated(calls: list[ObservedCall]) -> dict[int, _Ran]:
    """The functions with a decorator that is one of some calls, by the identity of its expression."""
    modules = {id(call.record.module): call.record.module for call in calls}
    found: dict[int, _Ran] = {}
    for module in modules.values():
        for node in module.order.of(cst.FunctionDef):
            for decorator in node.decorators:
                found[id(decorator.decorator)] = _Ran(module, node)
    return found
