"""Calls that register models, or create them in a pipeline step."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.jobs.definition.build import label_of
from sm_lint.jobs.definition.model import ModelCall
from sm_lint.jobs.definition.sdk import Callee, callee
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import Observed, Seen
from sm_lint.jobs.python.snapshot import Draft, Settler, name_of

_REGISTERS = "register"
_IN_STEPS = frozenset({"create", "build"})
"""Calls that mean something for a pipeline in a step only."""
_MODELS = frozenset({"model", "container-model"})
_COLLECTION = "RegisterModel"
_SESSION = "sagemaker_session"


def model_calls(observed: Observed, settler: Settler) -> Iterator[ModelCall]:
    """Every such call, in the order they are made."""
    steps = {}
    for seen in observed.calls:
        given = seen.draft.get("step_args")
        if given is not None and given.record is not None:
            steps[id(given.record)] = seen.draft
    settings = Settings(settler)
    for seen in observed.calls:
        known = callee(seen.record.callee)
        if known is None:
            continue
        if known.cls.name == _COLLECTION and not known.method:
            yield _call(seen, known, seen.draft, settings, settler)
        elif known.cls.family.name in _MODELS and known.method:
            step = steps.get(id(seen.record))
            if known.method == _REGISTERS or (known.method in _IN_STEPS and step is not None):
                yield _call(seen, known, step, settings, settler)


def _call(seen: Seen, known: Callee, step: Draft | None, settings: Settings, settler: Settler) -> ModelCall:
    place = settler.place(seen.record.module, seen.record.node)
    layers = [seen.draft] if step is None or step is seen.draft else [seen.draft, step]
    model = seen.draft.get("self")
    api = known.method or known.cls.name
    return ModelCall(
        label=label_of(name_of(step), api, place),
        api=api,
        class_name=known.cls.name if known.method else "",
        place=place,
        step=name_of(step),
        settings=settings.of(layers),
        session=settings.one(seen.draft.get(_SESSION) or (model.get(_SESSION) if model is not None else None)),
        sure=model is not None and model.record is not None and not model.open,
    )
