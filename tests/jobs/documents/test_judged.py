"""Jobs in JSON documents are judged as the same requests in boto3 are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sm_lint import Finding, Resolver, lint_paths

TRAINING: dict[str, Any] = {
    "TrainingJobName": "train",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/own:1",
        "TrainingInputMode": "Fil",
        "MetricDefinitions": [{"Name": "loss", "Regex": "loss: [0-9]+"}],
    },
    "RoleArn": "role",
    "OutputDataConfig": {"S3OutputPath": "s3://b/out", "CompressionType": "ZIP"},
    "ResourceConfig": {"InstanceType": "ml.m5.larg", "InstanceCount": 1, "VolumeSizeInGB": 10},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 60},
    "EnableManagedSpotTraining": True,
    "Environment": {"DB_PASSWORD": "hunter2hunter2"},
}
PROCESSING: dict[str, Any] = {
    "ProcessingJobName": "prepare",
    "AppSpecification": {"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/own:1"},
    "RoleArn": "role",
    "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9}},
    "ProcessingOutputConfig": {
        "Outputs": [
            {
                "OutputName": name,
                "S3Output": {"S3Uri": "s3://b/out", "LocalPath": "/opt/ml/processing/a", "S3UploadMode": "EndOfJobs"},
            }
            for name in ("one", "one")
        ]
    },
}


def asl(call: str, request: dict[str, Any]) -> dict[str, Any]:
    """A state machine with one task."""
    task = {"Type": "Task", "Resource": f"arn:aws:states:::sagemaker:{call}.sync", "Parameters": request, "End": True}
    return {"StartAt": "Run", "States": {"Run": task}}


def pipeline(kind: str, request: dict[str, Any]) -> dict[str, Any]:
    """A pipeline with one step."""
    return {"Version": "2020-12-01", "Steps": [{"Name": "Run", "Type": kind, "Arguments": request}]}


def codes(folder: Path, name: str, text: str) -> dict[str, int]:
    """How often each rule about jobs is reported for a file."""
    (folder / "sm-lint.toml").write_text('pipeline-definitions = ["*.json"]\n')
    (folder / name).write_text(text)
    found: dict[str, int] = {}
    for finding in findings(folder):
        if finding.code.startswith(("SMJ", "SMS704")):
            found[finding.code] = found.get(finding.code, 0) + 1
    (folder / name).unlink()
    return found


def findings(folder: Path) -> tuple[Finding, ...]:
    return lint_paths(["."], resolver=Resolver(cwd=str(folder)), cache=False).findings


@pytest.mark.parametrize(
    ("call", "kind", "request_"),
    [("create_training_job", "Training", TRAINING), ("create_processing_job", "Processing", PROCESSING)],
    ids=["training", "processing"],
)
def test_a_document_is_judged_as_boto3_is(tmp_path: Path, call: str, kind: str, request_: dict[str, Any]) -> None:
    source = f"import boto3\n\nboto3.client('sagemaker').{call}(**{request_!r})\n"
    camel = re.sub(r"_(\w)", lambda match: match[1].upper(), call)
    expected = codes(tmp_path, "launch.py", source)
    assert len(expected) >= 2
    assert codes(tmp_path, "pipeline.json", json.dumps(pipeline(kind, request_), indent=2)) == expected
    assert codes(tmp_path, "machine.json", json.dumps(asl(camel, request_), indent=2)) == expected


def test_findings_point_into_the_document(tmp_path: Path) -> None:
    text = json.dumps(pipeline("Training", TRAINING), indent=2)
    (tmp_path / "sm-lint.toml").write_text('pipeline-definitions = ["*.json"]\n')
    (tmp_path / "pipeline.json").write_text(text)
    lines = text.split("\n")
    named = {finding.code: lines[finding.place.span.line - 1] for finding in findings(tmp_path)}
    assert "ml.m5.larg" in " ".join(named.values())


def test_a_sound_document_is_clean(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text('pipeline-definitions = ["*.json"]\n')
    request = {**TRAINING, "EnableManagedSpotTraining": False, "Environment": {"MODE": "train"}}
    request["StoppingCondition"] = {"MaxRuntimeInSeconds": 3600}
    request["ResourceConfig"] = {**TRAINING["ResourceConfig"], "InstanceType": "ml.m5.large"}
    request["AlgorithmSpecification"] = {"TrainingImage": "own:1", "TrainingInputMode": "File"}
    request["OutputDataConfig"] = {"S3OutputPath": "s3://b/out", "CompressionType": "GZIP"}
    (tmp_path / "pipeline.json").write_text(json.dumps(pipeline("Training", request)))
    assert findings(tmp_path) == ()


def test_a_large_file_that_was_named_and_is_no_definition_is_passed_over(tmp_path: Path) -> None:
    """As a hook names all that a commit has."""
    (tmp_path / "data.json").write_text("[" + " " * (21 << 20) + "]")
    assert lint_paths(["data.json"], resolver=Resolver(cwd=str(tmp_path)), cache=False).findings == ()
    (tmp_path / "sm-lint.toml").write_text('pipeline-definitions = ["*.json"]\n')
    (found,) = lint_paths(["data.json"], resolver=Resolver(cwd=str(tmp_path)), cache=False).findings
    assert found.code == "SMX901"


@pytest.mark.parametrize(
    "document",
    [
        pipeline("Training", TRAINING),
        asl("createTrainingJob", TRAINING),
        {
            "Version": "2020-12-01",
            "Steps": [{"Name": "Each", "Type": "ForEach", "Arguments": pipeline("Training", TRAINING)}],
        },
    ],
    ids=["pipeline", "state-machine", "loop"],
)
def test_a_definition_is_judged_although_nothing_names_it(tmp_path: Path, document: dict[str, Any]) -> None:
    (tmp_path / "sm-lint.toml").write_text("")
    (tmp_path / "definition.json").write_text(json.dumps(document, indent=1))
    told = [finding for finding in findings(tmp_path) if finding.code == "SMJ517"]
    assert any("`ml.m5.larg`" in finding.message for finding in told)


TASK = "StartAt: A\nStates:\n  A:\n    Resource: arn:aws:states:::sagemaker:createTrainingJob.sync\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "cut.json",
            '{"Version": "2020-12-01", "Steps": [{"Name": "A"',
            "cut.json:1:49 no valid JSON: expecting ',' delimiter",
        ),
        ("comma.json", '{"Version": "2020-12-01",\n "Steps": [],}', "comma.json:2:14 no valid JSON: "),
        ("machine.asl.yaml", f"{TASK}   B: [", "machine.asl.yaml:5:4 no valid YAML: while parsing a block mapping, "),
        # What another program fills in, what is no definition, and what a test holds.
        ("template.json", '{"Version": "2020-12-01", "Steps": [], "Role": ${role}}', ""),
        ("template.json", '{"Version": "2020-12-01", "Steps": [ {{ steps }} ]}', ""),
        ("template.yaml", f"{TASK}{{% if x %}}\n   B: [", ""),
        ("other.json", '{"Steps": [', ""),
        ("helm.yaml", "{{- if .Values.a }}\nkind: [", ""),
        ("tests/cut.json", '{"Version": "2020-12-01", "Steps": [{"Name": "A"', ""),
    ],
)
def test_a_definition_that_cannot_be_read_is_reported(tmp_path: Path, name: str, text: str, found: str) -> None:
    (tmp_path / "sm-lint.toml").write_text("")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    for given in (".", name):
        result = lint_paths([given], resolver=Resolver(cwd=str(tmp_path)), cache=False)
        shown = [
            f"{name}:{each.place.span.line}:{each.place.span.column} {each.message}"
            for each in result.findings
            if each.code == "SMX901"
        ]
        assert len(shown) == bool(found)
        assert all(each.startswith(found) for each in shown)


def test_what_another_program_fills_in_is_reported_only_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text("")
    (tmp_path / "template.json").write_text('{"Version": "2020-12-01", "Steps": [], "Role": ${role}}')
    assert findings(tmp_path) == ()
