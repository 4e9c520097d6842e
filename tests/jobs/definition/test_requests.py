"""Jobs written as requests: boto3, pipeline definitions, state machines."""

from __future__ import annotations

import json

import pytest

from sm_lint.contracts.model import Contract
from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.documents.extract_json import MAX_BYTES, json_definitions
from tests.jobs.making import define, one_job

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


MODEL = {
    "ModelName": "m",
    "ExecutionRoleArn": "arn",
    "PrimaryContainer": {
        "Image": "x",
        "ModelDataUrl": "s3://b/model.tar.gz",
        "Environment": {"SAGEMAKER_PROGRAM": "serve.py", "WORKERS": "2"},
    },
}
TRANSFORM = {
    "TransformJobName": "t",
    "ModelName": "m",
    "Environment": {"MODE": "batch"},
    "TransformInput": {"DataSource": {"S3DataSource": {"S3Uri": "s3://a"}}},
    "TransformOutput": {"S3OutputPath": "s3://b"},
}


def boto3_call(method: str, request: dict[str, object]) -> str:
    return f"import boto3\nboto3.client('sagemaker').{method}(**{request!r})\n"


def pipeline_with(kind: str, arguments: object) -> bytes:
    step = {"Name": "Step", "Type": kind, "Arguments": arguments}
    return json.dumps({"Version": "2020-12-01", "Steps": [step]}, indent=1).encode()


def json_job(kind: str, arguments: object) -> Job:
    found = json_definitions("/project/pipeline.json", pipeline_with(kind, arguments))
    assert found is not None
    (job,) = found.jobs
    return job


def all_open(contract: Contract) -> bool:
    return all((contract.open_inputs, contract.open_outputs, contract.open_environment, contract.open_arguments))


def test_a_model_of_boto3() -> None:
    job = one_job(boto3_call("create_model", MODEL))
    assert (job.kind, job.dialect, job.api, job.step) == ("inference", "boto3", "create_model", None)
    assert job.label == "`create_model` (pipeline.py:2)"
    assert job.script is not None
    assert (job.script.written, job.script.remote) == ("serve.py", True)
    assert [(v.name, v.value) for v in job.contract.environment] == [
        ("SAGEMAKER_PROGRAM", "serve.py"),
        ("WORKERS", "2"),
    ]
    assert (job.contract.job, job.contract.sdk) == ("inference", None)
    assert all_open(job.contract)
    role = job.setting("ExecutionRoleArn")
    assert role is not None
    assert (role.text, role.known) == ("arn", "literal")


def test_a_transform_job_of_boto3() -> None:
    job = one_job(boto3_call("create_transform_job", TRANSFORM))
    assert (job.kind, job.dialect, job.api) == ("transform", "boto3", "create_transform_job")
    assert job.script is None
    assert [(v.name, v.value) for v in job.contract.environment] == [("MODE", "batch")]
    assert job.contract.job == "transform"
    assert all_open(job.contract)
    assert job.environment is not None
    assert job.environment.place.span.line == 2


def test_a_model_step_of_a_pipeline_definition() -> None:
    job = json_job("Model", MODEL)
    assert (job.kind, job.dialect, job.api, job.step) == ("inference", "json", "Model", "Step")
    assert job.label == "step `Step` (pipeline.json:4)"
    assert job.script is not None
    assert (job.script.written, job.script.remote) == ("serve.py", True)
    lines = pipeline_with("Model", MODEL).decode().splitlines()
    assert '"SAGEMAKER_PROGRAM": "serve.py"' in lines[job.script.place.span.line - 1]
    assert [variable.name for variable in job.contract.environment] == ["SAGEMAKER_PROGRAM", "WORKERS"]
    assert all_open(job.contract)


def test_a_transform_step_of_a_pipeline_definition() -> None:
    arguments = {**TRANSFORM, "ModelName": {"Get": "Steps.Create.ModelName"}}
    found = json_definitions("/project/pipeline.json", pipeline_with("Transform", arguments))
    assert found is not None
    (job,) = found.jobs
    assert (job.kind, job.dialect, job.api, job.step) == ("transform", "json", "Transform", "Step")
    assert job.script is None
    assert [(v.name, v.value) for v in job.contract.environment] == [("MODE", "batch")]
    name = job.setting("ModelName")
    assert name is not None
    assert name.known == "variable"
    (use,) = [use for use in found.uses if use.kind == "property"]
    assert (use.step, use.path, use.by) == ("Create", "ModelName", job.label)
    assert loads(dumps(found)) == found


@pytest.mark.parametrize(
    "environment", [{}, {"SAGEMAKER_PROGRAM": {"Get": "Parameters.Program"}}], ids=["none", "variable"]
)
def test_a_model_whose_program_is_not_known(environment: dict[str, object]) -> None:
    job = json_job("Model", {"PrimaryContainer": {"Image": "x", "Environment": environment}})
    assert job.script is None or (job.script.written, job.script.remote) == ("", True)
    assert [(v.name, v.value) for v in job.contract.environment] == [(name, None) for name in environment]


def test_a_model_without_environment() -> None:
    job = json_job("Model", {"PrimaryContainer": {"Image": "x"}})
    assert (job.script, job.environment, job.contract.environment) == (None, None, ())


def test_an_environment_that_is_not_known_whole_leaves_the_contract_open() -> None:
    text = "import boto3\nboto3.client('s').create_transform_job(TransformInput={'a': 1}, Environment={'A': '1', **more()})\n"
    job = one_job(text)
    assert [variable.name for variable in job.contract.environment] == ["A"]
    assert job.contract.open_environment


@pytest.mark.parametrize(
    ("method", "kind", "request_"),
    [
        ("create_model", "Model", {"ModelName": "m", "Containers": [{"Image": "x"}, {"Image": "y"}]}),
        ("create_model", "Model", {"ModelName": "m"}),
        ("create_transform_job", "Transform", {"TransformJobName": "t", "TransformOutput": {"S3OutputPath": "s3://b"}}),
        ("create_training_job", "Training", {"TrainingJobName": "t", "HyperParameters": {"a": "1"}}),
        ("create_processing_job", "Processing", {"ProcessingJobName": "t", "Environment": {"A": "1"}}),
    ],
)
def test_a_request_that_lacks_what_it_is_about_is_no_job(method: str, kind: str, request_: dict[str, object]) -> None:
    assert define(boto3_call(method, request_)).jobs == ()
    found = json_definitions("/project/pipeline.json", pipeline_with(kind, request_))
    assert found is not None
    assert found.jobs == ()


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
