"""Jobs written as requests: boto3, pipeline definitions, state machines."""

from __future__ import annotations

import json

import pytest

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.documents.extract_json import MAX_BYTES, json_definitions
from tests.jobs.making import one_job

PROCESSING = {
    "AppSpecification": {
        "ImageUri": "x",
        "ContainerEntrypoint": ["python3", "/opt/ml/processing/input/code/prepare.py"],
        "ContainerArguments": ["--rows", "10"],
    },
    "Environment": {"A": "1"},
    "ProcessingInputs": [
        {"InputName": "raw", "S3Input": {"S3Uri": "s3://a", "LocalPath": "/opt/ml/processing/raw"}},
        {"InputName": "code", "S3Input": {"S3Uri": "s3://c/prepare.py", "LocalPath": "/opt/ml/processing/input/code"}},
    ],
    "ProcessingOutputConfig": {
        "Outputs": [{"OutputName": "train", "S3Output": {"S3Uri": "s3://b", "LocalPath": "/opt/ml/processing/train"}}]
    },
}
TRAINING = {
    "AlgorithmSpecification": {"TrainingImage": "x", "TrainingInputMode": "File"},
    "HyperParameters": {
        "epochs": "3",
        "sagemaker_program": '"train.py"',
        "sagemaker_submit_directory": '"s3://b/sourcedir.tar.gz"',
    },
    "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": "s3://a"}}}],
}
PIPELINE = {
    "Version": "2020-12-01",
    "Parameters": [{"Name": "Rows", "Type": "Integer"}],
    "Steps": [
        {"Name": "Prepare", "Type": "Processing", "Arguments": PROCESSING},
        {
            "Name": "Check",
            "Type": "Condition",
            "Arguments": {
                "Conditions": [],
                "IfSteps": [{"Name": "Train", "Type": "Training", "Arguments": TRAINING}],
                "ElseSteps": [],
            },
        },
    ],
}


def test_a_processing_job_of_boto3() -> None:
    text = f"import boto3\nrequest = {PROCESSING!r}\nboto3.client('sagemaker').create_processing_job(ProcessingJobName='j', **request)\n"
    job = one_job(text)
    assert (job.kind, job.dialect, job.api) == ("processing", "boto3", "create_processing_job")
    assert [entry.path for entry in job.contract.inputs] == ["/opt/ml/processing/raw", "/opt/ml/processing/input/code"]
    assert [entry.path for entry in job.contract.outputs] == ["/opt/ml/processing/train"]
    assert [argument.spelling for argument in job.contract.arguments] == ["rows"]
    assert [variable.name for variable in job.contract.environment] == ["A"]
    assert job.script is not None
    assert job.script.written == "s3://c/prepare.py"


def test_a_training_job_of_boto3() -> None:
    job = one_job(f"import boto3\nboto3.client('sagemaker').create_training_job(**{TRAINING!r})\n")
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert job.script is not None
    assert (job.script.written, job.script.remote) == ("train.py", True)


def test_a_tuning_job_of_boto3() -> None:
    request = {
        "HyperParameterTuningJobConfig": {"ParameterRanges": {"ContinuousParameterRanges": [{"Name": "lr"}]}},
        "TrainingJobDefinition": {**TRAINING, "StaticHyperParameters": {"epochs": "1"}, "HyperParameters": None},
    }
    del request["TrainingJobDefinition"]["HyperParameters"]
    job = one_job(f"import boto3\nboto3.client('sagemaker').create_hyper_parameter_tuning_job(**{request!r})\n")
    assert [argument.spelling for argument in job.contract.arguments] == ["epochs", "lr"]


def test_a_pipeline_definition() -> None:
    raw = json.dumps(PIPELINE, indent=2).encode()
    found = json_definitions("/project/pipeline.json", raw)
    assert found is not None
    assert [(job.step, job.kind, job.dialect) for job in found.jobs] == [
        ("Prepare", "processing", "json"),
        ("Train", "training", "json"),
    ]
    assert found.pipelines[0].steps == ("Prepare", "Check", "Train")
    assert found.pipelines[0].parameters == ("Rows",)
    place = found.jobs[0].contract.inputs[0].place
    line = raw.decode().splitlines()[place.span.line - 1]
    assert line[place.span.column - 1 : place.span.end_column - 1] == '"/opt/ml/processing/raw"'
    assert loads(dumps(found)) == found


def test_a_state_machine() -> None:
    machine = {
        "StartAt": "Both",
        "States": {
            "Both": {
                "Type": "Parallel",
                "Branches": [
                    {
                        "StartAt": "Prepare",
                        "States": {
                            "Prepare": {
                                "Type": "Task",
                                "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
                                "Parameters": {**PROCESSING, "Environment": {"A.$": "$.a"}},
                            }
                        },
                    }
                ],
            }
        },
    }
    found = json_definitions("/project/machine.json", json.dumps(machine).encode())
    assert found is not None
    (job,) = found.jobs
    assert (job.step, job.dialect, job.kind) == ("Prepare", "asl", "processing")
    assert [(variable.name, variable.value) for variable in job.contract.environment] == [("A", None)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"Steps": 3}',
        b'{"Steps": [1, {"Type": []}, {"Type": "Processing", "Arguments": "x"}]}',
        json.dumps(PIPELINE).encode()[:-20],
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b" " * (MAX_BYTES + 1),
    ],
    ids=range(11),
)
def test_bad_json_defines_no_job(raw: bytes) -> None:
    found = json_definitions("/project/x.json", raw)
    assert found is None or not found.jobs


def test_text_that_no_definitions_were_written_to_is_refused() -> None:
    for text in ("", "[]", "{}", "[7]", "[99]", "[-3,0]", '["x"]', "[[]"):
        with pytest.raises(ValueError, match=r"no definitions|Expecting|nest"):
            loads(text)
