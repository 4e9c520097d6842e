"""Each control of the packs, and each validation of sagemaker-rightline, in every dialect that has its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.policies.data import PackExpectation, fields, packs
from sm_lint.registry.packages import catalogue
from sm_lint.testing import lint_files
from tests.judgement.policies.test_dialects import ROWS, definitions

pytestmark = pytest.mark.slow
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "policies.md").read_text("utf-8")
DIALECTS = {"v2", "v3", "boto3", "json", "asl"}
ENDPOINTS = {
    "v2": "from sagemaker.model import Model\nModel(image_uri='i', role='r').deploy(initial_instance_count={}, instance_type='ml.m5.large')\n",
    "boto3": "import boto3\nboto3.client('sagemaker').create_endpoint_config(EndpointConfigName='c', ProductionVariants=[{{'VariantName': 'v', "
    "'InstanceType': 'ml.m5.large', 'InitialInstanceCount': {}}}])\n",
    "json": '{{"Version": "2020-12-01", "Steps": [{{"Name": "C", "Type": "EndpointConfig", "Arguments": {{"EndpointConfigName": "c", '
    '"ProductionVariants": [{{"VariantName": "v", "InstanceType": "ml.m5.large", "InitialInstanceCount": {}}}]}}}}]}}',
    "asl": '{{"StartAt": "C", "States": {{"C": {{"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createEndpointConfig", '
    '"Parameters": {{"EndpointConfigName": "c", "ProductionVariants": [{{"VariantName": "v", "InstanceType": "ml.m5.large", '
    '"InitialInstanceCount": {}}}]}}, "End": true}}}}}}',
}
WITHOUT_DIALECTS = {"v3": {"inference", "transform"}}
"""Kinds of job that definitions in a dialect launch without a class that is looked at."""


def dialect_of(name: str) -> str:
    """The dialect of a file of test_dialects: ``training-v2.py``, ``training-json.json``."""
    return name.rpartition("-")[2].partition(".")[0]


def files_for(each: PackExpectation, good: bool) -> Iterator[tuple[str, str]]:
    """A definition in each dialect and kind that a control is about."""
    if each.field == "instance-count":
        for dialect, text in ENDPOINTS.items():
            suffix = "json" if dialect in ("json", "asl") else "py"
            yield f"inference-{dialect}.{suffix}", text.format(2 if good else 1)
        return
    row = ROWS[each.field]
    wanted = row.good if good else None
    yield from definitions(row._replace(at={kind: row.at[kind] for kind in each.kinds}), wanted)


@pytest.mark.parametrize(
    ("pack", "each"),
    [
        pytest.param(pack.name, each, id=f"{each.field}-{each.kinds[0]}")
        for pack in packs().values()
        for each in pack.expectations
    ],
)
def test_a_control_in_every_dialect(tmp_path: Path, pack: str, each: PackExpectation) -> None:
    config = f"[tool.sm-lint]\npipeline-definitions = ['*.json']\n[tool.sm-lint.policies.p]\nextends = ['{pack}']\n"
    noun = "instance-count" if each.field == "instance-count" else each.field
    for good in (True, False):
        files = dict(files_for(each, good))
        result = lint_files({"pyproject.toml": config, **files}, str(tmp_path), select=["SMO101"])
        found = {Path(finding.place.path).name for finding in result.findings if f"`{noun}` of" in finding.message}
        assert found == (set() if good else set(files)), good
        if not good:
            notes = {
                note.message
                for finding in result.findings
                if f"`{noun}` of" in finding.message
                for note in finding.notes
            }
            assert notes == {f"control: {each.control}"}
            covered = {(dialect_of(name), name.partition("-")[0]) for name in files}
            lacking = {
                (dialect, kind)
                for kind in each.kinds
                for dialect in DIALECTS
                if (dialect, kind) not in covered and kind not in WITHOUT_DIALECTS.get(dialect, ())
            }
            assert not lacking


# -- sagemaker-rightline --------------------------------------------------------------------------------------------------

VALIDATIONS = {
    "PipelineParametersAsExpected": {"parameters"},
    "StepImagesExist": {"image-not-found"},
    "StepKmsKeyIdAsExpected": {"volume-kms-key", "output-kms-key"},
    "StepNetworkConfigAsExpected": {
        *("subnets", "security-group-ids", "enable-network-isolation", "encrypt-inter-container-traffic"),
    },
    "StepLambdaFunctionExists": {"function-not-found"},
    "StepRoleNameExists": {"role-not-found"},
    "StepRoleNameAsExpected": {"role"},
    "StepTagsAsExpected": {"tags"},
    "StepInputsAsExpected": {"s3", "expected-input-paths"},
    "StepOutputsAsExpected": {"s3", "expected-output-paths"},
    "StepOutputsMatchInputsAsExpected": {"unknown-step-output", "step-file-mismatch", "missing-step-dependency"},
    "StepCallbackSqsQueueExists": {"queue-not-found"},
}
"""The validations that its documentation lists, and what says the same here: expectations, rules, keys of contracts."""


def test_every_validation_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`Step.*?|`Pipeline.*?) \| (.*) \|$", PAGE, re.MULTILINE)
    said = {name: answer for names, answer in rows for name in re.findall(r"`(\w+)`", names)}
    assert set(said) == set(VALIDATIONS)
    rules = {rule.name for rule in catalogue()}
    for name, answers in VALIDATIONS.items():
        assert all(answer in said[name] for answer in answers), name
        assert all(each in fields() or each in rules or each.startswith("expected-") for each in answers), name


@pytest.mark.parametrize("name", sorted({each for answers in VALIDATIONS.values() for each in answers if each in ROWS}))
def test_an_expectation_is_said_of_steps_in_every_dialect(name: str) -> None:
    assert {dialect_of(file) for file, _ in definitions(ROWS[name], ROWS[name].bad)} == DIALECTS


INPUTS = {
    "v2": "from sagemaker.estimator import Estimator\nfrom sagemaker.inputs import TrainingInput\n"
    "Estimator('i', 'r', 1, 'ml.m5.large').fit({{'train': TrainingInput('{0}')}})\n",
    "v2-processing": "from sagemaker.processing import ProcessingInput, ScriptProcessor\n"
    "job = ScriptProcessor('r', 'i', ['python3'], 1, 'ml.m5.large')\n"
    "job.run(code='a.py', inputs=[ProcessingInput('{0}', '/opt/ml/processing/input')])\n",
    "v3": "from sagemaker.train.model_trainer import ModelTrainer\nfrom sagemaker.core.training.configs import InputData\n"
    "ModelTrainer(training_image='i', role='r').train(input_data_config=[InputData(channel_name='a', data_source='{0}')])\n",
    "v3-object": "from sagemaker.train.model_trainer import ModelTrainer\n"
    "from sagemaker.core.training.configs import InputData, S3DataSource\n"
    "source = S3DataSource(s3_uri='{0}', s3_data_type='S3Prefix')\n"
    "ModelTrainer(training_image='i', role='r').train(input_data_config=[InputData(channel_name='a', data_source=source)])\n",
    "boto3": "import boto3\nboto3.client('sagemaker').create_training_job(TrainingJobName='j', AlgorithmSpecification={{'TrainingImage': 'i'}}, "
    "InputDataConfig=[{{'ChannelName': 'a', 'DataSource': {{'S3DataSource': {{'S3Uri': '{0}'}}}}}}])\n",
    "json": '{{"Version": "2020-12-01", "Steps": [{{"Name": "T", "Type": "Training", "Arguments": {{"AlgorithmSpecification": '
    '{{"TrainingImage": "i"}}, "InputDataConfig": [{{"ChannelName": "a", "DataSource": {{"S3DataSource": {{"S3Uri": "{0}"}}}}}}]}}}}]}}',
    "asl": '{{"States": {{"T": {{"Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": {{"AlgorithmSpecification": '
    '{{"TrainingImage": "i"}}, "InputDataConfig": [{{"ChannelName": "a", "DataSource": {{"S3DataSource": {{"S3Uri": "{0}"}}}}}}]}}}}}}}}',
}


@pytest.mark.parametrize("dialect", INPUTS)
def test_inputs(tmp_path: Path, dialect: str) -> None:
    config = (
        "[tool.sm-lint]\npipeline-definitions = ['*.json']\n[tool.sm-lint.policies.p]\ns3.inputs = ['s3://acme-data']\n"
    )
    name = f"job.{'json' if dialect in ('json', 'asl') else 'py'}"
    for uri, number in (("s3://acme-data/raw", 0), ("s3://elsewhere/raw", 1)):
        result = lint_files(
            {"pyproject.toml": config, name: INPUTS[dialect].format(uri)}, str(tmp_path), select=["SMO101"]
        )
        assert len(result.findings) == number, (uri, result.findings)
