"""Every expectation in every dialect that has the field: what is as expected, what is not, what is missing, what is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sm_lint.policies.data import fields
from sm_lint.testing import lint_files

pytestmark = pytest.mark.slow

IMAGE = "1.dkr.ecr.eu-west-1.amazonaws.com/base:1"
CLASSES = {
    "compute": "Compute",
    "networking": "Networking",
    "stopping_condition": "StoppingCondition",
    "output_data_config": "OutputDataConfig",
    "checkpoint_config": "CheckpointConfig",
    "network_config": "NetworkConfig",
    "network": "Network",
}
V3_IMPORTS = """
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output, StoppingCondition
from sagemaker.core.training.configs import CheckpointConfig, Compute, Networking, OutputDataConfig
from sagemaker.train.model_trainer import ModelTrainer
"""
V2_IMPORTS = """
from sagemaker.estimator import Estimator
from sagemaker.model import Model
from sagemaker.network import NetworkConfig
from sagemaker.processing import ScriptProcessor
from sagemaker.transformer import Transformer
"""


class Launch(NamedTuple):
    """How a dialect launches a kind of job, with the arguments that it has in any case."""

    base: dict[str, Any]
    text: str


PYTHON = {
    ("v2", "training"): Launch(
        {"image_uri": IMAGE, "role": "r", "instance_count": 1, "instance_type": "ml.m5.large"},
        V2_IMPORTS + "job = Estimator(\n{}\n)\njob.fit('s3://base/in')\n",
    ),
    ("v2", "processing"): Launch(
        {"image_uri": IMAGE, "role": "r", "command": ["python3"], "instance_count": 1, "instance_type": "ml.m5.large"},
        V2_IMPORTS + "job = ScriptProcessor(\n{}\n)\njob.run(code='s3://base/run.py')\n",
    ),
    ("v2", "transform"): Launch(
        {"model_name": "m", "instance_count": 1, "instance_type": "ml.m5.large"},
        V2_IMPORTS + "job = Transformer(\n{}\n)\njob.transform('s3://base/in')\n",
    ),
    ("v2", "inference"): Launch(
        {"image_uri": IMAGE, "role": "r", "env": {"SAGEMAKER_PROGRAM": "x"}},
        V2_IMPORTS + "job = Model(\n{}\n)\n",
    ),
    ("v3", "training"): Launch(
        {"training_image": IMAGE, "role": "r", "compute.instance_count": 1, "compute.instance_type": "ml.m5.large"},
        V3_IMPORTS + "job = ModelTrainer(\n{}\n)\njob.train()\n",
    ),
    ("v3", "processing"): Launch(
        {"image_uri": IMAGE, "role": "r", "command": ["python3"], "instance_count": 1, "instance_type": "ml.m5.large"},
        V3_IMPORTS + "job = ScriptProcessor(\n{}\n)\njob.run(code='s3://base/run.py')\n",
    ),
}
REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "training": (
        "TrainingJob",
        "Training",
        {
            "AlgorithmSpecification.TrainingImage": IMAGE,
            "RoleArn": "r",
            "ResourceConfig.InstanceCount": 1,
            "ResourceConfig.InstanceType": "ml.m5.large",
        },
    ),
    "processing": (
        "ProcessingJob",
        "Processing",
        {"AppSpecification.ImageUri": IMAGE, "RoleArn": "r", "ProcessingResources.ClusterConfig.InstanceCount": 1},
    ),
    "transform": ("TransformJob", "Transform", {"ModelName": "m", "TransformInput.ContentType": "text/csv"}),
    "inference": ("Model", "Model", {"PrimaryContainer.Image": IMAGE, "ExecutionRoleArn": "r"}),
}

CLUSTER = "ProcessingResources.ClusterConfig"
V, P = ("v2", "v3"), "processing"
ARN = "arn:aws:iam::123456789012:role/service-role/{}"
TAGS = [{"Key": "team", "Value": "ml"}]


class Row(NamedTuple):
    """An expectation, values that meet it and do not, whether it is met by nothing, and where it is, by kind and dialect."""

    toml: str
    good: Any
    bad: Any
    needed: bool
    at: dict[str, dict[str, str]]


def where(training: tuple[str, str, str], processing: tuple[str, str, str], **more: dict[str, str]) -> dict[str, Any]:
    """Paths of training and processing jobs in v2, v3 and requests."""
    rows = {"training": training, "processing": processing}
    return {kind: dict(zip(("v2", "v3", "request"), paths)) for kind, paths in rows.items()} | more


ROWS = {
    "volume-kms-key": Row(
        "volume-kms-key = 'alias/good'",
        "alias/good",
        "alias/bad",
        True,
        where(
            ("volume_kms_key", "compute.volume_kms_key_id", "ResourceConfig.VolumeKmsKeyId"),
            ("volume_kms_key", "volume_kms_key", f"{CLUSTER}.VolumeKmsKeyId"),
            transform={"v2": "volume_kms_key", "request": "TransformResources.VolumeKmsKeyId"},
        ),
    ),
    "output-kms-key": Row(
        "output-kms-key.one-of = ['alias/good', 'alias/other']",
        "alias/good",
        "alias/bad",
        True,
        where(
            ("output_kms_key", "output_data_config.kms_key_id", "OutputDataConfig.KmsKeyId"),
            ("output_kms_key", "output_kms_key", "ProcessingOutputConfig.KmsKeyId"),
            transform={"v2": "output_kms_key", "request": "TransformOutput.KmsKeyId"},
        ),
    ),
    "subnets": Row(
        "subnets.one-of = ['subnet-a', 'subnet-b']",
        ["subnet-b"],
        ["subnet-b", "subnet-bad"],
        True,
        where(
            ("subnets", "networking.subnets", "VpcConfig.Subnets"),
            ("network_config.subnets", "network_config.subnets", "NetworkConfig.VpcConfig.Subnets"),
            inference={"v2": "vpc_config.Subnets", "request": "VpcConfig.Subnets"},
        ),
    ),
    "security-group-ids": Row(
        "security-group-ids.contains = ['sg-a']",
        ["sg-a", "sg-b"],
        ["sg-bad"],
        True,
        where(
            ("security_group_ids", "networking.security_group_ids", "VpcConfig.SecurityGroupIds"),
            (
                "network_config.security_group_ids",
                "network_config.security_group_ids",
                "NetworkConfig.VpcConfig.SecurityGroupIds",
            ),
            inference={"v2": "vpc_config.SecurityGroupIds", "request": "VpcConfig.SecurityGroupIds"},
        ),
    ),
    "enable-network-isolation": Row(
        "enable-network-isolation = true",
        True,
        False,
        True,
        where(
            ("enable_network_isolation", "networking.enable_network_isolation", "EnableNetworkIsolation"),
            (
                "network_config.enable_network_isolation",
                "network_config.enable_network_isolation",
                "NetworkConfig.EnableNetworkIsolation",
            ),
            inference={"v2": "enable_network_isolation", "request": "EnableNetworkIsolation"},
        ),
    ),
    "encrypt-inter-container-traffic": Row(
        "encrypt-inter-container-traffic = true",
        True,
        False,
        True,
        where(
            (
                "encrypt_inter_container_traffic",
                "networking.enable_inter_container_traffic_encryption",
                "EnableInterContainerTrafficEncryption",
            ),
            (
                "network_config.encrypt_inter_container_traffic",
                "network_config.encrypt_inter_container_traffic",
                "NetworkConfig.EnableInterContainerTrafficEncryption",
            ),
        ),
    ),
    "role": Row(
        "role.pattern = 'acme-.*'",
        ARN.format("acme-ml"),
        ARN.format("admin"),
        True,
        where(
            ("role", "role", "RoleArn"),
            ("role", "role", "RoleArn"),
            inference={"v2": "role", "request": "ExecutionRoleArn"},
        ),
    ),
    "tags": Row(
        "tags = { contains = ['team'], values = { team = { one-of = ['ml', 'data'] } } }",
        TAGS,
        [{"Key": "team", "Value": "unheard-of"}],
        True,
        where(
            ("tags", "tags", "Tags"),
            ("tags", "tags", "Tags"),
            transform={"v2": "tags", "request": "Tags"},
            inference={"request": "Tags"},
        ),
    ),
    "max-runtime": Row(
        "max-runtime.max = 3000",
        3000,
        3001,
        True,
        where(
            ("max_run", "stopping_condition.max_runtime_in_seconds", "StoppingCondition.MaxRuntimeInSeconds"),
            ("max_runtime_in_seconds", "max_runtime_in_seconds", "StoppingCondition.MaxRuntimeInSeconds"),
        ),
    ),
    "spot": Row(
        "spot = true",
        True,
        False,
        True,
        {
            "training": {
                "v2": "use_spot_instances",
                "v3": "compute.enable_managed_spot_training",
                "request": "EnableManagedSpotTraining",
            }
        },
    ),
    "instance-types": Row(
        "instance-types = { allow = ['ml.m5.*', 'ml.g5.*'], deny = ['*.24xlarge'] }",
        "ml.g5.xlarge",
        "ml.m5.24xlarge",
        False,
        where(
            ("instance_type", "compute.instance_type", "ResourceConfig.InstanceType"),
            ("instance_type", "instance_type", f"{CLUSTER}.InstanceType"),
            transform={"v2": "instance_type", "request": "TransformResources.InstanceType"},
        ),
    ),
    "instance-count": Row(
        "instance-count = { min = 2, max = 4 }",
        2,
        5,
        False,
        where(
            ("instance_count", "compute.instance_count", "ResourceConfig.InstanceCount"),
            ("instance_count", "instance_count", f"{CLUSTER}.InstanceCount"),
            transform={"v2": "instance_count", "request": "TransformResources.InstanceCount"},
        ),
    ),
    "volume-size": Row(
        "volume-size.max = 100",
        100,
        500,
        False,
        where(
            ("volume_size", "compute.volume_size_in_gb", "ResourceConfig.VolumeSizeInGB"),
            ("volume_size_in_gb", "volume_size_in_gb", f"{CLUSTER}.VolumeSizeInGB"),
        ),
    ),
    "images": Row(
        "images = { registries = ['1.dkr.ecr.*.amazonaws.com'], repositories = ['base'], deny-tags = ['latest'] }",
        IMAGE,
        "1.dkr.ecr.eu-west-1.amazonaws.com/base",
        False,
        where(
            ("image_uri", "training_image", "AlgorithmSpecification.TrainingImage"),
            ("image_uri", "image_uri", "AppSpecification.ImageUri"),
            inference={"v2": "image_uri", "request": "PrimaryContainer.Image"},
        ),
    ),
    "s3": Row(
        "s3 = { outputs = ['s3://acme-ml-*/runs'] }",
        "s3://acme-ml-1/runs/7",
        "s3://elsewhere/runs",
        False,
        {
            "training": {
                "v2": "output_path",
                "v3": "output_data_config.s3_output_path",
                "request": "OutputDataConfig.S3OutputPath",
            },
            "transform": {"v2": "output_path", "request": "TransformOutput.S3OutputPath"},
        },
    ),
    "environment": Row(
        "environment = { contains = ['STAGE'], none-of = ['AWS_SECRET_*'] }",
        {"STAGE": "dev"},
        {"STAGE": "dev", "AWS_SECRET_KEY": "x"},
        True,
        where(
            ("environment", "environment", "Environment"),
            ("env", "env", "Environment"),
            transform={"v2": "env", "request": "Environment"},
            inference={"request": "PrimaryContainer.Environment"},
        ),
    ),
}


def nested(paths: dict[str, Any]) -> dict[str, Any]:
    """Values by dotted path as nested dictionaries."""
    found: dict[str, Any] = {}
    for path, value in paths.items():
        *outer, last = path.split(".")
        table = found
        for key in outer:
            table = table.setdefault(key, {})
        table[last] = value
    return found


def written(value: Any, key: str = "") -> str:
    """A value as Python; a value of the SDK's configuration classes as a call. An ``@name`` is an expression."""
    if isinstance(value, dict) and key in CLASSES:
        inner = ", ".join(f"{name}={written(member)}" for name, member in value.items())
        return f"{CLASSES[key]}({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {written(member)}" for name, member in value.items()) + "}"
    return value[1:] if isinstance(value, str) and value.startswith("@") else repr(value)


def python(dialect: str, kind: str, path: str, value: Any) -> str:
    launch = PYTHON[dialect, kind]
    given = nested(
        {key: each for key, each in launch.base.items() if key != path} | ({path: value} if value is not None else {})
    )
    return launch.text.format("\n".join(f"    {key}={written(each, key)}," for key, each in given.items()))


def documents(kind: str, path: str, value: Any) -> Iterator[tuple[str, str]]:
    job, step, base = REQUESTS[kind]
    given = nested(
        {key: each for key, each in base.items() if key != path} | ({path: value} if value is not None else {})
    )
    unknown = isinstance(value, str) and value.startswith("@")
    method = "create_" + {"Model": "model"}.get(job, f"{kind}_job")
    arguments = "\n".join(f"    {key}={written(each)}," for key, each in given.items())
    yield "boto3.py", f"import os\nimport boto3\n\nboto3.client('sagemaker').{method}(\n{arguments}\n)\n"
    got = nested({**base, path: {"Get": "Parameters.Given"}}) if unknown else given
    pipeline = {"Version": "2020-12-01", "Steps": [{"Name": "Step", "Type": step, "Arguments": got}]}
    yield "json.json", json.dumps(pipeline, indent=1)
    text = json.dumps(got, indent=1)
    if unknown:  # a state machine takes a value from its input by the ending of the key
        key, value = f'"{path.rpartition(".")[2]}": ', json.dumps({"Get": "Parameters.Given"})
        text = json.dumps(got).replace(key + value, f'{key[:-3]}.$": "$.given"')
        assert "$.given" in text
    got = json.loads(text)
    task = {"Type": "Task", "Resource": f"arn:aws:states:::sagemaker:create{job}.sync", "Parameters": got, "End": True}
    yield "asl.json", json.dumps({"StartAt": "Task", "States": {"Task": task}}, indent=1)


def definitions(row: Row, value: Any) -> Iterator[tuple[str, str]]:
    """A file for each kind and dialect that has the field."""
    for kind, paths in row.at.items():
        for dialect, path in paths.items():
            if dialect == "request":
                yield from ((f"{kind}-{name}", text) for name, text in documents(kind, path, value))
            else:
                text = python(dialect, kind, path, value)
                yield f"{kind}-{dialect}.py", text if value != UNKNOWN else f"import os\n{text}"


UNKNOWN = "@os.environ['GIVEN']"


def findings(tmp_path: Path, toml: str, files: dict[str, str]) -> dict[str, tuple[int, str, str]]:
    """By file: line, severity and message of its only finding."""
    config = f"[tool.sm-lint]\npipeline-definitions = ['*.json']\n[tool.sm-lint.policies.p]\n{toml}\n"
    result = lint_files({"pyproject.toml": config, **files}, str(tmp_path), select=["SMO101"])
    found: dict[str, tuple[int, str, str]] = {}
    for finding in result.findings:
        assert finding.code == "SMO101", finding
        name = Path(finding.place.path).name
        assert name not in found, (name, found[name], finding.message)
        found[name] = (finding.place.span.line, finding.severity.value, finding.message)
    return found


def test_every_field_of_jobs_is_here() -> None:
    of_classes = {"python-version", "frameworks"}  # in test_steps.py
    assert list(ROWS) == [name for name, field in fields().items() if field.of == "job" and name not in of_classes]
    for name, row in ROWS.items():
        endpoints = {"inference"} if name in {"instance-types", "instance-count", "s3"} else set()
        assert {*row.at} | endpoints | ({P} if name == "s3" else set()) == set(fields()[name].kinds), name


@pytest.mark.parametrize("name", ROWS)
def test_what_is_as_expected_is_silent(tmp_path: Path, name: str) -> None:
    assert findings(tmp_path, ROWS[name].toml, dict(definitions(ROWS[name], ROWS[name].good))) == {}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_as_expected_is_found_at_the_value(tmp_path: Path, name: str) -> None:
    files = dict(definitions(ROWS[name], ROWS[name].bad))
    found = findings(tmp_path, ROWS[name].toml, files)
    assert sorted(found) == sorted(files)
    for file, (line, severity, message) in found.items():
        assert severity == "error"
        assert message.endswith("required by policy `p` (pyproject.toml:4)")
        text = files[file].splitlines()[line - 1]
        keys = {path.rpartition(".")[2] for paths in ROWS[name].at.values() for path in paths.values()}
        assert any(key in text for key in keys), (file, text)


@pytest.mark.parametrize("name", ROWS)
def test_what_is_missing_is_found_where_it_is_needed(tmp_path: Path, name: str) -> None:
    files = dict(definitions(ROWS[name], None))
    found = findings(tmp_path, ROWS[name].toml, files)
    assert sorted(found) == (sorted(files) if ROWS[name].needed else [])
    assert all("is not set" in message for _, _, message in found.values())


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_known_is_silent_or_as_the_policy_says(tmp_path: Path, name: str) -> None:
    files = dict(definitions(ROWS[name], UNKNOWN))
    for number, (unknown, severity) in enumerate((("silent", ""), ("warn", "warning"), ("error", "error"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = findings(folder, f"unknown = '{unknown}'\n{ROWS[name].toml}", files)
        assert {said for _, said, _ in found.values()} == ({severity} if severity else set())
        if severity:
            assert sorted(found) == sorted(files)
            assert all("is not known from the definition" in message for _, _, message in found.values())
