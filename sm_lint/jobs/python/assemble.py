"""Jobs out of the calls that a definition makes."""

from __future__ import annotations

from dataclasses import replace

from sm_lint.flow.domain.provenance import CallResult
from sm_lint.jobs.definition.build import Parts, job_of
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.requests import REQUESTS, request_job
from sm_lint.jobs.definition.sdk import TRAINING, Callee, callee, class_named
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.family_defaults import fill
from sm_lint.jobs.python.observe import Observed, Seen
from sm_lint.jobs.python.scripts import script_of
from sm_lint.jobs.python.snapshot import Draft, Settler, name_of

_STEPS = {
    "ProcessingStep": ("processor",),
    "TrainingStep": ("estimator",),
    "TuningStep": ("tuner",),
    "TransformStep": ("transformer",),
    "EstimatorTransformer": (),
}


_OF_THE_JOB = frozenset({"inputs", "outputs", "job_arguments", "code"})
"""What a step hands on to its processor or estimator, and forgets when it is given `step_args`."""


class Assembler:
    """Makes jobs of observed calls.

    Attributes:
        layers: what each job's arguments come from, by the identity of its launching call: that call, its step, the
            processor or estimator.
    """

    def __init__(self, observed: Observed, settler: Settler) -> None:
        self._observed = observed
        self._settler = settler
        self._steps = self._steps_by_launch()
        self._used: set[int] = set()
        self.layers: dict[int, list[Draft]] = {}
        self._settings = Settings(settler)

    # -- all of them ------------------------------------------------------------------------------------------------

    def jobs(self) -> list[tuple[Job, Seen]]:
        """Every job, with the call that launches it."""
        found: list[tuple[Job, Seen]] = []
        for seen in self._observed.calls:
            job = self._job(seen)
            if job is not None:
                found.append((job, seen))
        for seen in self._observed.calls:
            job = self._unlaunched(seen)
            if job is not None:
                found.append((job, seen))
        return found

    # -- one --------------------------------------------------------------------------------------------------------

    def _job(self, seen: Seen) -> Job | None:
        known = callee(seen.record.callee)
        if known is None:
            return self._request(seen) or self._of_unknown(seen)
        if known.method:
            return self._launch(seen, known) if known.launches else None
        if known.cls.name in _STEPS and seen.draft.get("step_args") is None:
            return self._legacy_step(seen, known)
        if known.cls.family.name == "model":
            return self._model(seen, known)
        return None

    def _launch(self, seen: Seen, known: Callee) -> Job | None:
        """`processor.run(...)`, `estimator.fit(...)`, `trainer.train(...)`, `tuner.fit(...)`, `transformer.transform(...)`."""
        step = self._steps.get(id(seen.record))
        return self._launched(seen, known, seen.draft.get("self"), known.method, step)

    def _legacy_step(self, seen: Seen, known: Callee) -> Job | None:
        """A step that is given the processor or estimator itself."""
        for name in _STEPS[known.cls.name]:
            held = seen.draft.get(name)
            if held is None:
                continue
            inner = callee(held.type)
            if inner is None:
                kind = {"processor": "ScriptProcessor", "estimator": "Framework"}.get(name)
                cls = class_named(kind, "v2") if kind else None
                inner = Callee(cls) if cls is not None else None
                unknown = True
            else:
                unknown = False
            if inner is not None:
                return self._launched(seen, inner, held, known.cls.name, seen.draft, unknown)
        return None

    def _launched(
        self, seen: Seen, known: Callee, held: Draft | None, api: str, step: Draft | None, unknown: bool = False
    ) -> Job | None:
        cls = known.cls
        tuner: Draft | None = None
        if cls.family.wraps:
            tuner = held
            held = tuner.get(cls.family.wraps) if tuner is not None else None
            inner = callee(held.type) if held is not None else None
            if inner is None or inner.cls.family.name not in TRAINING:
                return None
            cls = inner.cls
        around = _beside_step_args(step) if step is not None and step is not seen.draft else None
        layers = [draft for draft in (seen.draft, around, tuner) if draft is not None]
        while held is not None and isinstance(held.got, CallResult) and held.get("self") is not None:
            layers.append(held)
            held = held.get("self")
        if held is not None and not unknown:
            layers.append(held)
            if held.record is not None:
                self._used.add(id(held.record))
        parts = Parts(
            cls.family.kind,
            cls.generation,
            api,
            self._settler.place(seen.record.module, seen.record.node),
            class_name="" if unknown else cls.name,
            step=name_of(step),
            settings=self._settings.of(layers),
            open_settings=unknown or held is None or held.record is None or any(draft.open for draft in layers),
        )
        self.layers[id(seen.record)] = layers
        made = held is not None and held.record is not None and not unknown
        fill(parts, cls.family.name, made and not (held is not None and held.open), seen.draft)
        self._tune(parts, tuner)
        return job_of(parts)

    def _tune(self, parts: Parts, tuner: Draft | None) -> None:
        if tuner is None:
            return
        ranges = tuner.get("hyperparameter_ranges")
        if ranges is None or ranges.type != "dict" or ranges.open:
            parts.open_arguments = True
        if ranges is not None and ranges.type == "dict":
            parts.tuned = tuple(
                (key, self._settler.setting(item).place) for key, item in zip(ranges.keys, ranges.items)
            )

    def _model(self, seen: Seen, known: Callee) -> Job | None:
        place = self._settler.place(seen.record.module, seen.record.node)
        parts = Parts("inference", known.cls.generation, known.cls.name, place, class_name=known.cls.name)
        parts.settings = self._settings.of([seen.draft])
        parts.open_settings = seen.draft.open
        self.layers[id(seen.record)] = [seen.draft]
        fill(parts, "model", True, seen.draft)
        parts.script = script_of(parts, "model")
        return job_of(parts) if parts.script is not None or parts.environment is not None else None

    def _unlaunched(self, seen: Seen) -> Job | None:
        """An estimator that somebody else launches: its script and what it passes are known, its channels are not."""
        known = callee(seen.record.callee)
        if known is None or known.method or known.cls.family.name not in TRAINING or id(seen.record) in self._used:
            return None
        job = self._launched(seen, known, seen.draft, known.cls.name, None)
        if job is None or job.script is None:
            return None
        return replace(job, contract=replace(job.contract, open_inputs=True))

    def _request(self, seen: Seen) -> Job | None:
        kind = REQUESTS.get(seen.method)
        if kind is None:
            return None
        place = self._settler.place(seen.record.module, seen.record.node)
        given = self._settler.setting(seen.draft)
        spread = seen.record.arguments.spread
        if len(given.keys) <= 1 and spread:
            return None
        return request_job(kind, given, "boto3", seen.method, place)

    def _of_unknown(self, seen: Seen) -> Job | None:
        """`processor.run(code=...)` on an object that came from elsewhere."""
        if seen.method != "run" or seen.draft.get("code") is None:
            return None
        listed = [item for name in ("inputs", "outputs") if (given := seen.draft.get(name)) for item in given.items]
        mounts = [callee(item.type) for item in listed]
        known = next((each for each in mounts if each is not None), None)
        if known is None:
            return None
        cls = class_named("ScriptProcessor", known.cls.generation)
        step = self._steps.get(id(seen.record))
        return self._launched(seen, Callee(cls, "run"), None, "run", step, True) if cls is not None else None

    # -- pieces -----------------------------------------------------------------------------------------------------

    def _steps_by_launch(self) -> dict[int, Draft]:
        """Steps by the launching call whose arguments they are given."""
        found = {}
        for seen in self._observed.calls:
            given = seen.draft.get("step_args")
            if given is not None and given.record is not None:
                found[id(given.record)] = seen.draft
        return found


def _beside_step_args(step: Draft) -> Draft:
    """A step that is given `step_args`, without the arguments that it takes no notice of then."""
    kept = [(key, item) for key, item in zip(step.keys, step.items) if key not in _OF_THE_JOB]
    return replace(step, keys=[key for key, _ in kept], items=[item for _, item in kept])
