"""`sm-lint preflight` without AWS: the calls, the policy document, and usage."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

JOB = """\
from sagemaker import get_execution_role
from sagemaker.processing import ScriptProcessor

processor = ScriptProcessor("acme-role", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1", ["python3"], 1, "ml.m5.large")
processor.run(code="s3://acme/run.py")
other = ScriptProcessor(get_execution_role(), "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1", ["python3"], 1, "ml.m5.large")
other.run(code="s3://acme/run.py")
"""


@pytest.fixture
def jobs(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (project / "job.py").write_text(JOB)
    monkeypatch.setitem(sys.modules, "boto3", None)
    return project


def test_dry_run(jobs: Path, sm_lint: Run) -> None:
    result = sm_lint("preflight", "--dry-run", "--region", "eu-west-1")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    image = '{"imageIds": [{"imageTag": "1"}], "registryId": "123456789012", "repositoryName": "a"}'
    assert lines[0] == f"ecr batch_get_image in the caller's region: {image}"
    assert lines[1:3] == [
        "  job.py:4:42: image `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1` of this processing job",
        "  job.py:6:47: image `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1` of this processing job",
    ]
    assert lines[-2:] == ["not asked", "  job.py:6:25: `role` of this processing job: it is not a literal"]


def test_dry_run_as_json(jobs: Path, sm_lint: Run) -> None:
    shown = json.loads(sm_lint("preflight", "--dry-run", "--output-format", "json").stdout)
    assert [f"{each['service']}.{each['method']}" for each in shown["calls"]] == [
        "ecr.batch_get_image",
        "iam.get_role",
        "s3.list_objects_v2",
        "service-quotas.list_service_quotas",
        "service-quotas.list_aws_default_service_quotas",
    ]
    assert shown["calls"][0]["region"] == "eu-west-1"
    assert shown["calls"][0]["action"] == "ecr:BatchGetImage"
    assert [each["place"] for each in shown["calls"][1]["for"]] == ["job.py:4:29"]
    assert [each["reason"] for each in shown["unasked"]] == ["it is not a literal"]


def test_policy_document(jobs: Path, sm_lint: Run) -> None:
    statements = json.loads(sm_lint("preflight", "job.py", "--iam-policy").stdout)["Statement"]
    assert {action for each in statements for action in each["Action"]} == {
        *("ecr:BatchGetImage", "iam:GetRole", "s3:ListBucket"),
        *("servicequotas:ListServiceQuotas", "servicequotas:ListAWSDefaultServiceQuotas"),
    }


def test_nothing_to_ask(project: Path, sm_lint: Run) -> None:
    assert "nothing to ask" in sm_lint("preflight", "--dry-run").stdout


def test_without_boto3(jobs: Path, sm_lint: Run) -> None:
    result = sm_lint("preflight")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: preflight needs boto3; install it with: pip install 'sm-lint[aws]'\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--dry-run", "--iam-policy"], "--dry-run and --iam-policy exclude each other"),
        (["--dry-run", "--output-format", "sarif"], "--dry-run writes text or `json`, not `sarif`"),
        (["--time-limit", "0"], "--time-limit"),
        (["nowhere.py"], "SMX904"),
    ],
)
def test_wrong_usage(jobs: Path, sm_lint: Run, arguments: list[str], said: str) -> None:
    result = sm_lint("preflight", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_mistake_in_the_configuration(jobs: Path, sm_lint: Run) -> None:
    (jobs / "pyproject.toml").write_text("[tool.sm-lint]\nselct = []\n")
    result = sm_lint("preflight", "--dry-run")
    assert result.exit_code == 2
    assert "SMX907" in result.stderr
