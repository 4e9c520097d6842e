"""What is asked about, in every dialect, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sm_lint.preflight.asking.collect import Asked
from sm_lint.preflight.asking.made import Made
from sm_lint.preflight.model import Question
from sm_lint.preflight.run import Result
from tests.preflight.project import FUNCTION, IMAGE, PIPELINE, QUEUE, ROLE
from tests.preflight.world import World

Collect = Callable[..., Asked]
TRUSTED = "sagemaker.amazonaws.com"
REQUEST: dict[str, Any] = {
    "TrainingJobName": "fraud-1",
    "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    "RoleArn": ROLE,
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-data/raw"}},
        }
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://acme-models/fraud", "KmsKeyId": "alias/acme"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 5, "VolumeKmsKeyId": "k"},
    "VpcConfig": {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
}
NAMED = {
    Question("image", IMAGE),
    Question("role", ROLE, TRUSTED),
    Question("data", "s3://acme-data/raw"),
    Question("bucket", "acme-models"),
    Question("key", "alias/acme"),
    Question("key", "k"),
    Question("subnet", "subnet-1"),
    Question("subnet", "subnet-2"),
    Question("security-group", "sg-1"),
    Question("instance", "ml.m5.xlarge", "training job usage"),
}
STEPS = [
    {"Name": "Train", "Type": "Training", "Arguments": {k: v for k, v in REQUEST.items() if k != "TrainingJobName"}},
    {"Name": "Score", "Type": "Lambda", "FunctionArn": FUNCTION, "Arguments": {}},
    {"Name": "Approve", "Type": "Callback", "SqsQueueUrl": QUEUE, "Arguments": {}},
    {"Name": "Later", "Type": "Lambda", "FunctionArn": {"Get": "Parameters.Function"}, "Arguments": {}},
]
TASKS = {
    "StartAt": "Train",
    "States": {
        "Train": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
            "Parameters": REQUEST,
        },
        "Score": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": FUNCTION, "Payload.$": "$"},
        },
        "Other": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:other"},
        "Chosen": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName.$": "$.name"},
        },
        "Approve": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": QUEUE, "MessageBody": "x"},
        },
    },
}
DIALECTS = {
    "boto3": ({"job.py": f"import boto3\nboto3.client('sagemaker').create_training_job(**{REQUEST!r})\n"}, set()),
    "json": (
        {"pipeline.json": json.dumps({"Version": "2020-12-01", "Parameters": [], "Steps": STEPS})},
        {Question("function", FUNCTION), Question("queue", QUEUE)},
    ),
    "asl": (
        {"machine.asl.json": json.dumps(TASKS)},
        {
            Question("function", FUNCTION),
            Question("function", "arn:aws:lambda:eu-west-1:123456789012:function:other"),
            Question("queue", QUEUE),
        },
    ),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_requests(dialect: str, collect: Collect) -> None:
    files, more = DIALECTS[dialect]
    named = {Question("name", "fraud-1", "training job")} if dialect == "boto3" else set()
    assert set(collect(files).uses) == NAMED | more | named


def test_sdk_v2(collect: Collect) -> None:
    asked = collect(PIPELINE)
    assert set(asked.uses) == {
        Question("image", IMAGE),
        Question("role", ROLE, TRUSTED),
        Question("key", "KEY"),
        Question("subnet", "SUBNET"),
        Question("security-group", "GROUP"),
        Question("data", "s3://acme-code/prepare.py"),
        Question("data", "s3://acme-data/raw"),
        Question("bucket", "acme-out"),
        Question("bucket", "acme-models"),
        Question("instance", "ml.m5.xlarge", "processing job usage"),
        Question("instance", "ml.m5.xlarge", "training job usage"),
        Question("function", FUNCTION),
        Question("queue", QUEUE),
    }
    assert [use.owner for use in asked.uses[Question("image", IMAGE)]] == ["step `Prepare`", "step `Train`"]
    assert [use.amount for use in asked.uses[Question("instance", "ml.m5.xlarge", "training job usage")]] == [2]


def test_sdk_v3(collect: Collect) -> None:
    script = f"""
from sagemaker.core.training.configs import Compute, Networking, OutputDataConfig
from sagemaker.train.model_trainer import ModelTrainer

trainer = ModelTrainer(
    training_image="{IMAGE}", role="{ROLE}",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=2, volume_kms_key_id="k", enable_managed_spot_training=True),
    networking=Networking(subnets=["subnet-1"], security_group_ids=["sg-1"]),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/fraud", kms_key_id="alias/acme"),
)
trainer.train()
"""
    spot = Question("instance", "ml.m5.xlarge", "spot training job usage")
    assert set(collect(script).uses) == {
        *(each for each in NAMED if each.topic not in ("data", "instance") and each.subject != "subnet-2"),
        spot,
    }


def test_models_endpoints_and_pipelines(collect: Collect) -> None:
    script = f"""
import boto3
from sagemaker.model import Model
from sagemaker.workflow.pipeline import Pipeline

model = Model(image_uri="{IMAGE}", model_data="s3://acme-models/m.tar.gz", role="{ROLE}", vpc_config={{"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}})
model.deploy(initial_instance_count=3, instance_type="ml.c5.large", endpoint_name="fraud")
client = boto3.client("sagemaker")
client.create_endpoint_config(EndpointConfigName="fraud-config", ProductionVariants=[{{"InstanceType": "ml.m5.large", "InitialInstanceCount": 2}}])
pipeline = Pipeline(name="acme", steps=[])
pipeline.create(role_arn="other-role")
"""
    asked = collect(script)
    assert set(asked.uses) == {
        Question("image", IMAGE),
        Question("role", ROLE, TRUSTED),
        Question("role", "other-role", TRUSTED),
        Question("data", "s3://acme-models/m.tar.gz"),
        Question("subnet", "subnet-1"),
        Question("security-group", "sg-1"),
        Question("instance", "ml.c5.large", "endpoint usage"),
        Question("instance", "ml.m5.large", "endpoint usage"),
        Question("name", "fraud", "endpoint"),
        Question("name", "fraud-config", "endpoint configuration"),
        Question("name", "acme", "pipeline"),
    }
    assert asked.uses[Question("instance", "ml.c5.large", "endpoint usage")][0].amount == 3


@pytest.mark.parametrize(
    "guard", ["client.delete_endpoint(EndpointName=old)", "client.update_endpoint(EndpointName='fraud')"]
)
def test_a_file_that_takes_care_of_the_old_one(guard: str, collect: Collect) -> None:
    create = "client.create_endpoint(EndpointName='fraud', EndpointConfigName='c')\n"
    start = "import boto3\nclient = boto3.client('sagemaker')\n"
    assert set(collect(start + create).uses) == {Question("name", "fraud", "endpoint")}
    assert not collect(start + f"old = 'x'\n{guard}\n" + create).uses


def test_what_is_not_a_literal_is_not_asked(collect: Collect) -> None:
    script = """
import os
from sagemaker import get_execution_role
from sagemaker.processing import ProcessingInput, ScriptProcessor
from sagemaker.workflow.parameters import ParameterString

source = ParameterString(name="Source", default_value="s3://acme-data/raw")


def launch(image="123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4", day="1"):
    processor = ScriptProcessor(
        image_uri=image, role=get_execution_role(), command=["python3"], instance_count=1,
        instance_type=os.environ["TYPE"], volume_kms_key=os.environ.get("KEY", "alias/x"),
    )
    processor.run(code="run.py", inputs=[
        ProcessingInput(source, "/opt/ml/processing/a"),
        ProcessingInput(f"s3://acme-data/{day}", "/opt/ml/processing/b"),
    ])
"""
    asked = collect(script)
    assert not asked.uses
    said = {each.subject for each in asked.unasked if each.reason == "it is not a literal"}
    assert {
        "image of this processing job",
        "`role` of this processing job",
        "instance type of this processing job",
    } <= said
    assert "`volume-kms-key` of this processing job" in said


@pytest.mark.parametrize(
    ("written", "uri", "may"),
    [
        ("s3://b/out", "s3://b/out", True),
        ("s3://b/out", "s3://b/out/train", True),
        ("s3://b/out/train", "s3://b/out/", True),
        ("s3://b/out", "s3://b/output", False),
        ("s3://b/out", "s3://c/out", False),
        ("s3://b/out-*/x", "s3://b/out-1/x", True),
        ("s3://b/out-*/x", "s3://b/in", False),
        ("s3://*/x", "s3://b/in", True),
        ("s3://b/*", "s3://b", True),
        ("data/train.csv", "s3://b/data/train.csv", True),
        ("data/train.csv", "s3://b/other.csv", False),
    ],
)
def test_what_the_project_writes(written: str, uri: str, may: bool) -> None:
    from sm_lint.jobs.definition.model import Definitions

    assert Made([Definitions("/p.py", uploads=(("f", written),))]).may_hold(uri) is may


# -- what is turned off ---------------------------------------------------------------------------------------------------

BAD = PIPELINE.replace("acme/train:1.4", "acme/train:9").replace("KEY", "alias/acme")
GONE = World(
    networks={"SUBNET", "GROUP"}, objects={"acme-code/prepare.py", "acme-data/raw", "acme-out/x", "acme-models/x"}
)


def codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings]


def test_comments_and_configuration_turn_findings_off(ask: Callable[..., Result]) -> None:
    assert codes(ask(BAD, GONE)) == ["SMO201", "SMO201"]
    commented = BAD.replace('train:9",\n    command', 'train:9",  # noqa: SMO201\n    command')
    assert codes(ask(commented, GONE)) == ["SMO201"]
    ignoring = "[tool.sm-lint]\n{}\n"
    for option in (
        'ignore = ["SMO2"]',
        'extend-ignore = ["image-not-found"]',
        'per-file-ignores = {"job.py" = ["SMO201"]}',
    ):
        assert codes(ask({"job.py": BAD, "pyproject.toml": ignoring.format(option)}, GONE)) == []
    for option in ('select = ["SMC"]', 'locked = ["SMO201"]\nignore = ["SMO201"]'):
        assert codes(ask({"job.py": BAD, "pyproject.toml": ignoring.format(option)}, GONE)) == ["SMO201", "SMO201"]
    severe = ask({"job.py": BAD, "pyproject.toml": '[tool.sm-lint.severity]\nSMO201 = "info"\n'}, GONE)
    assert {finding.severity.value for finding in severe.findings} == {"info"}


def test_a_comment_for_preflight_is_not_called_unused_by_check(collect: Collect, tmp_path: Any) -> None:
    from sm_lint.testing import lint_files

    script = BAD.replace('train:9",\n    command', 'train:9",  # noqa: SMO201\n    command')
    assert not [each for each in lint_files({"job.py": script}, str(tmp_path)).findings if each.code == "SMX902"]
