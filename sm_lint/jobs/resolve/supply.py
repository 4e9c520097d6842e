"""Finds the jobs of a file that receive the products of others: outputs, models and their archives."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sm_lint.jobs.definition.model import Definitions, Deployment, Job, Mount, SdkCall, Setting, Supplier, Use
from sm_lint.jobs.definition.mounts import DEFAULT_CHANNEL
from sm_lint.jobs.definition.reading import find, literal, of_direction, shape
from sm_lint.sagemaker.paths import root
from sm_lint.syntax.span import Place

MODEL_DIR = "/opt/ml/model"
"""The folder in which a training job leaves its model, and the one in which serving containers have it."""
ARCHIVE = "model.tar.gz"
"""The name under which SageMaker archives the model directory of a training job."""
_ARTIFACTS = "S3ModelArtifacts"
_OUTPUT = "ProcessingOutputConfig.Outputs["
_SERVES = frozenset({"deploy", "transformer"})
_MAKES = frozenset({"create_model", "register"})
_SCRIPT_ARGUMENTS = ("entry_point", "source_dir", "image_uri", "model_server_workers")
_WITHIN = (
    ("s3_data_source", "S3DataSource", "s3_input", "S3Input", "s3_output", "S3Output"),
    ("s3_uri", "S3Uri", "s3_data"),
)
_USUAL = {
    "s3datatype": ("S3Prefix",),
    "inputmode": ("File", "FastFile"),
    "s3inputmode": ("File", "FastFile"),
    "compression": ("None",),
    "compressiontype": ("None",),
    "s3compressiontype": ("None",),
}
"""Settings of an input whose objects arrive as files under their own names."""
_BASE = frozenset({"self", "estimator", "model"})


def supplied(definitions: Definitions) -> Definitions:
    """The same definitions, with the suppliers and deployments of each job."""
    if len(definitions.jobs) < 2 and not definitions.calls:
        return definitions
    supply = _Supply(definitions)
    jobs = tuple(supply.complete(job) for job in definitions.jobs)
    return replace(definitions, jobs=jobs) if jobs != definitions.jobs else definitions


def object_name(mount: Mount) -> str | None:
    """The name of the single object of an input, in S3 or on disk; None if it is a folder or unknown.

    A pipeline parameter stands for its default. A manifest lists objects and is not delivered itself.
    """
    remote = location(mount)
    if remote is None or not is_plain(mount):
        return None
    text = remote.text if remote.type in ("str", "pathlib.Path") else None
    default = remote.get("default_value")
    if default is not None and remote.type.endswith(".ParameterString"):
        text = literal(default)
    if text is None or text.endswith("/"):
        return None
    name = posixpath.basename(text)
    stem, dot, suffix = name.rpartition(".")
    return name if stem and dot and suffix.isalnum() and not suffix.isdigit() and "*" not in name else None


def location(mount: Mount) -> Setting | None:
    """The source of an input, or the target of an output."""
    found = mount.remote
    for names in _WITHIN:
        inner = next((given for name in names if found is not None and (given := found.get(name)) is not None), None)
        found = inner or found
    return found


def is_plain(mount: Mount) -> bool:
    """Whether the objects of an input are delivered as files under their own names."""
    return all(
        usual is None or literal(setting) in usual or (setting.type == "None" and setting.known == "literal")
        for name, setting in _flat(mount.settings)
        for usual in (_USUAL.get(name.replace("_", "").lower()),)
    )


def _flat(settings: Iterable[tuple[str, Setting]], depth: int = 0) -> Iterator[tuple[str, Setting]]:
    for name, setting in settings:
        yield name, setting
        if setting.keys and depth < 3:
            yield from _flat(zip(setting.keys, setting.items), depth + 1)


class _Supply:
    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._steps: dict[str, list[Job]] = {}
        for job in definitions.jobs:
            if job.step is not None:
                self._steps.setdefault(job.step, []).append(job)
        self._uses: dict[Place, Use] = {use.place: use for use in definitions.uses if use.kind == "property"}
        self._calls: dict[Place, list[int]] = {}
        for index, call in enumerate(definitions.calls):
            self._calls.setdefault(call.place, []).append(index)
        self._made: dict[int, list[Job]] = {}
        for job in definitions.jobs:
            for index in self._makers(job):
                self._made.setdefault(index, []).append(job)

    def complete(self, job: Job) -> Job:
        """The job with its suppliers and deployments."""
        return replace(
            job,
            suppliers=tuple(dict.fromkeys(self._suppliers(job))),
            deployments=tuple(dict.fromkeys(self._deployments(job))),
        )

    def _makers(self, job: Job) -> Iterator[int]:
        """The calls that created the estimator or model of a job."""
        for index in self._calls.get(job.place, ()):
            call = self._definitions.calls[index]
            served = job.kind in ("inference", "transform")
            bases = [given for name, given in call.links if name in _BASE and not served]
            yield from bases
            if served or (not bases and call.name[:1].isupper()):
                yield index

    # -- what a job is given ------------------------------------------------------------------------------------

    def _suppliers(self, job: Job) -> Iterator[Supplier]:
        if job.kind in ("inference", "transform"):
            given = _model_data(job)
            place = given.place if given is not None else job.place
            trained = list(self._trained(job, given))
            for maker in trained:
                yield _supplier(maker, MODEL_DIR, MODEL_DIR, place)
            if not trained and (given is None or given.text is None):
                for maker in self._definitions.jobs:
                    if maker.kind == "training":
                        yield replace(_supplier(maker, MODEL_DIR, MODEL_DIR, place), sure=False)
            return
        for mount in of_direction(job.mounts, "input"):
            found = where(job, mount)
            source = location(mount)
            if found is None or source is None or not is_plain(mount):
                continue
            use = self._uses.get(source.place)
            if use is not None:
                yield from self._of_property(use, found)
            else:
                yield from self._of_place(job, source, found)

    def _of_property(self, use: Use, found: str) -> Iterator[Supplier]:
        for maker in self._steps.get(use.step or "", ()):
            if use.path.endswith(_ARTIFACTS) and maker.kind == "training":
                yield _supplier(maker, MODEL_DIR, f"{found}/{ARCHIVE}", use.place, archive=True)
            elif use.path.startswith(_OUTPUT) and maker.kind == "processing":
                output = _named_output(maker, use.path)
                made = literal(output.local) if output is not None else None
                if made is not None:
                    yield _supplier(maker, made.rstrip("/"), found, use.place)

    def _of_place(self, job: Job, source: Setting, found: str) -> Iterator[Supplier]:
        """The outputs whose target is the source of an input, by the same text or expression."""
        for maker in self._definitions.jobs:
            if maker.kind != "processing" or maker.place == job.place:
                continue
            for output in of_direction(maker.mounts, "output"):
                made, target = literal(output.local), location(output)
                if made is not None and target is not None and not self._is_shared(target):
                    below = _below(source, target)
                    if below is not None:
                        yield _supplier(maker, f"{made.rstrip('/')}{below}", found, source.place)

    def _is_shared(self, target: Setting) -> bool:
        """Whether the definition itself may put files into a place in S3."""
        text = (target.text or target.source).removeprefix("s3://").strip("/")
        within = text.partition("/")[2] or text
        for _, key in self._definitions.uploads:
            named = key.removeprefix("s3://").strip("/")
            folder = posixpath.dirname(named)
            if not named or named.startswith("*") or named in text or (folder and folder in text) or within in named:
                return True
        return False

    def _trained(self, job: Job, given: Setting | None) -> Iterator[Job]:
        """The training jobs whose model a job serves."""
        for index in self._calls.get(job.place, ()):
            call = self._definitions.calls[index]
            trainer = call.link("model") if call.name[:1].isupper() else call.link("self")
            if trainer is not None:
                yield from (maker for maker in self._made.get(trainer, ()) if maker.kind == "training")
        if given is None:
            return
        use = self._uses.get(given.place)
        if use is not None:
            if use.path.endswith(_ARTIFACTS):
                yield from (maker for maker in self._steps.get(use.step or "", ()) if maker.kind == "training")
            return
        for index in self._calls.get(job.place, ()):
            owner = self._definitions.calls[index].link("model_data.__self__")
            if owner is not None and given.type.endswith(".model_data"):
                yield from (maker for maker in self._made.get(owner, ()) if maker.kind == "training")

    # -- what becomes of its model --------------------------------------------------------------------------------

    def _deployments(self, job: Job) -> Iterator[Deployment]:
        if job.kind not in ("training", "inference"):
            return
        makers = set(self._makers(job))
        if job.kind == "inference":
            for call in (self._definitions.calls[index] for index in makers):
                if call.name in _SERVES:
                    yield _deployment(call, own_script=True)
        if makers:
            yield from self._served(makers)
        if job.kind == "training":
            for other in self._definitions.jobs:
                if other.kind != "inference" or other.api in _SERVES | _MAKES:
                    continue
                if any(maker is job for maker in self._given(other)):
                    yield Deployment(other.api, other.place)
            for use in self._uses.values():
                if use.step is not None and use.step == job.step and use.path.endswith(_ARTIFACTS):
                    yield Deployment("ModelArtifacts", use.place)

    def _given(self, job: Job) -> Iterable[Job]:
        return self._trained(job, _model_data(job))

    def _served(self, makers: set[int]) -> Iterator[Deployment]:
        """The calls that serve the results of some calls, directly or indirectly."""
        own = dict.fromkeys(makers, True)
        for index, call in enumerate(self._definitions.calls):
            base = call.link("self")
            if base is None or base not in own:
                continue
            same = own[base] and not any(call.setting(name) is not None for name in _SCRIPT_ARGUMENTS)
            if call.name in _MAKES:
                own[index] = same
            if call.name in _SERVES or call.name == "register":
                yield _deployment(call, own_script=same and not call.open)


def _supplier(maker: Job, made: str, found: str, place: Place, *, archive: bool = False) -> Supplier:
    machines = find(maker, "instance type")
    algorithm, version = _algorithm(maker) if maker.script is None else ("", "")
    return Supplier(
        *(maker.label, maker.kind, maker.script, maker.contract, made, found, place),
        archive=archive,
        instance_type=machines,
        algorithm=algorithm,
        algorithm_version=version,
    )


def _algorithm(maker: Job) -> tuple[str, str]:
    """The built-in algorithm of a job without a script and its version, as its image is looked up; empty if not known."""
    image = find(maker, "image")
    if maker.open_settings or image is None or not image.type.endswith("image_uris.retrieve"):
        return "", ""
    return literal(image.get("framework") or image.get("0")) or "", literal(
        image.get("version") or image.get("2")
    ) or ""


def _model_data(job: Job) -> Setting | None:
    return job.setting("model_data") or job.setting("s3_model_data_url")


def _deployment(call: SdkCall, *, own_script: bool) -> Deployment:
    serverless = call.setting("serverless_inference_config") if call.name == "deploy" else None
    return Deployment(call.name, call.place, _instance_type(call), own_script, serverless)


def _instance_type(call: SdkCall) -> Setting | None:
    # Positional parameters of `deploy(initial_instance_count, instance_type)` and `transformer(instance_count,
    # instance_type)`.
    return call.setting("instance_type") or call.setting("2") if call.name in _SERVES else None


def where(job: Job, mount: Mount) -> str | None:
    """The container path at which a job has an input or leaves an output; None if unknown."""
    if job.kind == "processing":
        local = literal(mount.local)
        return local.rstrip("/") if local is not None else None
    if job.kind == "training":
        name = literal(mount.name)
        return f"{root('channels')}/{name or DEFAULT_CHANNEL}" if name is not None or mount.name is None else None
    return None


def _named_output(maker: Job, path: str) -> Mount | None:
    """The output in a property path, by name or index."""
    key = path.removeprefix(_OUTPUT).partition("]")[0]
    outputs = of_direction(maker.mounts, "output")
    if key.isdigit():
        return outputs[int(key)] if int(key) < len(outputs) and not maker.contract.open_outputs else None
    name = key.strip("\"'")
    return next((output for output in outputs if literal(output.name) == name), None)


def _below(source: Setting, target: Setting) -> str | None:
    """The part of an input's S3 location below an output's: empty for the same location, None if they are unrelated."""
    read, written = literal(source), literal(target)
    if read is not None and written is not None:
        read, written = read.rstrip("/"), written.rstrip("/")
        if not written.startswith("s3://"):
            return None
        if read == written:
            return ""
        rest = read.removeprefix(written)
        return rest if rest != read and rest.startswith("/") and written.count("/") > 2 else None
    if source.type != target.type or ".properties" in source.type or (source.known == "unknown" and not source.source):
        return None
    same = shape(source) is not None and shape(source) == shape(target) and source.text == target.text
    return "" if same else None
