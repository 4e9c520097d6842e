"""Assembles jobs from the calls that a definition makes."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from sm_lint.flow.domain.provenance import CallResult
from sm_lint.jobs.definition.build import JobBuilder, label_of
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.requests import OPERATORS, REQUESTS, operator_job, request_job
from sm_lint.jobs.definition.sdk import TRAINING, Callee, callee, class_named
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.family_defaults import apply_family_defaults
from sm_lint.jobs.python.observe import Observed, ObservedCall
from sm_lint.jobs.python.scripts import script_of
from sm_lint.jobs.python.snapshot import Snapshot, name_of
from sm_lint.jobs.python.state_machines import state_of

_STEPS = {
    "ProcessingStep": ("processor",),
    "TrainingStep": ("estimator",),
    "TuningStep": ("tuner",),
    "TransformStep": ("transformer",),
    "EstimatorTransformer": (),
}


_REGISTERS = "RegisterModel"
_MODELS_OF_ESTIMATORS = frozenset({"deploy", "create_model", "register", "transformer"})
"""Methods of an estimator that create a model, and accept another script for it."""
_OF_THE_JOB = frozenset({"inputs", "outputs", "job_arguments", "code"})
"""Arguments that a step passes to its processor or estimator, and ignores if it has `step_args`."""


class Assembler:
    """Assembles jobs from observed calls.

    Attributes:
        layers: the sources of each job's arguments, by the identity of its launching call: that call, its step, the
            processor or estimator.
    """

    def __init__(self, observed: Observed, settings: Settings) -> None:
        self._observed = observed
        self._steps = self._steps_by_launch()
        self._containers = self._containers_by_model()
        self._used: set[int] = set()
        self.layers: dict[int, list[Snapshot]] = {}
        self._settings = settings

    # -- all of them ------------------------------------------------------------------------------------------------

    def jobs(self) -> list[tuple[Job, ObservedCall]]:
        """Every job, with the call that launches it."""
        found: list[tuple[Job, ObservedCall]] = []
        for call in self._observed.calls:
            job = self._job(call)
            if job is not None:
                found.append((job, call))
        for call in self._observed.calls:
            job = self._unlaunched(call)
            if job is not None:
                found.append((job, call))
        return found

    # -- one --------------------------------------------------------------------------------------------------------

    def _job(self, call: ObservedCall) -> Job | None:
        known = callee(call.record.callee)
        if known is None:
            return self._state(call) or self._request(call) or self._of_unknown(call)
        if known.method:
            return self._launch(call, known) if known.launches else self._model_of_estimator(call, known)
        if known.cls.name == _REGISTERS:
            return self._model_of_estimator(call, known)
        if known.cls.name in _STEPS and call.snapshot.get("step_args") is None:
            return self._legacy_step(call, known)
        if known.cls.family.name == "model":
            return self._model(call, known)
        return None

    def _launch(self, call: ObservedCall, known: Callee) -> Job | None:
        """A launching method: `processor.run(...)`, `estimator.fit(...)`, `transformer.transform(...)`."""
        step = self._steps.get(id(call.record))
        return self._launched(call, known, call.snapshot.get("self"), known.method, step)

    def _legacy_step(self, call: ObservedCall, known: Callee) -> Job | None:
        """A step that gets the processor or estimator itself."""
        for name in _STEPS[known.cls.name]:
            held = call.snapshot.get(name)
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
                return self._launched(call, inner, held, known.cls.name, call.snapshot, unknown)
        return None

    def _state(self, call: ObservedCall) -> Job | None:
        """A state of Step Functions that launches a processor, an estimator, a tuner or a transformer."""
        state = state_of(call)
        if state is None:
            return None
        given, held = state
        known = callee(held.type)
        if known is None or known.method:
            return None
        job = self._launched(replace(call, snapshot=given), known, held, call.method, None)
        if job is None:
            return None
        # It is not a step of a pipeline of SageMaker, whose names have other rules; and a processor runs what it is told
        # to run, not a script that its class uploads.
        label = label_of(name_of(given), call.method, job.place)
        class_name = "Processor" if job.kind == "processing" else job.class_name
        return replace(job, label=label, class_name=class_name, contract=replace(job.contract, label=label))

    def _launched(
        self,
        call: ObservedCall,
        known: Callee,
        held: Snapshot | None,
        api: str,
        step: Snapshot | None,
        unknown: bool = False,
    ) -> Job | None:
        cls = known.cls
        tuner: Snapshot | None = None
        if cls.family.wraps:
            tuner = held
            held = tuner.get(cls.family.wraps) if tuner is not None else None
            inner = callee(held.type) if held is not None else None
            if inner is None or inner.cls.family.name not in TRAINING:
                return None
            cls = inner.cls
        around = _beside_step_args(step) if step is not None and step is not call.snapshot else None
        layers = [snapshot for snapshot in (call.snapshot, around, tuner) if snapshot is not None]
        while held is not None and isinstance(held.got, CallResult) and held.get("self") is not None:
            layers.append(held)
            held = held.get("self")
        # What `attach` returns has the settings of a job that ran before.
        attached = held is not None and held.record is not None and _is_attach(held.record.node)
        if held is not None and not unknown:
            if not attached:
                layers.append(held)
            if held.record is not None:
                self._used.add(id(held.record))
        builder = JobBuilder.begin(
            cls.family.kind,
            cls.generation,
            api,
            self._settings.locator.place(call.record.module, call.record.node),
            class_name="" if unknown else cls.name,
            step=name_of(step),
        )
        builder.job = replace(
            builder.job,
            settings=self._settings.of(layers),
            open_settings=unknown
            or attached
            or held is None
            or held.record is None
            or any(layer.open for layer in layers),
        )
        self.layers[id(call.record)] = layers
        made = held is not None and held.record is not None and not held.open and not unknown and not attached
        apply_family_defaults(builder, cls.family.name, made, call.snapshot)
        self._tune(builder, tuner)
        return builder.build()

    def _tune(self, builder: JobBuilder, tuner: Snapshot | None) -> None:
        if tuner is None:
            return
        ranges = tuner.get("hyperparameter_ranges")
        if ranges is None or ranges.type != "dict" or ranges.open:
            builder.contract = replace(builder.contract, open_arguments=True)
        if ranges is not None and ranges.type == "dict":
            builder.tuned = tuple(
                (key, self._settings.locator.setting(item).place) for key, item in zip(ranges.keys, ranges.items)
            )

    def _model(self, call: ObservedCall, known: Callee) -> Job | None:
        place = self._settings.locator.place(call.record.module, call.record.node)
        cls = known.cls
        builder = JobBuilder.begin("inference", cls.generation, cls.name, place, class_name=cls.name)
        settings = self._settings.of([call.snapshot])
        container = self._containers.get(id(call.record))
        if container is not None:
            settings = (
                *settings,
                ("container_mode", replace(self._settings.locator.setting(container), keys=(), items=())),
            )
        builder.job = replace(builder.job, settings=settings, open_settings=call.snapshot.open)
        self.layers[id(call.record)] = [call.snapshot]
        apply_family_defaults(builder, "model", True, call.snapshot)
        job = builder.job = replace(builder.job, script=script_of(builder.job, "model"))
        return builder.build() if job.script is not None or job.environment is not None else None

    def _model_of_estimator(self, call: ObservedCall, known: Callee) -> Job | None:
        """`estimator.deploy(entry_point=...)` and `RegisterModel(estimator=..., entry_point=...)`."""
        registers = known.cls.name == _REGISTERS
        if not registers and known.method not in _MODELS_OF_ESTIMATORS:
            return None
        held = call.snapshot.get("estimator" if registers else "self")
        made_by = callee(held.type) if held is not None else None
        if held is None or made_by is None or made_by.method or made_by.cls.family.name != "framework-estimator":
            return None
        cls = class_named(f"{made_by.cls.name}Model", made_by.cls.generation)
        entry = call.snapshot.get("entry_point")
        if cls is None or entry is None or entry.type == "None":
            return None
        place = self._settings.locator.place(call.record.module, call.record.node)
        builder = JobBuilder.begin(
            "inference", cls.generation, known.method or known.cls.name, place, class_name=cls.name
        )
        settings = dict(self._settings.of([call.snapshot]))
        container = self._containers.get(id(call.record))
        if container is not None:
            settings["container_mode"] = replace(self._settings.locator.setting(container), keys=(), items=())
        # V2 estimator.py `_model_source_dir`: the upload of the training. Not for TensorFlow, and in RegisterModel.
        inherits = not registers and made_by.cls.name != "TensorFlow" and "source_dir" not in settings
        given = held.get("source_dir") if inherits else None
        if given is not None:
            settings["source_dir"] = self._settings.locator.setting(given)
        open_settings = call.snapshot.open or held.record is None or held.open or (inherits and given is None)
        builder.job = replace(builder.job, settings=tuple(settings.items()), open_settings=open_settings)
        self.layers[id(call.record)] = [call.snapshot]
        apply_family_defaults(builder, "model", True, call.snapshot)
        job = builder.job = replace(builder.job, script=script_of(builder.job, "model"))
        return builder.build() if job.script is not None else None

    def _unlaunched(self, call: ObservedCall) -> Job | None:
        """An estimator whose launch is not observed: its script and arguments are known, its channels are not."""
        known = callee(call.record.callee)
        if known is None or known.method or known.cls.family.name not in TRAINING or id(call.record) in self._used:
            return None
        job = self._launched(call, known, call.snapshot, known.cls.name, None)
        if job is None or job.script is None:
            return None
        return replace(job, contract=replace(job.contract, open_inputs=True))

    def _request(self, call: ObservedCall) -> Job | None:
        kind = REQUESTS.get(call.method)
        if kind is None and call.method not in OPERATORS:
            return None
        place = self._settings.locator.place(call.record.module, call.record.node)
        if kind is None:
            config, task = call.snapshot.get("config"), call.snapshot.get("task_id")
            if config is None:
                return None
            name = task.text if task is not None and task.known == "literal" else None
            return operator_job(call.method, self._settings.locator.setting(config), place, name)
        given = self._settings.locator.setting(call.snapshot)
        spread = call.record.arguments.spread
        if len(given.keys) <= 1 and spread:
            return None
        return request_job(kind, given, "boto3", call.method, place)

    def _of_unknown(self, call: ObservedCall) -> Job | None:
        """`processor.run(code=...)` on an object of unknown origin."""
        if call.method != "run" or call.snapshot.get("code") is None:
            return None
        listed = [item for name in ("inputs", "outputs") if (given := call.snapshot.get(name)) for item in given.items]
        mounts = [callee(item.type) for item in listed]
        known = next((each for each in mounts if each is not None), None)
        if known is None:
            return None
        cls = class_named("ScriptProcessor", known.cls.generation)
        step = self._steps.get(id(call.record))
        return self._launched(call, Callee(cls, "run"), None, "run", step, True) if cls is not None else None

    # -- pieces -----------------------------------------------------------------------------------------------------

    def _steps_by_launch(self) -> dict[int, Snapshot]:
        """Steps by the launching call that provides their arguments."""
        found = {}
        for call in self._observed.calls:
            given = call.snapshot.get("step_args")
            if given is not None and given.record is not None:
                found[id(given.record)] = call.snapshot
        return found

    def _containers_by_model(self) -> dict[int, Snapshot]:
        """Multi-model containers by the call that created their model."""
        found = {}
        for call in self._observed.calls:
            if call.method != "MultiDataModel":
                continue
            given = call.snapshot.get("model") or call.snapshot.get("2")
            if given is not None and given.record is not None:
                found[id(given.record)] = call.snapshot
        return found


def _beside_step_args(step: Snapshot) -> Snapshot:
    """A step with `step_args`, without the arguments that it then ignores."""
    kept = [(key, item) for key, item in zip(step.keys, step.items) if key not in _OF_THE_JOB]
    return replace(step, keys=[key for key, _ in kept], items=[item for _, item in kept])


def _is_attach(node: cst.CSTNode) -> bool:
    """Whether a call is that of the class method which makes an object of a job."""
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "attach"
