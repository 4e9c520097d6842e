"""Jobs and pipelines out of the calls that a definition makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sm_lint.flow.values import CallRecord
from sm_lint.jobs.build import Parts, job_of
from sm_lint.jobs.drafts import ADDED, Draft, Settler
from sm_lint.jobs.model import Job, Mount, Pipeline, Setting, Use
from sm_lint.jobs.mounts import channels, processing_mounts
from sm_lint.jobs.observe import Observed, Seen
from sm_lint.jobs.requests import REQUESTS, entry_script, request_job
from sm_lint.jobs.scripts import script_of
from sm_lint.jobs.sdk import Callee, callee, class_named, mount
from sm_lint.syntax.span import Place

_STEPS = {
    "ProcessingStep": ("processor",),
    "TrainingStep": ("estimator",),
    "TuningStep": ("tuner",),
    "TransformStep": ("transformer",),
    "EstimatorTransformer": (),
}
_STEP_FAMILIES = ("step", "condition-step")
_TRAINING = ("estimator", "framework-estimator", "trainer")
_NOT_KEPT = frozenset({"self", "step_args", "processor", "estimator", "tuner", "transformer", "model_trainer"})
_STUBBED = (*_STEP_FAMILIES, "pipeline", "session", "model", "container-model", "tuner", "transformer", *_TRAINING)


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
        self._stubs: dict[int, Setting] = {}

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

    def pipelines(self) -> Iterator[Pipeline]:
        """Every pipeline object."""
        for seen in self._observed.calls:
            known = callee(seen.record.callee)
            if known is not None and known.cls.family.name == "pipeline" and not known.method:
                name = seen.draft.get("name")
                yield Pipeline(
                    self._settler.place(seen.record.module, seen.record.node),
                    self._setting(name),
                    _names(seen.draft.get("steps"), seen.draft.open),
                    _names(seen.draft.get("parameters"), seen.draft.open),
                )

    def uses(self, labels: dict[int, str]) -> Iterator[Use]:
        """Every use of one part of a pipeline in another; `labels` of jobs by the identity of their launching call."""
        owners = self._owners()
        for use in self._observed.uses:
            owner = callee(use.owner.type) if use.owner is not None else None
            if use.owner is not None and (owner is None or owner.cls.family.name not in _STEP_FAMILIES):
                continue
            by = labels.get(id(use.by))
            place = self._settler.setting(use.draft).place
            yield Use("property", place, self._name(use.owner), use.path, by, owners.get(id(use.by), ()))
        for seen in self._observed.calls:
            known = callee(seen.record.callee)
            if known is None:
                continue
            by = labels.get(id(seen.record))
            place = self._settler.place(seen.record.module, seen.record.node)
            if known.cls.family.name == "json-get" and not known.method:
                yield replace(self._json_get(seen.draft, place, by), within=owners.get(id(seen.record), ()))
            elif known.cls.family.name in _STEP_FAMILIES and not known.method:
                name = self._name(seen.draft)
                yield Use("step", place, name, known.cls.name, by)
                for kind, key in (("depends", "depends_on"), ("then", "if_steps"), ("else", "else_steps")):
                    yield from self._named_in(seen.draft.get(key), kind, by, (name,) if name else ())

    def parameters(self, label: str, layers: Iterable[Draft]) -> Iterator[Use]:
        """Uses of pipeline parameters among the arguments of a job."""
        seen: set[int] = set()
        pending = list(layers)
        while pending:
            draft = pending.pop()
            if id(draft) in seen:
                continue
            seen.add(id(draft))
            known = callee(draft.type) if draft.type else None
            family = known.cls.family.name if known is not None else ""
            if family == "parameter" and known is not None and not known.method:
                yield Use("parameter", self._settler.setting(draft).place, self._name(draft), "", label)
            elif family not in (*_STEP_FAMILIES, "pipeline"):
                pending += draft.items

    def _json_get(self, draft: Draft, place: Place, by: str | None) -> Use:
        step = draft.get("step_name") or draft.get("step")
        name = self._name(step) if step is not None and step.keys else (step.text if step is not None else None)
        file = draft.get("property_file")
        called = self._name(file) if file is not None and file.keys else (file.text if file is not None else None)
        return Use("json-get", place, name, called or "*", by)

    def _named_in(self, given: Draft | None, kind: str, by: str | None, within: tuple[str, ...]) -> Iterator[Use]:
        """Steps that a list names."""
        for item in given.items if given is not None and given.type == "list" else ():
            name = self._name(item) if item.keys else item.text
            yield Use(kind, self._settler.setting(item).place, name, "", by, within)

    def _owners(self) -> dict[int, tuple[str, ...]]:
        """Names of the steps that each call is an argument of, however deep, by the identity of the call."""
        found: dict[int, tuple[str, ...]] = {}
        for seen in self._observed.calls:
            known = callee(seen.record.callee)
            name = self._name(seen.draft)
            if known is None or known.method or known.cls.family.name not in _STEP_FAMILIES or name is None:
                continue
            for made in {id(seen.record): seen.record, **_made_with(seen.draft)}:
                found[made] = tuple(dict.fromkeys((*found.get(made, ()), name)))
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
            if inner is None or inner.cls.family.name not in _TRAINING:
                return None
            cls = inner.cls
        layers = [draft for draft in (seen.draft, step if step is not seen.draft else None, tuner) if draft is not None]
        while held is not None and held.type.endswith("()") and held.get("self") is not None:
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
            step=self._name(step),
            settings=self._settings(layers),
            open_settings=unknown or held is None or held.record is None or any(draft.open for draft in layers),
        )
        self.layers[id(seen.record)] = layers
        made = held is not None and held.record is not None and not unknown
        self._fill(parts, cls.family.name, made and not (held is not None and held.open), seen.draft)
        self._tune(parts, tuner)
        return job_of(parts)

    def _fill(self, parts: Parts, family: str, made: bool, launch: Draft) -> None:
        """What the settings mean, by the family of the class."""
        if parts.kind == "processing":
            self._processing(parts, family, made, launch)
        elif parts.kind == "training":
            self._training(parts, family, made, launch)
        else:
            parts.open_inputs = parts.open_outputs = parts.open_arguments = parts.open_environment = True
            parts.environment = _get(parts, "env", "env_vars")
        if not made:
            parts.open_environment = True
        cls = class_named(parts.class_name, parts.dialect) if parts.dialect in ("v2", "v3") else None
        if cls is not None:
            parts.allow_paths += tuple(mount(name) for name in cls.family.mounts)

    def _processing(self, parts: Parts, family: str, made: bool, launch: Draft) -> None:
        inputs, more_inputs = processing_mounts(_get(parts, "inputs"), "input")
        outputs, more_outputs = processing_mounts(_get(parts, "outputs"), "output")
        parts.mounts = (*inputs, *outputs)
        parts.open_inputs = more_inputs or launch.open
        parts.open_outputs = more_outputs or launch.open
        parts.arguments = _get(parts, "arguments", "job_arguments")
        parts.open_arguments = launch.open
        parts.environment = _get(parts, "env")
        parts.open_environment = self._own_image(parts, family)
        parts.files = tuple(_property_files(_get(parts, "property_files")))
        parts.script = script_of(parts, family) or entry_script(_get(parts, "entrypoint"), inputs)
        if family == "processor" or parts.script is None:
            parts.open_arguments = parts.open_environment = True

    def _training(self, parts: Parts, family: str, made: bool, launch: Draft) -> None:
        given = _get(parts, "inputs", "input_data_config")
        parts.mounts, parts.open_inputs = channels(given)
        parts.open_inputs = parts.open_inputs or launch.open or not made
        named = _get(parts, "model_uri")
        if named is not None and named.type != "None":
            called = _get(parts, "model_channel_name")
            channel = called or Setting(named.place, "model", "str", "literal", "'model'")
            parts.mounts = (*parts.mounts, Mount("input", named.place, channel, None, named))
        parts.hyperparameters = _get(parts, "hyperparameters")
        added = _get(parts, ADDED)
        if added is not None:
            parts.hyperparameters = _merged(parts.hyperparameters, added)
        parts.environment = _get(parts, "environment")
        parts.script = script_of(parts, family)
        parts.open_arguments = not made or parts.script is None
        parts.open_environment = self._own_image(parts, family)
        if parts.class_name == "TensorFlow":
            model_dir = _get(parts, "model_dir")
            if model_dir is None or model_dir.text != "False":
                parts.added = ("model_dir",)
        if any(name.startswith("checkpoint") for name, _ in parts.settings):
            local = _get(parts, "checkpoint_local_path") or _inner(_get(parts, "checkpoint_config"), "local_path")
            known = local is not None and local.text and "*" not in local.text
            parts.allow_paths += (str(local.text) if local is not None and known else "/opt/ml/checkpoints",)
        if _get(parts, "training_recipe", "recipe_overrides", "container_entry_point") is not None:
            parts.open_arguments = parts.open_inputs = parts.open_environment = True

    @staticmethod
    def _own_image(parts: Parts, family: str) -> bool:
        """May the image set variables of its own? AWS's images are known by how their names are found out."""
        image = _get(parts, "image_uri", "training_image")
        if image is None or image.type == "None":
            return False
        return "image_uris" not in image.type and ".dkr.ecr." not in (image.text or "")

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
        parts.settings = self._settings([seen.draft])
        parts.open_settings = seen.draft.open
        self.layers[id(seen.record)] = [seen.draft]
        self._fill(parts, "model", True, seen.draft)
        parts.script = script_of(parts, "model")
        return job_of(parts) if parts.script is not None or parts.environment is not None else None

    def _unlaunched(self, seen: Seen) -> Job | None:
        """An estimator that somebody else launches: its script and what it passes are known, its channels are not."""
        known = callee(seen.record.callee)
        if known is None or known.method or known.cls.family.name not in _TRAINING or id(seen.record) in self._used:
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

    def _name(self, draft: Draft | None) -> str | None:
        name = draft.get("name") if draft is not None else None
        return name.text if name is not None else None

    def _setting(self, draft: Draft | None) -> Setting | None:
        return self._pruned(self._settler.setting(draft)) if draft is not None else None

    def _settings(self, layers: Iterable[Draft]) -> tuple[tuple[str, Setting], ...]:
        """All arguments by name, those of earlier layers first; what is None there may be given in a later one."""
        found: dict[str, Setting] = {}
        for draft in layers:
            for key, item in zip(draft.keys, draft.items):
                if key in _NOT_KEPT:
                    continue
                known = found.get(key)
                if known is None or (known.type == "None" and item.type != "None"):
                    setting = self._setting(item)
                    assert setting is not None
                    found[key] = setting
        return tuple(found.items())

    def _pruned(self, setting: Setting, depth: int = 0) -> Setting:
        """Without the insides of steps and of other large objects, which would bring the whole pipeline along."""
        known = self._stubs.get(id(setting))
        if known is not None:
            return known
        cls = callee(setting.type) if setting.type else None
        if (
            cls is not None
            and cls.cls.family.name in _STUBBED
            and not (cls.method and cls.cls.family.name == "session")
        ):
            name = setting.get("name")
            pruned = replace(setting, keys=("name",) if name else (), items=(name,) if name else (), open=True)
        elif depth > 8:
            pruned = replace(setting, keys=(), items=(), open=True)
        elif setting.items:
            pruned = replace(setting, items=tuple(self._pruned(item, depth + 1) for item in setting.items))
        else:
            pruned = setting
        self._stubs[id(setting)] = pruned
        return pruned


def _made_with(step: Draft) -> dict[int, CallRecord]:
    """Calls among the arguments of a step, by their identity; not those of other steps."""
    found: dict[int, CallRecord] = {}
    seen: set[int] = set()
    pending = list(step.items)
    while pending:
        draft = pending.pop()
        known = callee(draft.type) if draft.type else None
        apart = known is not None and not known.method and known.cls.family.name in (*_STEP_FAMILIES, "pipeline")
        if apart or id(draft) in seen:
            continue
        seen.add(id(draft))
        if draft.record is not None:
            found[id(draft.record)] = draft.record
        pending += draft.items
    return found


def _get(parts: Parts, *names: str) -> Setting | None:
    for name in names:
        for key, setting in parts.settings:
            if key == name and setting.type != "None":
                return setting
    return None


def _inner(setting: Setting | None, name: str) -> Setting | None:
    return setting.get(name) if setting is not None else None


def _merged(first: Setting | None, added: Setting) -> Setting:
    """Hyperparameters with those that were set later."""
    base = first if first is not None and first.type == "dict" else Setting(added.place, type="dict", known="literal")
    keys = list(base.keys)
    items = list(base.items)
    for mapping in added.items:
        for key, item in zip(mapping.keys, mapping.items):
            if key in keys:
                items[keys.index(key)] = item
            else:
                keys.append(key)
                items.append(item)
    unsure = first is not None and first.type not in ("dict", "None")
    more = base.open or unsure or any(mapping.open for mapping in added.items)
    return replace(base, keys=tuple(keys), items=tuple(items), open=more)


def _property_files(given: Setting | None) -> Iterator[tuple[str, str]]:
    for item in given.items if given is not None else ():
        output, path = item.get("output_name"), item.get("path")
        if output is not None and path is not None and output.text and path.text and "*" not in path.text:
            yield output.text, path.text


def _names(given: Draft | None, unsure: bool) -> tuple[str, ...] | None:
    """Names of the members of a list; of conditions those of their branches too. None where it is not known whole."""
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
        for branch in ("if_steps", "else_steps"):
            inner = item.get(branch)
            if inner is not None and inner.type == "list":
                below = _names(inner, False)
                if below is None:
                    return None
                found += below
    return tuple(found)
