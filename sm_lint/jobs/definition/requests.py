"""Jobs written as requests of the service: boto3 dictionaries, pipeline definitions in JSON, Step Functions tasks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from sm_lint.jobs.definition.build import Parts, job_of
from sm_lint.jobs.definition.model import Dialect, Job, Mount, Script, Setting
from sm_lint.jobs.definition.mounts import channels, processing_mounts
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

REQUESTS: dict[str, JobKind] = {
    "create_processing_job": "processing",
    "create_training_job": "training",
    "create_hyper_parameter_tuning_job": "training",
    "create_transform_job": "transform",
    "create_model": "inference",
}
"""Methods of the service's client that launch a job, or make a model to launch."""

_SCRIPT_SUFFIXES = (".py", ".sh")


def request_job(
    kind: JobKind, request: Setting, dialect: Dialect, api: str, place: Place, step: str | None = None
) -> Job | None:
    """The job that a request asks for; None for what is no such request."""
    if not request.keys:
        return None
    make = {"processing": _processing, "training": _training, "transform": _transform, "inference": _model}[kind]
    parts = make(request, Parts(kind, dialect, api, place, step=step))
    if parts is None:
        return None
    parts.settings = tuple(zip(request.keys, request.items))
    parts.open_settings = request.open
    return job_of(parts)


def _at(given: Setting | None, *keys: str) -> Setting | None:
    for key in keys:
        given = given.get(key) if given is not None else None
    return given


def _processing(request: Setting, parts: Parts) -> Parts | None:
    application = _at(request, "AppSpecification")
    if application is None:
        return None
    inputs, more_inputs = processing_mounts(_at(request, "ProcessingInputs"), "input")
    outputs, more_outputs = processing_mounts(_at(request, "ProcessingOutputConfig", "Outputs"), "output")
    parts.mounts = (*inputs, *outputs)
    parts.open_inputs, parts.open_outputs = more_inputs or request.open, more_outputs or request.open
    parts.arguments = _at(application, "ContainerArguments")
    parts.environment = _at(request, "Environment")
    # The image may set variables of its own, and its own program may be what runs.
    parts.open_environment = parts.open_arguments = True
    entry = _at(application, "ContainerEntrypoint")
    parts.script = entry_script(entry, inputs)
    if entry is not None and parts.script is not None:
        parts.open_arguments = request.open or application.open
    return parts


def entry_script(entry: Setting | None, inputs: tuple[Mount, ...]) -> Script | None:
    """The script that a container's command runs, by the input that it is mounted with; None where it runs none."""
    for item in reversed(entry.items if entry is not None else ()):
        text = item.text or ""
        if not text.endswith(_SCRIPT_SUFFIXES):
            continue
        for mount in inputs:
            local = (mount.local.text if mount.local is not None else None) or ""
            if local and (text == local or text.startswith(local.rstrip("/") + "/")):
                remote = (mount.remote.text if mount.remote is not None else None) or "*"
                rest = posixpath.basename(text) if text == local else text[len(local.rstrip("/")) + 1 :]
                written = remote if remote.endswith(_SCRIPT_SUFFIXES) else f"{remote.rstrip('/')}/{rest}"
                return Script(written, item.place)
        return Script(text, item.place, remote=True, found="it lies in the image")
    return None


def _training(request: Setting, parts: Parts) -> Parts | None:
    tuning = _at(request, "TrainingJobDefinition")
    if tuning is not None:
        ranges = _at(request, "HyperParameterTuningJobConfig", "ParameterRanges") or _at(request, "ParameterRanges")
        parts.tuned = tuple(_ranges(ranges))
        request = tuning
    if _at(request, "AlgorithmSpecification") is None:
        return None
    parts.mounts, parts.open_inputs = channels(_at(request, "InputDataConfig"))
    parts.open_inputs = parts.open_inputs or request.open
    parts.hyperparameters = _at(request, "HyperParameters") or _at(request, "StaticHyperParameters")
    parts.environment = _at(request, "Environment")
    parts.open_environment = parts.open_arguments = True
    program = _at(parts.hyperparameters, "sagemaker_program")
    if program is not None:
        # Values of the toolkit's own hyperparameters are JSON.
        name = (program.text or "").strip('"')
        parts.script = Script(name, program.place, remote=True, found="it lies in the archive that the job is given")
        parts.open_arguments = request.open
    return parts


def _ranges(given: Setting | None) -> Iterator[tuple[str, Place]]:
    for rows in given.items if given is not None else ():
        for row in rows.items:
            name = row.get("Name")
            if name is not None and name.text:
                yield name.text, name.place


def _transform(request: Setting, parts: Parts) -> Parts | None:
    if _at(request, "TransformInput") is None:
        return None
    parts.environment = _at(request, "Environment")
    parts.open_environment = parts.open_arguments = parts.open_inputs = parts.open_outputs = True
    return parts


def _model(request: Setting, parts: Parts) -> Parts | None:
    container = _at(request, "PrimaryContainer")
    if container is None:
        return None
    parts.environment = _at(container, "Environment")
    parts.open_environment = parts.open_arguments = parts.open_inputs = parts.open_outputs = True
    program = _at(parts.environment, "SAGEMAKER_PROGRAM")
    if program is not None:
        parts.script = Script(
            program.text or "", program.place, remote=True, found="it lies in the archive that the model is"
        )
    return parts
