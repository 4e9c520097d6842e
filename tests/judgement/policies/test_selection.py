"""Which definitions a policy is about, and what it says of names and of endpoints."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.testing import lint_files

PIPELINE = """
from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
first = ProcessingStep("CleanData", step_args=processor.run(code="s3://code/a.py"))
second = ProcessingStep("score", step_args=processor.run(code="s3://code/b.py"))
stop = FailStep("stop")
pipeline = Pipeline("prod-nightly", steps=[first, second, stop])
"""
MODEL = """
import boto3
from sagemaker.model import Model

model = Model(image_uri="image", model_data="s3://a/model.tar.gz", role="role", name="house")
model.deploy(initial_instance_count=1, instance_type="ml.p3.2xlarge", endpoint_name="prices")
client = boto3.client("sagemaker")
client.create_endpoint_config(
    EndpointConfigName="c",
    ProductionVariants=[{"VariantName": "v", "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": "ml.p2.xlarge"}],
)
client.create_endpoint(EndpointName="costs", EndpointConfigName="c")
client.create_model(ModelName="flat", ExecutionRoleArn="role", PrimaryContainer={"Image": "image"})


def serve(name="later", count=1):
    model.deploy(initial_instance_count=count, instance_type="ml.m5.large", endpoint_name=name)
"""


def said(tmp_path: Path, toml: str, text: str, name: str = "pipeline.py") -> list[tuple[int, str]]:
    files = {"pyproject.toml": f"[tool.sm-lint.policies.p]\n{toml}\n", name: text}
    result = lint_files(files, str(tmp_path), select=["SMO101"])
    return [(each.place.span.line, each.message.partition(": required")[0]) for each in result.findings]


KEY = "volume-kms-key.present = true"


@pytest.mark.parametrize(
    ("selector", "lines"),
    [
        ("", [9, 10]),
        ('steps = ["Clean*"]', [9]),
        ('steps = ["*e"]', [10]),
        ('pipelines = ["prod-*"]', [9, 10]),
        ('pipelines = ["test-*"]', []),
        ('pipelines = ["prod-*"]\nsteps = ["score"]', [10]),
        ('kinds = ["processing"]', [9, 10]),
        ('kinds = ["training"]', []),
        ('dialects = ["v2"]', [9, 10]),
        ('dialects = ["v3", "json"]', []),
        ('paths = ["pipe*.py"]', [9, 10]),
        ('paths = ["other/**"]', []),
    ],
)
def test_selection(tmp_path: Path, selector: str, lines: list[int]) -> None:
    assert [line for line, _ in said(tmp_path, f"{selector}\n{KEY}", PIPELINE)] == lines


def test_a_step_is_named_in_the_message(tmp_path: Path) -> None:
    assert said(tmp_path, f'steps = ["score"]\n{KEY}', PIPELINE) == [
        (10, "`volume-kms-key` of step `score` is not set")
    ]


def test_names_of_steps_and_pipelines(tmp_path: Path) -> None:
    assert said(tmp_path, "step-name.pattern = '[A-Z]\\w*'\npipeline-name.pattern = 'acme-.*'", PIPELINE) == [
        (10, "`step-name` is `score`, which does not match `[A-Z]\\w*`"),
        (11, "`step-name` is `stop`, which does not match `[A-Z]\\w*`"),
        (12, "`pipeline-name` is `prod-nightly`, which does not match `acme-.*`"),
    ]


def test_names_of_models_and_endpoints(tmp_path: Path) -> None:
    assert said(tmp_path, "model-name.pattern = 'm-.*'\nendpoint-name.pattern = 'e-.*'", MODEL) == [
        (5, "`model-name` is `house`, which does not match `m-.*`"),
        (6, "`endpoint-name` is `prices`, which does not match `e-.*`"),
        (12, "`endpoint-name` is `costs`, which does not match `e-.*`"),
        (13, "`model-name` is `flat`, which does not match `m-.*`"),
    ]


def test_instances_of_endpoints(tmp_path: Path) -> None:
    assert said(tmp_path, "instance-types.deny = ['ml.p*']\ninstance-count.min = 2", MODEL) == [
        (6, "`instance-count` of this endpoint is `1`, less than 2"),
        (6, "instance type of this endpoint is `ml.p3.2xlarge`, denied by `ml.p*`"),
        (10, "`instance-count` of this endpoint is `1`, less than 2"),
        (10, "instance type of this endpoint is `ml.p2.xlarge`, denied by `ml.p*`"),
    ]


def test_what_a_tuning_job_starts_is_a_training_job(tmp_path: Path) -> None:
    text = """
import boto3

boto3.client("sagemaker").create_hyper_parameter_tuning_job(
    HyperParameterTuningJobName="t",
    TrainingJobDefinition={
        "AlgorithmSpecification": {"TrainingImage": "image:1"},
        "RoleArn": "role",
        "ResourceConfig": {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    },
)
"""
    assert said(tmp_path, "kinds = ['training']\ninstance-types.deny = ['ml.p*']\nvolume-size.min = 50", text) == [
        (9, "instance type of this training job is `ml.p3.2xlarge`, denied by `ml.p*`"),
        (9, "`volume-size` of this training job is `30`, less than 50"),
    ]


def test_inputs_and_outputs_by_prefix(tmp_path: Path) -> None:
    text = """
import os
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor

processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
processor.run(
    code="s3://code/a.py",
    inputs=[
        ProcessingInput(source="s3://acme-data/x", destination="/opt/ml/processing/a"),
        ProcessingInput(source="s3://foreign/x", destination="/opt/ml/processing/b"),
        ProcessingInput(source="data/local.csv", destination="/opt/ml/processing/c"),
        ProcessingInput(source=f"s3://acme-data/{os.environ['DAY']}", destination="/opt/ml/processing/d"),
        ProcessingInput(source=f"s3://{os.environ['BUCKET']}/x", destination="/opt/ml/processing/e"),
    ],
    outputs=[
        ProcessingOutput(source="/opt/ml/processing/o", destination="s3://acme-ml-1/runs/a"),
        ProcessingOutput(source="/opt/ml/processing/p", destination=f"s3://acme-ml-1/other/{os.environ['DAY']}"),
    ],
)
"""
    toml = "s3 = { inputs = ['s3://acme-data'], outputs = ['s3://acme-ml-*/runs'] }"
    assert said(tmp_path, toml, text) == [
        (10, "input of this processing job is `s3://foreign/x`, not below `s3://acme-data`"),
        (17, "output of this processing job is `s3://acme-ml-1/other/*`, not below `s3://acme-ml-*/runs`"),
    ]


def test_a_missing_run_time_is_what_the_sdk_sends(tmp_path: Path) -> None:
    text = """
from sagemaker.estimator import Estimator

estimator = Estimator("image", "role", 1, "ml.m5.large")
estimator.fit("s3://a/b")
"""
    for number, (toml, expected) in enumerate(
        [
            ("max-runtime.max = 86400", []),
            (
                "max-runtime.max = 3600",
                [(5, "`max-runtime` of this training job is not set, and 86400 by default, more than 3600")],
            ),
            ("max-runtime.present = true", [(5, "`max-runtime` of this training job is not set")]),
            ("max-runtime.absent = true", []),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert said(folder, toml, text) == expected
