"""Definitions of pipelines and state machines in JSON, and what is drawn of them."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import pipelines, script
from tests.fuzz.generators.python_text import changed_bytes, encoded
from tests.fuzz.generators.python_trees import changed
from tests.fuzz.inputs import Input

_PROCESSING: dict[str, Any] = {
    "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}},
    "AppSpecification": {
        "ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1",
        "ContainerEntrypoint": ["python3", "/opt/ml/processing/input/code/prepare.py"],
        "ContainerArguments": ["--rows", "3"],
    },
    "Environment": {"A": "b"},
    "RoleArn": "arn:aws:iam::123456789012:role/x",
    "ProcessingInputs": [
        {"InputName": "raw", "S3Input": {"S3Uri": {"Get": "Parameters.Data"}, "LocalPath": "/opt/ml/processing/raw"}},
        {"InputName": "code", "S3Input": {"S3Uri": "s3://c/prepare.py", "LocalPath": "/opt/ml/processing/input/code"}},
    ],
    "ProcessingOutputConfig": {
        "Outputs": [{"OutputName": "out", "S3Output": {"S3Uri": "s3://b", "LocalPath": "/opt/ml/processing/out"}}]
    },
}
_TRAINING: dict[str, Any] = {
    "AlgorithmSpecification": {
        "TrainingImage": "x",
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "a", "Regex": "(.*)"}],
    },
    "HyperParameters": {
        "epochs": "3",
        "sagemaker_program": '"prepare.py"',
        "sagemaker_submit_directory": '"s3://b/s.tar.gz"',
    },
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {
                "S3DataSource": {"S3Uri": {"Get": "Steps.Prepare.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri"}}
            },
        }
    ],
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 60},
    "EnableManagedSpotTraining": True,
}
_PIPELINE: dict[str, Any] = {
    "Version": "2020-12-01",
    "Metadata": {},
    "Parameters": [{"Name": "Data", "Type": "String", "DefaultValue": "s3://a"}],
    "Steps": [
        {"Name": "Prepare", "Type": "Processing", "Arguments": _PROCESSING},
        {
            "Name": "Check",
            "Type": "Condition",
            "DependsOn": ["Prepare"],
            "Arguments": {
                "Conditions": [{"Type": "Equals", "LeftValue": {"Get": "Steps.Prepare.Name"}, "RightValue": 1}],
                "IfSteps": [{"Name": "Train", "Type": "Training", "Arguments": _TRAINING, "RetryPolicies": []}],
                "ElseSteps": [
                    {
                        "Name": "Fail",
                        "Type": "Fail",
                        "Arguments": {"ErrorMessage": {"Std:Join": {"On": "", "Values": ["a"]}}},
                    }
                ],
            },
        },
    ],
}
_STATES: dict[str, Any] = {
    "StartAt": "Prepare",
    "States": {
        "Prepare": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
            "Parameters": {"ProcessingJobName.$": "$.name", **_PROCESSING},
            "Next": "Both",
        },
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "Train",
                    "States": {
                        "Train": {
                            "Type": "Task",
                            "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
                            "Parameters": {"TrainingJobName": "j", **_TRAINING},
                            "End": True,
                        }
                    },
                }
            ],
            "End": True,
        },
    },
}


def _nodes(tree: Any) -> list[tuple[Any, Any]]:
    """Every container of a document with one of its keys."""
    found: list[tuple[Any, Any]] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            stack.append(node[key])
    return found


def changed_document(document: Any, random: Random) -> Any:
    """A document with one to a few of its values changed."""
    document = copy.deepcopy(document)
    for _ in range(random.choice((1, 1, 2, 4, 12))):
        nodes = _nodes(document)
        if not nodes:
            break
        holder, key = random.choice(nodes)
        change = random.randrange(7)
        if change == 0:
            del holder[key]
        elif change == 1:
            holder[key] = hostile.tree(random)
        elif change == 2:
            holder[key] = hostile.text(random)
        elif change == 3:
            other, name = random.choice(nodes)
            holder[key] = (
                copy.deepcopy(other[name]) if name in other or (isinstance(other, list) and name < len(other)) else None
            )
        elif change == 4:
            holder[key] = [holder[key]]
        elif change == 5 and isinstance(holder, dict):
            holder[hostile.text(random)] = holder.pop(key)
        elif isinstance(holder, list):
            holder += [copy.deepcopy(holder[key])] * random.choice((1, 2, 60))
        else:
            holder[key] = {
                "Get": random.choice(
                    ("Parameters.X", "Steps.Prepare", "Steps..", "Execution.PipelineName", "Steps.A[", "")
                )
            }
    return document


def document(random: Random) -> bytes:
    """A definition as a file."""
    text = json.dumps(changed_document(random.choice((_PIPELINE, _STATES)), random), indent=random.choice((None, 1)))
    if random.random() < 0.05:
        depth = hostile.length(random, 20_000)
        text = text.replace('"s3://b"', "[" * depth + "]" * depth)
    if random.random() < 0.05:
        text = text.replace('"s3://b"', random.choice(("NaN", "Infinity", "-1e999", "9" * 5_000, "1" * 100_000)))
    data = encoded(text)
    return changed_bytes(data, random) if random.random() < 0.1 else data


_PREPARE = b'import os\nimport pandas as pd\npd.read_csv("/opt/ml/processing/raw/a.csv").to_csv("/opt/ml/processing/out/a.csv")\n'
_CONFIGURATION = b'pipeline-definitions = ["*.json"]\npreview = true\n'


def linted(random: Random) -> Input:
    """A definition beside the script that it launches."""
    return Input({"pipeline.json": document(random), "prepare.py": _PREPARE}, _CONFIGURATION)


def drawn(random: Random) -> Input:
    """A definition, or a script that defines jobs, as a graph."""
    if random.random() < 0.5:
        files = {"pipeline.json": document(random), "prepare.py": _PREPARE}
    else:
        seed, path = script(random, pipelines())
        files = {name: text.encode() for name, text in seed.files.items()}
        files[path] = encoded(changed(seed.files[path], random))
    form = random.choice(("mermaid", "svg", "html"))
    return Input(files, _CONFIGURATION, (("graph", "--format", form, "."),))
