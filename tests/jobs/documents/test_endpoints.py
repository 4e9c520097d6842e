"""Requests for endpoints in pipelines of JSON, in state machines, and in Python: what is read, and what is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.documents.extract_json import json_definitions
from sm_lint.testing import lint_files
from tests.jobs.making import define

CONFIG = {
    "EndpointConfigName": "score",
    "ProductionVariants": [
        {"VariantName": "a", "ModelName": "m", "InstanceType": "ml.m5.larg", "InitialInstanceCount": 9}
    ],
}


def pipeline(kind: str, arguments: dict[str, Any]) -> str:
    return json.dumps({"Version": "2020-12-01", "Steps": [{"Name": "Serve", "Type": kind, "Arguments": arguments}]})


def machine(action: str, parameters: dict[str, Any]) -> str:
    resource = f"arn:aws:states:::sagemaker:{action}"
    return json.dumps(
        {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": resource, "Parameters": parameters}}}
    )


CLIENT = "import json\nimport boto3\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pipeline("EndpointConfig", CONFIG), ("create_endpoint_config", "json", "Serve")),
        (pipeline("Endpoint", {"EndpointName": "a"}), ("create_endpoint", "json", "Serve")),
        (machine("createEndpointConfig", CONFIG), ("create_endpoint_config", "asl", "S")),
        (machine("updateEndpoint", {"EndpointName.$": "$.a"}), ("update_endpoint", "asl", "S")),
    ],
)
def test_requests_of_documents(text: str, expected: tuple[str, str, str]) -> None:
    found = json_definitions("/p/a.json", text.encode())
    assert found is not None
    (request,) = found.requests
    assert (request.method, request.dialect, request.step) == expected
    assert loads(dumps(found)) == found


def test_requests_of_a_machine_in_python() -> None:
    text = f"{CLIENT}boto3.client('stepfunctions').create_state_machine(definition=json.dumps({machine('createEndpointConfig', CONFIG)}))"
    (request,) = define(text).requests
    assert request.setting("EndpointConfigName") is not None


@pytest.mark.parametrize("kind", ["Lambda", "Callback"])
def test_other_steps_make_no_endpoint(kind: str) -> None:
    found = json_definitions("/p/a.json", pipeline(kind, CONFIG).encode())
    assert found is not None
    assert found.requests == ()


PYTHON = f"import boto3\nboto3.client('sagemaker').create_endpoint_config(**{CONFIG})\n"
DEPLOY = """\
from sagemaker.sklearn.model import SKLearnModel

model = SKLearnModel(model_data="s3://b/m.tar.gz", role="r", entry_point="s.py", framework_version="1.2-1")
model.deploy(initial_instance_count=1, instance_type="{}")
"""


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.json", pipeline("EndpointConfig", CONFIG), 1),
        ("a.json", pipeline("EndpointConfig", json.loads(json.dumps(CONFIG).replace("larg", "large"))), 0),
        ("a.asl.json", machine("createEndpointConfig", CONFIG), 1),
        ("a.py", PYTHON, 1),
        ("a.py", PYTHON.replace("larg", "large"), 0),
        ("a.py", DEPLOY.format("ml.m5.larg"), 1),
        ("a.py", DEPLOY.format("ml.m5.large"), 0),
        ("a.py", DEPLOY.format("local_gpu"), 0),
        ("a.py", "def serve(model, kind='ml.m5.larg'):\n    model.deploy(instance_type=kind)\n", 0),
    ],
)
def test_instance_types(tmp_path: Path, name: str, text: str, count: int) -> None:
    findings = lint_files({name: text}, str(tmp_path), select=["SMJ517"]).findings
    assert [finding.code for finding in findings] == ["SMJ517"] * count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (pipeline("Endpoint", {"EndpointName": "my_endpoint"}), 1),
        (pipeline("Endpoint", {"EndpointName": {"Get": "Parameters.Name"}}), 0),
        (pipeline("EndpointConfig", {**CONFIG, "ProductionVariants": [{"ModelName": "my_model"}]}), 1),
        (machine("createEndpoint", {"EndpointName": "my-endpoint"}), 0),
    ],
)
def test_names(tmp_path: Path, text: str, count: int) -> None:
    assert len(lint_files({"a.json": text}, str(tmp_path), select=["SMJ586"]).findings) == count


@pytest.mark.parametrize("name", ["a.json", "a.py"])
@pytest.mark.parametrize(
    ("policy", "count"),
    [("instance-count.max = 4", 1), ("instance-count.max = 9", 0), ("instance-types.allow = ['ml.c5.*']", 1)],
)
def test_policies(tmp_path: Path, name: str, policy: str, count: int) -> None:
    text = PYTHON if name == "a.py" else pipeline("EndpointConfig", CONFIG)
    files = {"pyproject.toml": f"[tool.sm-lint.policies.p]\nkinds = ['inference']\n{policy}\n", name: text}
    findings = lint_files(files, str(tmp_path), select=["SMO101"]).findings
    assert [finding.code for finding in findings] == ["SMO101"] * count
