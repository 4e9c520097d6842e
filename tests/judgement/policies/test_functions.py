"""Policies and the functions that the SDK runs as jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.testing import lint_files

NAMED = """\
import os

os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = "settings/aws.yaml"
"""
CONFIG = """\
SchemaVersion: '1.0'
SageMaker:
  PythonSDK:
    Modules:
      RemoteFunction:
        VpcConfig:
          Subnets: [subnet-1]
        EnvironmentVariables:
          TEAM: a
  TrainingJob:
    ResourceConfig:
      VolumeKmsKeyId: key
"""
FUNCTION = """\
from sagemaker.remote_function import remote

@remote({})
def f():
    return 1
"""


def findings(folder: Path, policy: str, arguments: str, **files: str) -> list[str]:
    given = {"pyproject.toml": f"[tool.sm-lint.policies.base]\n{policy}\n", "run.py": FUNCTION.format(arguments)}
    named = {name.replace("_", "."): text for name, text in files.items()}
    result = lint_files({**given, **named}, str(folder), select=["SMO101"])
    assert {finding.code for finding in result.findings} <= {"SMO101"}
    return [finding.message for finding in result.findings]


@pytest.mark.parametrize(
    ("policy", "arguments", "wrong"),
    [
        ("volume-kms-key.present = true", "volume_kms_key='k'", 0),
        ("volume-kms-key.present = true", "instance_type='ml.m5.large'", 1),
        ("volume-kms-key.present = true", "**settings()", 0),
        ("output-kms-key.present = true", "s3_kms_key='k'", 0),
        ("output-kms-key.present = true", "volume_kms_key='k'", 1),
        ("subnets.present = true", "subnets=['s']", 0),
        ("subnets.present = true", "security_group_ids=['s']", 1),
        ("role.pattern = 'Batch.*'", "role='arn:aws:iam::1:role/BatchRole'", 0),
        ("role.pattern = 'Batch.*'", "role='arn:aws:iam::1:role/Admin'", 1),
        ("tags.contains = ['team']", "tags=[('team', 'a')]", 0),
        ("tags.contains = ['team']", "tags=[('owner', 'a')]", 1),
        ("max-runtime.max = 3600", "max_runtime_in_seconds=60", 0),
        ("max-runtime.max = 3600", "instance_type='ml.m5.large'", 1),
        ("instance-types.allow = ['ml.m5.*']", "instance_type='ml.m5.large'", 0),
        ("instance-types.allow = ['ml.m5.*']", "instance_type='ml.p4d.24xlarge'", 1),
        ("encrypt-inter-container-traffic.equals = true", "encrypt_inter_container_traffic=True", 0),
        ("encrypt-inter-container-traffic.equals = true", "", 1),
        ("environment.contains = ['TEAM']", "environment_variables={'TEAM': 'a'}", 0),
        ("environment.contains = ['TEAM']", "environment_variables={'OWNER': 'a'}", 1),
    ],
)
def test_arguments(tmp_path: Path, policy: str, arguments: str, wrong: int) -> None:
    assert len(findings(tmp_path, policy, arguments)) == wrong


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        ("subnets.present = true", 0),
        ("environment.contains = ['TEAM']", 0),
        ("security-group-ids.present = true", 1),
        ("volume-kms-key.present = true", 1),  # that of training jobs is not that of functions
    ],
)
def test_the_configuration_of_the_sdk(tmp_path: Path, policy: str, wrong: int) -> None:
    assert len(findings(tmp_path, policy, "instance_type='ml.m5.large'", config_yaml=CONFIG)) == wrong


@pytest.mark.parametrize(("before", "wrong"), [(NAMED, 0), ("", 1), (NAMED.replace("aws.yaml", "gcp.yaml"), 1)])
def test_a_configuration_that_the_definition_names(tmp_path: Path, before: str, wrong: int) -> None:
    files = {
        "pyproject.toml": "[tool.sm-lint.policies.base]\nsubnets.present = true\n",
        "run.py": before + FUNCTION.format("instance_type='ml.m5.large'"),
        "settings/aws.yaml": CONFIG,
    }
    assert len(lint_files(files, str(tmp_path), select=["SMO101"]).findings) == wrong
