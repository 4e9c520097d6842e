"""Reads pipelines, and the references from one part of a pipeline to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sm_lint.flow.domain.values import CallRecord
from sm_lint.jobs.definition.build import label_of
from sm_lint.jobs.definition.model import Pipeline, Use
from sm_lint.jobs.definition.reading import elements
from sm_lint.jobs.definition.sdk import STEPS, TRAINING, callee
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import Observed
from sm_lint.jobs.python.snapshot import Snapshot, name_of
from sm_lint.syntax.span import Place

LAUNCHING = frozenset({"ProcessingStep", "TrainingStep", "TuningStep", "TransformStep"})
"""Steps whose job is found separately."""

_INNER = (("then", "if_steps"), ("else", "else_steps"), ("each", "for_each_body"))
"""Arguments of a step that hold other steps, by the kind of use: the branches of a condition, the body of a loop."""
_LOOKED_UP = "_uris.retrieve"
_MAKES_MODELS = frozenset({"create", "build", "CreateModelInput"})


class PipelineUses:
    """Reads pipelines, and where a part of one names another.

    Args:
        observed: the calls of a definition.
        settings: converts snapshots to settings.
    """

    def __init__(self, observed: Observed, settings: Settings) -> None:
        self._observed = observed
        self._settings = settings

    def pipelines(self) -> Iterator[Pipeline]:
        """Every pipeline object."""
        for call in self._observed.calls:
            known = callee(call.record.callee)
            if known is not None and known.cls.family.name == "pipeline" and not known.method:
                name = call.snapshot.get("name")
                yield Pipeline(
                    self._settings.locator.place(call.record.module, call.record.node),
                    self._settings.one(name),
                    _names(call.snapshot.get("steps"), call.snapshot.open),
                    _names(call.snapshot.get("parameters"), call.snapshot.open),
                    elements(self._settings.one(call.snapshot.get("parameters"))),
                )

    def uses(self, labels: dict[int, str]) -> Iterator[Use]:
        """All references between parts of a pipeline; `labels` of jobs by the identity of their launching call."""
        owners = self._owners()
        for use in self._observed.uses:
            owner = callee(use.owner.type) if use.owner is not None else None
            if use.owner is not None and (owner is None or owner.cls.family.name not in STEPS):
                continue
            by = labels.get(id(use.by))
            place = self._settings.locator.setting(use.snapshot).place
            yield Use("property", place, name_of(use.owner), use.path, by, owners.get(id(use.by), ()))
        for call in self._observed.calls:
            known = callee(call.record.callee)
            if known is None:
                continue
            by = labels.get(id(call.record))
            place = self._settings.locator.place(call.record.module, call.record.node)
            if known.cls.family.name == "json-get" and not known.method:
                yield replace(self._json_get(call.snapshot, place, by), within=owners.get(id(call.record), ()))
            elif known.cls.family.name in STEPS and not known.method:
                name = name_of(call.snapshot)
                yield Use("step", place, name, known.cls.name, by)
                for kind, key in (("depends", "depends_on"), *_INNER):
                    yield from self._named_in(call.snapshot.get(key), kind, by, (name,) if name else ())

    def parameters(self, label: str, layers: Iterable[Snapshot], apart: Sequence[str] = ()) -> Iterator[Use]:
        """The uses of pipeline parameters in the arguments of a job or a step.

        Args:
            label: of the job or step.
            layers: the calls that create it.
            apart: families whose objects are skipped with their content, besides steps and pipelines.
        """
        seen: set[int] = set()
        pending = [item for snapshot in layers for item in _reaching(snapshot)]
        while pending:
            snapshot = pending.pop()
            if id(snapshot) in seen:
                continue
            seen.add(id(snapshot))
            known = callee(snapshot.type) if snapshot.type else None
            family = known.cls.family.name if known is not None else ""
            if family == "parameter" and known is not None and not known.method:
                yield Use("parameter", self._settings.locator.setting(snapshot).place, name_of(snapshot), "", label)
            elif family not in (*STEPS, "pipeline", *apart):
                pending += _reaching(snapshot)

    def parameters_of_steps(self) -> Iterator[Use]:
        """Uses of pipeline parameters by steps that launch no job of their own: conditions, models, functions."""
        for call in self._observed.calls:
            known = callee(call.record.callee)
            if known is None or known.method or known.cls.family.name not in STEPS or known.cls.name in LAUNCHING:
                continue
            place = self._settings.locator.place(call.record.module, call.record.node)
            label = label_of(name_of(call.snapshot), known.cls.name, place)
            yield from self.parameters(label, [call.snapshot], TRAINING)

    def _json_get(self, snapshot: Snapshot, place: Place, by: str | None) -> Use:
        step = snapshot.get("step_name") or snapshot.get("step")
        name = name_of(step) if step is not None and step.keys else (step.text if step is not None else None)
        file = snapshot.get("property_file")
        called = name_of(file) if file is not None and file.keys else (file.text if file is not None else None)
        return Use("json-get", place, name, called or "*", by)

    def _named_in(self, given: Snapshot | None, kind: str, by: str | None, within: tuple[str, ...]) -> Iterator[Use]:
        """The steps in a list."""
        for item in given.items if given is not None and given.type == "list" else ():
            name = name_of(item) if item.keys else item.text
            yield Use(kind, self._settings.locator.setting(item).place, name, "", by, within)

    def _owners(self) -> dict[int, tuple[str, ...]]:
        """The names of the steps that each call is an argument of, directly or nested, by the identity of the call."""
        found: dict[int, tuple[str, ...]] = {}
        for call in self._observed.calls:
            known = callee(call.record.callee)
            name = name_of(call.snapshot)
            if known is None or known.method or known.cls.family.name not in STEPS or name is None:
                continue
            for made in {id(call.record): call.record, **_made_with(call.snapshot)}:
                found[made] = tuple(dict.fromkeys((*found.get(made, ()), name)))
        return found


def _reaching(snapshot: Snapshot) -> list[Snapshot]:
    """The content of an object or call that may reach the pipeline definition, without what only finds an image."""
    name = snapshot.record.callee if snapshot.record is not None else ""
    if name.endswith(_LOOKED_UP):
        return []
    name = name.rpartition(".")[2]
    if name not in _MAKES_MODELS:
        return snapshot.items
    return [
        item for key, item in zip(snapshot.keys, snapshot.items) if key not in ("instance_type", "accelerator_type")
    ]


def _made_with(step: Snapshot) -> dict[int, CallRecord]:
    """The calls among the arguments of a step, by their identity, without those of other steps."""
    found: dict[int, CallRecord] = {}
    seen: set[int] = set()
    pending = list(step.items)
    while pending:
        snapshot = pending.pop()
        known = callee(snapshot.type) if snapshot.type else None
        apart = known is not None and not known.method and known.cls.family.name in (*STEPS, "pipeline")
        if apart or id(snapshot) in seen:
            continue
        seen.add(id(snapshot))
        if snapshot.record is not None:
            found[id(snapshot.record)] = snapshot.record
        pending += snapshot.items
    return found


def _names(given: Snapshot | None, unsure: bool) -> tuple[str, ...] | None:
    """The names of a list's members, including those in the branches of conditions and the bodies of loops. None if it is not fully known."""
    if given is None:
        return None if unsure else ()
    if given.type != "list" or given.open:
        return None
    found: list[str] = []
    for item in given.items:
        name = item.get("name") if item.keys else item
        if name is None or name.text is None or "*" in name.text:
            return None
        found.append(name.text)
        for _, branch in _INNER:
            inner = item.get(branch)
            if inner is not None and inner.type == "list":
                below = _names(inner, False)
                if below is None:
                    return None
                found += below
    return tuple(found)
