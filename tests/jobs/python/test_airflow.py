"""Operators of Airflow, whose configuration is a request of the service."""

from __future__ import annotations

import pytest

from sm_lint.jobs.python.relevance import may_define
from tests.jobs.making import Tree, define, one_job

DAG = """
from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTrainingOperator

config = {{
    "TrainingJobName": {name!r},
    "AlgorithmSpecification": {{"TrainingImage": "image", "TrainingInputMode": "File"}},
    "ResourceConfig": {{"InstanceType": "ml.m5.larg", "InstanceCount": 1, "VolumeSizeInGB": 10}},
    "HyperParameters": {{"sagemaker_program": "fit_it.py", "epochs": "3"}},
}}
fit = SageMakerTrainingOperator(task_id="fit", {given})
"""


@pytest.mark.parametrize("given", ["config=config", "config=config, wait_for_completion=True, aws_conn_id='aws'"])
def test_the_configuration_is_the_request(given: str) -> None:
    job = one_job(DAG.format(name="fit", given=given))
    assert (job.kind, job.dialect, job.api, job.step) == ("training", "boto3", "SageMakerTrainingOperator", "fit")
    resources = job.setting("ResourceConfig")
    assert resources is not None
    machines = resources.get("InstanceType")
    assert machines is not None
    assert machines.text == "ml.m5.larg"
    assert [argument.name for argument in job.contract.arguments if argument.name == "epochs"] == ["epochs"]


def test_nothing_is_known_of_a_text_that_airflow_renders() -> None:
    name = one_job(DAG.format(name="fit_{{ ts_nodash }}", given="config=config")).setting("TrainingJobName")
    assert name is not None
    assert name.text is None
    assert name.known == "unknown"


@pytest.mark.parametrize("given", ["config=load()", "", "config={'TrainingJobName': 'fit'}"])
def test_what_is_no_request_is_no_job(given: str) -> None:
    assert define(DAG.format(name="fit", given=given)).jobs == ()


def test_a_transform_may_bring_its_model() -> None:
    job = one_job(
        "from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTransformOperator\n"
        "request = {'TransformInput': {'DataSource': {}}, 'TransformResources': {'InstanceType': 'ml.m5.large'}}\n"
        "SageMakerTransformOperator(task_id='t', config={'Model': {'ModelName': 'm'}, 'Transform': request})\n"
    )
    assert job.kind == "transform"


def test_the_script_is_the_only_one_of_its_name(tree: Tree) -> None:
    script = tree.write("code/fit_it.py", "x = 1\n")
    text = DAG.format(name="fit", given="config=config")
    assert may_define(text.encode())
    tree.write("dags/fit.py", text)
    (job,) = tree.link().of(str(script))
    assert job.step == "fit"
