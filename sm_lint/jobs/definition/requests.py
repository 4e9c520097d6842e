"""Reads jobs written as service requests: boto3 dictionaries, pipeline definitions in JSON, Step Functions tasks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import JobBuilder, all_open
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
"""Methods of the service's client that launch a job, or create a model to launch."""

OPERATORS: dict[str, JobKind] = {
    "SageMakerProcessingOperator": "processing",
    "SageMakerTrainingOperator": "training",
    "SageMakerTuningOperator": "training",
    "SageMakerTransformOperator": "transform",
    "SageMakerModelOperator": "inference",
}
"""Operators of Airflow whose `config` is a request of the service, or holds one.

Source: https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/operators/sagemaker.html
"""

NAMING = frozenset({"create_endpoint", "create_endpoint_config"})
"""Methods of the service's client that launch no job but name what they create."""

OTHER_REQUESTS = frozenset(
    (
        *("invoke_endpoint", "invoke_endpoint_async", "invoke_endpoint_with_response_stream"),
        *("create_model_package", "create_model_package_group", "create_auto_ml_job", "create_auto_ml_job_v2"),
        *("create_compilation_job", "create_feature_group", "create_monitoring_schedule"),
    )
)
"""Methods of the clients that define nothing of this project's, and are held against the API."""

_SCRIPT_SUFFIXES = (".py", ".sh")


def request_job(
    kind: JobKind, request: Setting, dialect: Dialect, api: str, place: Place, step: str | None = None
) -> Job | None:
    """The job of a request; None for any other request."""
    if not request.keys:
        return None
    read = {"processing": _processing, "training": _training, "transform": _transform, "inference": _model}[kind]
    builder = JobBuilder.begin(kind, dialect, api, place, step=step)
    builder.job = replace(builder.job, settings=tuple(zip(request.keys, request.items)), open_settings=request.open)
    return builder.build() if read(request, builder) else None


def operator_job(operator: str, config: Setting, place: Place, task: str | None) -> Job | None:
    """The job that an operator of Airflow starts; None for a configuration that is no request.

    Args:
        operator: its class.
        config: what it is given to start.
        place: where it is made.
        task: the name of the task.
    """
    kind = OPERATORS[operator]
    if kind == "transform":
        config = config.get("Transform") or config
    return request_job(kind, _rendered(config), "boto3", operator, place, task)


def _rendered(given: Setting) -> Setting:
    """A setting with nothing known of the texts that Airflow renders when the task runs."""
    if given.items:
        return replace(given, items=tuple(map(_rendered, given.items)))
    if given.text is not None and ("{{" in given.text or "{%" in given.text):
        return replace(given, text=None, known="unknown")
    return given


def _at(given: Setting | None, *keys: str) -> Setting | None:
    for key in keys:
        given = given.get(key) if given is not None else None
    return given


def _processing(request: Setting, builder: JobBuilder) -> bool:
    """Read a request; returns False if it launches nothing."""
    application = _at(request, "AppSpecification")
    if application is None:
        return False
    inputs, more_inputs = processing_mounts(_at(request, "ProcessingInputs"), "input")
    outputs, more_outputs = processing_mounts(_at(request, "ProcessingOutputConfig", "Outputs"), "output")
    script = entry_script(_at(application, "ContainerEntrypoint"), inputs)
    builder.job = replace(
        builder.job,
        script=script,
        mounts=(*inputs, *outputs),
        arguments=_at(application, "ContainerArguments"),
        environment=_at(request, "Environment"),
    )
    builder.contract = replace(
        builder.contract,
        open_inputs=more_inputs or request.open,
        open_outputs=more_outputs or request.open,
        # The image may set its own variables, and may run its own program.
        open_environment=True,
        open_arguments=script is None or request.open or application.open,
    )
    return True


def entry_script(entry: Setting | None, inputs: tuple[Mount, ...]) -> Script | None:
    """The script that a container's command runs, found through the input that mounts it; None if it runs none."""
    for item in reversed(entry.items if entry is not None else ()):
        text = item.text or ""
        if not text.endswith(_SCRIPT_SUFFIXES):
            continue
        for mount in sorted(
            inputs, key=_depth, reverse=True
        ):  # a mount below another one hides what that one has there
            local = (mount.local.text if mount.local is not None else None) or ""
            if local and (text == local or text.startswith(local.rstrip("/") + "/")):
                remote = (mount.remote.text if mount.remote is not None else None) or "*"
                rest = posixpath.basename(text) if text == local else text[len(local.rstrip("/")) + 1 :]
                written = remote if remote.endswith(_SCRIPT_SUFFIXES) else f"{remote.rstrip('/')}/{rest}"
                return Script(written, item.place)
        return Script(text, item.place, remote=True, found="it lies in the image")
    return None


def _depth(mount: Mount) -> int:
    return len(((mount.local.text if mount.local is not None else None) or "").rstrip("/"))


def _training(request: Setting, builder: JobBuilder) -> bool:
    tuning = _at(request, "TrainingJobDefinition")
    if tuning is not None:
        ranges = _at(request, "HyperParameterTuningJobConfig", "ParameterRanges") or _at(request, "ParameterRanges")
        builder.tuned = tuple(_ranges(ranges))
        request = tuning
    if _at(request, "AlgorithmSpecification") is None:
        return False
    mounts, more_inputs = channels(_at(request, "InputDataConfig"))
    hyperparameters = _at(request, "HyperParameters") or _at(request, "StaticHyperParameters")
    program = _at(hyperparameters, "sagemaker_program")
    script = None
    if program is not None:
        # Values of the toolkit's own hyperparameters are JSON.
        name = (program.text or "").strip('"')
        script = Script(name, program.place, remote=True, found="it lies in the archive that the job is given")
    builder.job = replace(
        builder.job,
        script=script,
        mounts=mounts,
        environment=_at(request, "Environment"),
        hyperparameters=hyperparameters,
    )
    builder.contract = replace(
        builder.contract,
        open_inputs=more_inputs or request.open,
        open_environment=True,
        open_arguments=script is None or request.open,
    )
    return True


def _ranges(given: Setting | None) -> Iterator[tuple[str, Place]]:
    for rows in given.items if given is not None else ():
        for row in rows.items:
            name = row.get("Name")
            if name is not None and name.text:
                yield name.text, name.place


def _transform(request: Setting, builder: JobBuilder) -> bool:
    if _at(request, "TransformInput") is None:
        return False
    builder.job = replace(builder.job, environment=_at(request, "Environment"))
    builder.contract = all_open(builder.contract)
    return True


def _model(request: Setting, builder: JobBuilder) -> bool:
    container = _at(request, "PrimaryContainer")
    several = _at(request, "Containers")
    if container is None and several is not None and len(several.items) == 1 and not several.open:
        container = several.items[0]
    if container is None:
        return False
    environment = _at(container, "Environment")
    program = _at(environment, "SAGEMAKER_PROGRAM")
    script = None
    if program is not None:
        found = "it lies in the archive that the model is"
        script = Script(program.text or "", program.place, remote=True, found=found)
    builder.job = replace(builder.job, script=script, environment=environment)
    builder.contract = all_open(builder.contract)
    return True
