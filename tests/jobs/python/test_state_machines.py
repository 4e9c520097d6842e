"""State machines that Python creates: `create_state_machine`, and the SDK `stepfunctions`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.jobs.definition.reading import find, literal
from sm_lint.testing import lint_files
from tests.jobs.making import define, one_job

TASK = """\
{"StartAt": "Train", "States": {"Train": {"Type": "Task",
 "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
 "Parameters": {"TrainingJobName.$": "$.name", "AlgorithmSpecification": {"TrainingInputMode": "File"},
 "ResourceConfig": {"InstanceType": "ml.m5.xlarg", "InstanceCount": 1}}}}}"""
CLIENT = "import json\nimport boto3\nclient = boto3.client('stepfunctions')\n"
STEPS = """\
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.sklearn.processing import SKLearnProcessor
from stepfunctions import steps
from stepfunctions.steps import ProcessingStep, TransformStep

estimator = SKLearn("train.py", framework_version="1.2-1", role="r", instance_count=1, instance_type="ml.m5.large",
                    hyperparameters={"alpha": 1})
processor = SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1)
"""


@pytest.mark.parametrize(
    "definition",
    [
        "json.dumps(machine)",
        "json.dumps(machine, indent=2)",
        f"'''{TASK}'''",
    ],
)
def test_a_client_is_given_a_state_machine(definition: str) -> None:
    text = f"{CLIENT}machine = {TASK}\nclient.create_state_machine(name='m', definition={definition}, roleArn='r')\n"
    job = one_job(text)
    assert (job.kind, job.dialect, job.api, job.step) == ("training", "asl", "createTrainingJob", "Train")
    assert literal(find(job, "instance type")) == "ml.m5.xlarg"
    name = job.setting("TrainingJobName")
    assert name is not None
    assert name.known == "variable"


def test_a_dictionary_keeps_its_places() -> None:
    text = f"{CLIENT}machine = {TASK}\nencoded = json.dumps(machine)\nclient.update_state_machine(definition=encoded)\n"
    given = find(one_job(text), "instance type")
    assert given is not None
    assert given.place.span.line == 7


@pytest.mark.parametrize(
    "definition",
    [
        "open('machine.json').read()",
        "'no json'",
        "'[1, 2]'",
        "json.dumps(load())",
        "machine",
        "template.replace('a', b)",
    ],
)
def test_a_state_machine_that_is_not_known(definition: str) -> None:
    assert define(f"{CLIENT}client.create_state_machine(definition={definition})\n").jobs == ()


def test_a_deep_text_defines_nothing() -> None:
    deep = "[" * 900 + "]" * 900
    assert define(f"{CLIENT}client.create_state_machine(definition='{deep}')\n").jobs == ()


def test_a_training_step() -> None:
    job = one_job(STEPS + "steps.TrainingStep('Train it', estimator, 'job', {'train': TrainingInput('s3://b/t')})\n")
    assert (job.kind, job.step, job.class_name) == ("training", None, "SKLearn")
    assert job.label == "step `Train it` (pipeline.py:11)"
    assert [each.name for each in job.contract.inputs] == ["train"]
    assert not job.contract.open_inputs
    assert [each.name for each in job.contract.arguments] == ["alpha"]


def test_a_processing_step_runs_what_its_entry_point_names() -> None:
    text = (
        "ProcessingStep('Prepare', processor=processor, job_name='j',\n"
        "    inputs=[ProcessingInput('s3://b/code/prep.py', '/opt/ml/processing/input/code', 'code')],\n"
        "    outputs=[ProcessingOutput('/opt/ml/processing/train', 's3://b/t', 'train')],\n"
        "    container_arguments=['--split', '0.2'],\n"
        "    container_entrypoint=['python3', '/opt/ml/processing/input/code/prep.py'])\n"
    )
    job = next(job for job in define(STEPS + text).jobs if job.kind == "processing")
    assert (job.api, job.class_name) == ("ProcessingStep", "Processor")
    assert job.script is not None
    assert job.script.written == "s3://b/code/prep.py"
    assert [each.path for each in job.contract.outputs] == ["/opt/ml/processing/train"]
    assert job.arguments is not None


@pytest.mark.parametrize("text", ["ProcessingStep('a')", "ProcessingStep('a', make(), 'j')", "steps.Pass('a')"])
def test_other_states(text: str) -> None:
    assert [job.api for job in define(f"{STEPS}{text}\n").jobs] == ["SKLearn"]


def test_scripts_are_judged_by_their_states(tmp_path: Path) -> None:
    files = {
        "flow.py": STEPS
        + "steps.TrainingStep('Train', estimator=estimator, data={'train': 's3://b/t'}, job_name='j')\n",
        "train.py": "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--alph')\n"
        "args = parser.parse_args()\nprint(args.alph, open('/opt/ml/input/data/test/x.csv').read())\n",
    }
    result = lint_files(files, str(tmp_path), select=["SMC001", "SMC010", "SMA303", "SMJ504"])
    assert sorted(finding.code for finding in result.findings) == ["SMA303", "SMC010"]


def test_a_code_input_of_a_state_is_its_own(tmp_path: Path) -> None:
    text = (
        "ProcessingStep('Prepare', processor, 'j',\n"
        "    inputs=[ProcessingInput('s3://b/code/prep.py', '/opt/ml/processing/input/code', 'code')],\n"
        "    container_entrypoint=['python3', '/opt/ml/processing/input/code/prep.py'])\n"
    )
    assert not lint_files({"flow.py": STEPS + text}, str(tmp_path), select=["SMJ504"]).findings


def test_the_innermost_input_brings_the_script() -> None:
    text = (
        "ProcessingStep('Prepare', processor, 'j',\n"
        "    inputs=[ProcessingInput('s3://b/rows', '/opt/ml/processing/input'),\n"
        "            ProcessingInput('s3://b/code', '/opt/ml/processing/input/code')],\n"
        "    container_entrypoint=['python3', '/opt/ml/processing/input/code/prep.py'])\n"
    )
    job = next(job for job in define(STEPS + text).jobs if job.kind == "processing")
    assert job.script is not None
    assert job.script.written == "s3://b/code/prep.py"
