"""Calls that register models, or create them in a pipeline step."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.jobs.definition.build import label_of
from sm_lint.jobs.definition.model import ModelCall
from sm_lint.jobs.definition.sdk import Callee, callee
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import Observed, ObservedCall
from sm_lint.jobs.python.snapshot import Snapshot, name_of

_REGISTERS = "register"
_IN_STEPS = frozenset({"create", "build"})
"""Calls that concern a pipeline only if they are in a step."""
_MODELS = frozenset({"model", "container-model"})
_COLLECTION = "RegisterModel"
_SESSION = "sagemaker_session"


def model_calls(observed: Observed, settings: Settings) -> Iterator[ModelCall]:
    """All such calls, in execution order."""
    steps = {}
    for call in observed.calls:
        given = call.snapshot.get("step_args")
        if given is not None and given.record is not None:
            steps[id(given.record)] = call.snapshot
    for call in observed.calls:
        known = callee(call.record.callee)
        if known is None:
            continue
        if known.cls.name == _COLLECTION and not known.method:
            yield _call(call, known, call.snapshot, settings)
        elif known.cls.family.name in _MODELS and known.method:
            step = steps.get(id(call.record))
            if known.method == _REGISTERS or (known.method in _IN_STEPS and step is not None):
                yield _call(call, known, step, settings)


def _call(call: ObservedCall, known: Callee, step: Snapshot | None, settings: Settings) -> ModelCall:
    place = settings.locator.place(call.record.module, call.record.node)
    layers = [call.snapshot] if step is None or step is call.snapshot else [call.snapshot, step]
    model = call.snapshot.get("self")
    api = known.method or known.cls.name
    return ModelCall(
        label=label_of(name_of(step), api, place),
        api=api,
        class_name=known.cls.name if known.method else "",
        place=place,
        step=name_of(step),
        settings=settings.of(layers),
        session=settings.one(call.snapshot.get(_SESSION) or (model.get(_SESSION) if model is not None else None)),
        sure=model is not None and model.record is not None and not model.open,
    )
