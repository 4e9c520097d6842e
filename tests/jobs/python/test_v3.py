"""Definitions written with SDK v3."""

from __future__ import annotations

import pytest

from tests.jobs.making import define, one_job

PROCESSING = """\
from sagemaker.core.processing import FrameworkProcessor, ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from sagemaker.mlops.workflow.steps import ProcessingStep
inputs = [
    ProcessingInput(
        input_name="raw",
        s3_input=ProcessingS3Input(s3_uri="s3://a", local_path="/opt/ml/processing/input", s3_data_type="S3Prefix"),
    )
]
outputs = [
    ProcessingOutput(
        output_name="train",
        s3_output=ProcessingS3Output(s3_uri="s3://b", local_path="/opt/ml/processing/train", s3_upload_mode="EndOfJob"),
    )
]
"""


def test_processing() -> None:
    job = one_job(
        PROCESSING
        + """
processor = ScriptProcessor(image_uri="x", role="r", env={"A": "1"})
step = ProcessingStep(name="Prepare", step_args=processor.run(code="prepare.py", inputs=inputs, outputs=outputs))
"""
    )
    assert (job.dialect, job.step, job.class_name) == ("v3", "Prepare", "ScriptProcessor")
    assert [(entry.name, entry.path) for entry in job.contract.inputs] == [("raw", "/opt/ml/processing/input")]
    assert [(entry.name, entry.path) for entry in job.contract.outputs] == [("train", "/opt/ml/processing/train")]
    assert job.mounts[0].remote is not None
    assert job.mounts[0].remote.text == "s3://a"
    assert job.contract.sdk == "v3"


def test_framework_processors_ship_what_lies_beside() -> None:
    job = one_job(
        PROCESSING + "FrameworkProcessor('x', 'r').run(code='prepare.py', source_dir='code', inputs=inputs)\n"
    )
    assert job.script is not None
    assert job.script.ships_siblings
    assert "/opt/ml/processing/input/entrypoint" in job.contract.allow_paths


@pytest.mark.parametrize(
    "modules",
    [
        "sagemaker.train.configs",
        "sagemaker.core.training.configs",
        "sagemaker.core.modules.configs",
        "sagemaker.modules.configs",
    ],
)
def test_a_model_trainer(modules: str) -> None:
    package = "sagemaker.modules.train" if modules.startswith("sagemaker.modules") else "sagemaker.train"
    job = one_job(
        f"""
from {package} import ModelTrainer
from {modules} import Compute, InputData, SourceCode
trainer = ModelTrainer(
    training_image="763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch",
    source_code=SourceCode(source_dir="src", entry_script="train.py", requirements="requirements.txt"),
    hyperparameters={{"epochs": 2, "lr": rate()}},
    environment={{"A": "1"}},
    compute=Compute(instance_type="ml.m5.large"),
)
trainer.train(input_data_config=[InputData(channel_name="train", data_source="s3://a")], wait=False)
"""
    )
    assert (job.kind, job.dialect, job.class_name) == ("training", "v3", "ModelTrainer")
    assert job.script is not None
    assert job.script.written == "train.py"
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert [argument.spelling for argument in job.contract.arguments] == ["epochs", "lr"]
    assert [variable.name for variable in job.contract.environment] == ["A"]
    assert {"/opt/ml/input/data/code", "/opt/ml/input/data/sm_drivers"} <= set(job.contract.allow_paths)
    assert not job.contract.open_inputs


def test_channels_of_the_trainer_itself_and_what_is_chained() -> None:
    job = one_job(
        """
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import CheckpointConfig, InputData, SourceCode
trainer = ModelTrainer(
    source_code=SourceCode(source_dir="src", command="python -u train.py --epochs 1"),
    input_data_config=[InputData(channel_name="train", data_source="s3://a")],
).with_metric_definitions([]).with_checkpoint_config(CheckpointConfig(s3_uri="s3://c"))
trainer.train()
"""
    )
    assert job.class_name == "ModelTrainer"
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert job.script is not None
    assert job.script.written == "train.py"
    assert "/opt/ml/checkpoints" in job.contract.allow_paths


def test_a_tuner() -> None:
    job = one_job(
        """
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import InputData, SourceCode
from sagemaker.train.tuner import HyperparameterTuner
trainer = ModelTrainer(source_code=SourceCode(source_dir="src", entry_script="train.py"), hyperparameters={"a": 1})
HyperparameterTuner(trainer, "loss", {"lr": ContinuousParameter(0.1, 0.2)}).tune(
    inputs=[InputData(channel_name="train", data_source="s3://a")]
)
"""
    )
    assert [argument.spelling for argument in job.contract.arguments] == ["a", "lr"]
    assert [entry.name for entry in job.contract.inputs] == ["train"]


def test_pipelines_and_what_their_steps_use_of_each_other() -> None:
    found = define(
        PROCESSING
        + """
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.mlops.workflow.pipeline import Pipeline
size = ParameterString(name="Size", default_value="1")
processor = ScriptProcessor(image_uri="x", role="r")
first = ProcessingStep(name="A", step_args=processor.run(code="a.py", outputs=outputs, arguments=["--size", size]))
uri = first.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri
taken = ProcessingInput(input_name="t", s3_input=ProcessingS3Input(s3_uri=uri, local_path="/opt/ml/processing/t"))
second = ProcessingStep(name="B", step_args=processor.run(code="b.py", inputs=[taken]), depends_on=[first])
Pipeline(name="P", parameters=[size], steps=[first, second])
"""
    )
    assert [(p.steps, p.parameters) for p in found.pipelines] == [(("A", "B"), ("Size",))]
    uses = {(use.kind, use.step, use.path) for use in found.uses}
    assert ("property", "A", 'ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri') in uses
    assert ("depends", "A", "") in uses
    assert ("parameter", "Size", "") in uses
    assert [job.step for job in found.jobs] == ["A", "B"]
    assert found.jobs[1].mounts[0].remote is not None
    assert found.jobs[1].mounts[0].remote.known == "variable"
