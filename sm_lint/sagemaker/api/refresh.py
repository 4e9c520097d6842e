"""Rewrites enumerations.toml, properties.toml and requests.json from the service model of the installed botocore, and compares limits.toml.

Run ``python -m sm_lint.sagemaker.api.refresh`` after an upgrade of botocore; ``--check`` only prints what differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from sm_lint.sagemaker.data import DIRECTORY, load

ENUMERATIONS = {
    "processing-instance-type": "ProcessingInstanceType",
    "training-instance-type": "TrainingInstanceType",
    "transform-instance-type": "TransformInstanceType",
    "endpoint-instance-type": "ProductionVariantInstanceType",
    "processing-s3-data-type": "ProcessingS3DataType",
    "processing-s3-input-mode": "ProcessingS3InputMode",
    "processing-s3-upload-mode": "ProcessingS3UploadMode",
    "processing-s3-compression": "ProcessingS3CompressionType",
    "processing-s3-distribution": "ProcessingS3DataDistributionType",
    "s3-data-type": "S3DataType",
    "s3-distribution": "S3DataDistribution",
    "training-input-mode": "TrainingInputMode",
    "compression": "CompressionType",
    "output-compression": "OutputCompressionType",
    "record-wrapper": "RecordWrapper",
    "split-type": "SplitType",
    "assemble-with": "AssemblyType",
    "batch-strategy": "BatchStrategy",
    "join-source": "JoinSource",
    "tuning-strategy": "HyperParameterTuningJobStrategyType",
    "tuning-objective": "HyperParameterTuningJobObjectiveType",
    "tuning-early-stopping": "TrainingJobEarlyStoppingType",
    "tuning-warm-start": "HyperParameterTuningJobWarmStartType",
    "hyperparameter-scaling": "HyperParameterScalingType",
    "container-mode": "ContainerMode",
    "file-system-type": "FileSystemType",
    "file-system-access": "FileSystemAccessMode",
    "model-approval-status": "ModelApprovalStatus",
}
"""Shape of the service model behind each enumeration."""

LIMITS = {
    "processing-inputs": "ProcessingInputs",
    "processing-outputs": "ProcessingOutputs",
    "processing-local-path": "ProcessingLocalPath",
    "processing-entrypoint-items": "ContainerEntrypoint",
    "processing-arguments": "ContainerArguments",
    "processing-argument-length": "ContainerArgument",
    "processing-environment": "ProcessingEnvironmentMap",
    "processing-environment-key": "ProcessingEnvironmentKey",
    "processing-environment-value": "ProcessingEnvironmentValue",
    "training-entrypoint-items": "TrainingContainerEntrypoint",
    "training-arguments": "TrainingContainerArguments",
    "training-argument-length": "TrainingContainerArgument",
    "training-environment": "TrainingEnvironmentMap",
    "training-environment-key": "TrainingEnvironmentKey",
    "training-environment-value": "TrainingEnvironmentValue",
    "transform-environment": "TransformEnvironmentMap",
    "transform-environment-key": "TransformEnvironmentKey",
    "transform-environment-value": "TransformEnvironmentValue",
    "inference-environment": "EnvironmentMap",
    "inference-environment-key": "EnvironmentKey",
    "inference-environment-value": "EnvironmentValue",
    "tuning-environment": "HyperParameterTrainingJobEnvironmentMap",
    "monitoring-environment": "MonitoringEnvironmentMap",
    "hyperparameters": "HyperParameters",
    "hyperparameter-key": "HyperParameterKey",
    "hyperparameter-value": "HyperParameterValue",
    "channels": "InputDataConfig",
    "channel-name": "ChannelName",
    "metric-definitions": "MetricDefinitionList",
    "metric-name": "MetricName",
    "metric-regex": "MetricRegex",
    "processing-job-name": "ProcessingJobName",
    "training-job-name": "TrainingJobName",
    "transform-job-name": "TransformJobName",
    "tuning-job-name": "HyperParameterTuningJobName",
    "model-name": "ModelName",
    "endpoint-name": "EndpointName",
    "pipeline-name": "PipelineName",
    "pipeline-definition": "PipelineDefinition",
    "s3-uri": "S3Uri",
    "role-arn": "RoleArn",
    "processing-runtime": "ProcessingMaxRuntimeInSeconds",
    "processing-instances": "ProcessingInstanceCount",
    "processing-volume": "ProcessingVolumeSizeInGB",
    "keep-alive": "KeepAlivePeriodInSeconds",
    "failure-message": "FailureReason",
    "exit-message": "ExitMessage",
}
"""Shape whose `max` is each limit; a limit that only a documentation text has is not here."""


STEPS = {
    "ProcessingStep": ("DescribeProcessingJobResponse",),
    "TrainingStep": ("DescribeTrainingJobResponse",),
    "TransformStep": ("DescribeTransformJobResponse",),
    "TuningStep": (
        "DescribeHyperParameterTuningJobResponse",
        "ListTrainingJobsForHyperParameterTuningJobResponse",
    ),
    "CreateModelStep": ("DescribeModelOutput",),
}
"""Shapes whose members the properties of a step have: V2 workflow/steps.py, `Properties(shape_name=...)`."""


OPERATIONS = {
    "create_training_job": "CreateTrainingJob",
    "create_processing_job": "CreateProcessingJob",
    "create_transform_job": "CreateTransformJob",
    "create_hyper_parameter_tuning_job": "CreateHyperParameterTuningJob",
    "create_model": "CreateModel",
    "create_endpoint_config": "CreateEndpointConfig",
    "create_endpoint": "CreateEndpoint",
    "create_model_package": "CreateModelPackage",
    "create_model_package_group": "CreateModelPackageGroup",
    "create_auto_ml_job": "CreateAutoMLJob",
    "create_auto_ml_job_v2": "CreateAutoMLJobV2",
    "create_compilation_job": "CreateCompilationJob",
    "create_feature_group": "CreateFeatureGroup",
    "create_monitoring_schedule": "CreateMonitoringSchedule",
}
"""Methods of the client whose requests are described, with the operation of each."""

RUNTIME = {"invoke_endpoint": "InvokeEndpoint", "invoke_endpoint_async": "InvokeEndpointAsync"}
"""The same of the client of the runtime."""

_PLAIN = {
    "blob": "bytes",
    "string": "text",
    "integer": "whole",
    "long": "whole",
    "float": "number",
    "double": "number",
    "boolean": "flag",
}


def service_model(name: str = "sagemaker") -> Any:
    """A service model of the installed botocore, by default that of SageMaker.

    Raises:
        ModuleNotFoundError: botocore is not installed.
    """
    import botocore.session  # type: ignore[import-untyped]  # botocore ships no annotations

    return botocore.session.get_session().get_service_model(name)


def enumerations_text(model: Any, version: str) -> str:
    """Content of enumerations.toml for a service model."""
    lines = [
        "# Values that the SageMaker API takes. Written by `python -m sm_lint.sagemaker.api.refresh`; do not edit.",
        "",
        f'botocore = "{version}"',
    ]
    for name, shape in ENUMERATIONS.items():
        values = sorted(model.shape_for(shape).enum)
        lines += ["", "[[enumeration]]", f'name = "{name}"', f'source = "BC {shape}"', "values = ["]
        lines += [f'    "{value}",' for value in values]
        lines += ["]"]
    return "\n".join(lines) + "\n"


def properties_text(model: Any, version: str) -> str:
    """Content of properties.toml for a service model."""
    lines = [
        "# Members of the answers that the properties of pipeline steps have. Written by",
        "# `python -m sm_lint.sagemaker.api.refresh`; do not edit. `[]` is a list of, `{}` a map of, an empty string a plain value.",
        "",
        f'botocore = "{version}"',
        "",
        "[steps]",
        *(f"{step} = [{', '.join(_quoted(shape) for shape in shapes)}]" for step, shapes in STEPS.items()),
    ]
    waiting = [shape for shapes in STEPS.values() for shape in shapes]
    done: dict[str, dict[str, str]] = {}
    while waiting:
        name = waiting.pop()
        if name not in done:
            members = model.shape_for(name).members
            done[name] = {member: _target(shape) for member, shape in members.items()}
            waiting += [target.lstrip("[]{}") for target in done[name].values() if target.lstrip("[]{}")]
    for name in sorted(done):
        lines += ["", f"[shapes.{name}]", *(f"{member} = {_quoted(of)}" for member, of in sorted(done[name].items()))]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f'"{text}"'


def _target(shape: Any) -> str:
    if shape.type_name == "structure":
        return str(shape.name)
    if shape.type_name == "list":
        return "[]" + _target(shape.member)
    return "{}" + _target(shape.value) if shape.type_name == "map" else ""


def requests_text(model: Any, version: str) -> str:
    """Content of requests.json for a service model of botocore."""
    operations: dict[str, str] = {}
    shapes: dict[str, Any] = {}
    for service, methods in ((model, OPERATIONS), (service_model("sagemaker-runtime"), RUNTIME)):
        waiting = [str(service.operation_model(name).input_shape.name) for name in methods.values()]
        operations.update(zip(methods, waiting))
        while waiting:
            name = waiting.pop()
            if name in shapes:
                continue
            found = service.shape_for(name)
            members = {member: _written(inner) for member, inner in sorted(found.members.items())}
            shapes[name] = {"required": " ".join(found.required_members), "members": members}
            waiting += [inner.partition(" ")[2] for inner in members.values() if " " in inner]
    table = {"botocore": version, "operations": operations, "shapes": dict(sorted(shapes.items()))}
    return json.dumps(table, indent=1) + "\n"


def _written(found: Any) -> str:
    if found.type_name == "structure":
        return "" if getattr(found, "is_tagged_union", False) else f"structure {found.name}"
    if found.type_name == "list":
        inner = found.member
        return f"list {inner.name}" if inner.type_name == "structure" else "list"
    return "map" if found.type_name == "map" else _PLAIN.get(found.type_name, "")


def differences(model: Any) -> Iterator[str]:
    """What the data beside this module and a service model do not agree on, one sentence each."""
    shipped = {entry["name"]: set(entry["values"]) for entry in load("api/enumerations")["enumeration"]}
    for name, shape in ENUMERATIONS.items():
        current = set(model.shape_for(shape).enum)
        if current != shipped.get(name):
            changed = ", ".join(sorted(current ^ shipped.get(name, set())))
            yield f"enumeration {name} differs from {shape}: {changed}"
    with open(f"{DIRECTORY}/api/properties.toml", encoding="utf-8") as file:
        if _content(file.read()) != _content(properties_text(model, "")):
            yield "properties differ from the shapes of the Describe calls"
    with open(f"{DIRECTORY}/api/requests.json", encoding="utf-8") as file:
        if json.loads(file.read())["shapes"] != json.loads(requests_text(model, ""))["shapes"]:
            yield "requests differ from the shapes of the Create calls"
    values = {entry["id"]: entry["value"] for entry in load("api/limits")["limit"]}
    for name, shape in LIMITS.items():
        current_limit = model.shape_for(shape).metadata.get("max")
        if current_limit != values[name]:
            yield f"limit {name} is {values[name]}, {shape} says {current_limit}"


def _content(text: str) -> list[str]:
    """The lines of a generated file without the version that it was made from."""
    return [line for line in text.splitlines() if not line.startswith("botocore = ")]


def main(arguments: list[str]) -> int:
    """Refresh, or with ``--check`` compare; the status is 1 where limits or enumerations differ."""
    import botocore

    model = service_model()
    if "--check" not in arguments:
        with open(f"{DIRECTORY}/api/enumerations.toml", "w", encoding="utf-8", newline="\n") as file:
            file.write(enumerations_text(model, botocore.__version__))
        with open(f"{DIRECTORY}/api/properties.toml", "w", encoding="utf-8", newline="\n") as file:
            file.write(properties_text(model, botocore.__version__))
        with open(f"{DIRECTORY}/api/requests.json", "w", encoding="utf-8", newline="\n") as file:
            file.write(requests_text(model, botocore.__version__))
        load.cache_clear()
    found = list(differences(model))
    for sentence in found:
        sys.stdout.write(sentence + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
