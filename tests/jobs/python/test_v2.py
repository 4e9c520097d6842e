"""Definitions written with SDK v2."""

from __future__ import annotations

import pytest

from tests.jobs.making import define, one_job

PROCESSOR = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.steps import ProcessingStep
processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1, env={"MODE": "fast", "LEVEL": level()})
"""
LEGACY = (
    PROCESSOR
    + """\
step = ProcessingStep(
    name="Preprocess",
    processor=processor,
    code="src/preprocess.py",
    inputs=[ProcessingInput(source="s3://data", destination="/opt/ml/processing/input", input_name="raw")],
    outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
    job_arguments=["--rows", "10", "--target=label", "--seed", seed()],
)
"""
)
STEP_ARGS = (
    PROCESSOR
    + """\
args = processor.run(
    "src/preprocess.py",
    [ProcessingInput("s3://data", "/opt/ml/processing/input", "raw")],
    [ProcessingOutput("/opt/ml/processing/train", output_name="train")],
    ["--rows", "10", "--target=label", "--seed", seed()],
)
step = ProcessingStep("Preprocess", step_args=args)
"""
)
RUN_ARGS = (
    PROCESSOR
    + """\
given = processor.get_run_args(
    code="src/preprocess.py",
    inputs=[ProcessingInput(source="s3://data", destination="/opt/ml/processing/input", input_name="raw")],
    outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
    arguments=["--rows", "10", "--target=label", "--seed", seed()],
)
step = ProcessingStep(
    name="Preprocess",
    processor=processor,
    code=given.code,
    inputs=given.inputs,
    outputs=given.outputs,
    job_arguments=given.arguments,
)
"""
)


@pytest.mark.parametrize("text", [LEGACY, STEP_ARGS, RUN_ARGS], ids=["legacy", "step_args", "get_run_args"])
def test_a_processing_step(text: str) -> None:
    job = one_job(text)
    contract = job.contract
    assert (job.kind, job.dialect, job.class_name, job.step) == ("processing", "v2", "SKLearnProcessor", "Preprocess")
    assert job.script is not None
    assert job.script.written == "src/preprocess.py"
    assert [(entry.name, entry.path) for entry in contract.inputs] == [("raw", "/opt/ml/processing/input")]
    assert [(entry.name, entry.path) for entry in contract.outputs] == [("train", "/opt/ml/processing/train")]
    assert [(a.spelling, a.value) for a in contract.arguments] == [("rows", "10"), ("target", "label"), ("seed", None)]
    assert [(v.name, v.value) for v in contract.environment] == [("MODE", "fast"), ("LEVEL", None)]
    assert not any((contract.open_inputs, contract.open_outputs, contract.open_arguments, contract.open_environment))
    assert contract.origin == "job"
    assert contract.sdk == "v2"
    assert "/opt/ml/processing/input/code" in contract.allow_paths


def test_labels_and_places() -> None:
    job = one_job(LEGACY)
    assert job.label == "step `Preprocess` (pipeline.py:5)"
    assert job.place.span.line == 5
    assert job.contract.inputs[0].place.span[:2] == (9, 61)
    assert job.script is not None
    assert job.script.place.span[:2] == (8, 10)
    assert job.contract.arguments[0].place.span[:2] == (11, 20)
    job = one_job(PROCESSOR + "processor.run(code='a.py')\n")
    assert job.label == "`run` (pipeline.py:5)"


def test_values_flow_through_functions_names_and_files() -> None:
    text = """
import os
from sagemaker.processing import ProcessingInput, ScriptProcessor
BASE_DIR = os.path.dirname(os.path.realpath(__file__))
PREFIX = "/opt/ml/processing"
class Config:
    code = "preprocess.py"
def mounts(*names):
    return [ProcessingInput(source="s3://b/" + name, destination=f"{PREFIX}/{name}", input_name=name) for name in names]
def build(config, **extra):
    return ScriptProcessor(image_uri="763104351884.dkr.ecr.us-east-1.amazonaws.com/x", command=["python3"], **extra)
settings = {"role": "r", "instance_count": 1, "env": {"A": "1"}}
build(Config, **settings).run(code=os.path.join(BASE_DIR, Config.code), inputs=mounts("raw", "model"))
"""
    job = one_job(text)
    assert job.script is not None
    assert job.script.written == "/project/preprocess.py"
    paths = [entry.path for entry in job.contract.inputs]
    assert paths == ["/opt/ml/processing/raw", "/opt/ml/processing/model"]
    assert [variable.name for variable in job.contract.environment] == ["A"]


@pytest.mark.parametrize("number", ["-1", "-0.5", "-1e-3"])
def test_a_negative_number_is_the_value_of_an_option(number: str) -> None:
    text = PROCESSOR + f"processor.run(code='a.py', arguments=['--shift', '{number}', '-v', '--rows', '5'])\n"
    arguments = one_job(text).contract.arguments
    assert [(each.spelling, each.value) for each in arguments] == [("shift", number), ("v", None), ("rows", "5")]


def test_a_function_that_nothing_calls_is_run_with_its_defaults() -> None:
    text = """
from sagemaker.sklearn.processing import SKLearnProcessor
def make(role, code="prepare.py", mode="fast"):
    SKLearnProcessor("1.2-1", role, "ml.m5.large", 1).run(code=code, arguments=["--mode", mode])
"""
    job = one_job(text)
    assert not job.reached
    assert job.script is not None
    assert job.script.written == "prepare.py"
    assert job.contract.arguments[0].value == "fast"


def test_what_is_seen_reached_and_unreached_is_one_job() -> None:
    text = """
from sagemaker.sklearn.processing import SKLearnProcessor
def make(code="a.py"):
    SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1).run(code=code)
def main():
    make("b.py")
main()
"""
    job = one_job(text)
    assert job.reached
    assert job.script is not None
    assert job.script.written == "b.py"


def test_one_call_that_makes_several_jobs() -> None:
    text = """
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.steps import ProcessingStep
processor = SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1)
steps = [ProcessingStep(name=name, processor=processor, code=f"{name}.py") for name in ("a", "b")]
"""
    jobs = define(text).jobs
    assert [(job.step, job.script.written) for job in jobs if job.script] == [("a", "a.py"), ("b", "b.py")]


def test_an_open_list_may_hold_more() -> None:
    text = PROCESSOR + "processor.run(code='a.py', inputs=more(), outputs=[*more()], arguments=['--a', *more()])\n"
    contract = one_job(text).contract
    assert contract.open_inputs
    assert contract.open_outputs
    assert contract.open_arguments
    assert [argument.spelling for argument in contract.arguments] == ["a"]


def test_what_is_mounted_sometimes_is_not_promised() -> None:
    text = (
        PROCESSOR
        + """
inputs = [ProcessingInput(source="s3://a", destination="/opt/ml/processing/a")]
if flag():
    inputs.append(ProcessingInput(source="s3://b", destination="/opt/ml/processing/b"))
processor.run(code="a.py", inputs=inputs)
"""
    )
    contract = one_job(text).contract
    assert [entry.path for entry in contract.inputs] == ["/opt/ml/processing/a"]
    assert contract.open_inputs


ESTIMATOR = """\
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.pytorch import PyTorch
from sagemaker.tensorflow import TensorFlow
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
from sagemaker.workflow.steps import TrainingStep, TuningStep
"""


def test_channels_of_a_dictionary() -> None:
    job = one_job(
        ESTIMATOR
        + """
estimator = PyTorch("train.py", source_dir="code", hyperparameters={"epochs": 3, "batch-size": size()}, role="r")
estimator.fit({"train": "s3://a", "test": TrainingInput("s3://b")})
"""
    )
    assert [entry.name for entry in job.contract.inputs] == ["train", "test"]
    assert [(a.name, a.spelling, a.value) for a in job.contract.arguments] == [
        ("epochs", "epochs", "3"),
        ("batch-size", "batch-size", None),
    ]
    assert job.script is not None
    assert job.script.ships_siblings
    assert not job.contract.open_inputs
    assert not job.contract.open_arguments


@pytest.mark.parametrize("given", ["'s3://bucket/data'", "TrainingInput('s3://bucket')", "f's3://{bucket()}/data'"])
def test_data_without_a_name_is_the_training_channel(given: str) -> None:
    job = one_job(f"{ESTIMATOR}PyTorch('train.py', role='r').fit({given})\n")
    assert [entry.name for entry in job.contract.inputs] == ["training"]
    assert not job.contract.open_inputs


def test_inputs_that_are_not_known_leave_the_channels_open() -> None:
    assert one_job(f"{ESTIMATOR}PyTorch('train.py', role='r').fit(channels())\n").contract.open_inputs


def test_a_model_to_go_on_from_is_a_channel() -> None:
    job = one_job(f"{ESTIMATOR}PyTorch('train.py', role='r', model_uri='s3://m').fit({{'train': 's3://a'}})\n")
    assert [entry.name for entry in job.contract.inputs] == ["train", "model"]


def test_tensorflow_passes_the_model_directory() -> None:
    job = one_job(f"{ESTIMATOR}TensorFlow(entry_point='train.py', role='r').fit('s3://a')\n")
    assert [argument.name for argument in job.contract.arguments] == ["model-dir"]
    job = one_job(f"{ESTIMATOR}TensorFlow(entry_point='train.py', role='r', model_dir=False).fit('s3://a')\n")
    assert job.contract.arguments == ()


def test_hyperparameters_that_are_set_later() -> None:
    job = one_job(
        ESTIMATOR
        + """
estimator = PyTorch("train.py", role="r", hyperparameters={"epochs": 3})
estimator.set_hyperparameters(lr=0.1, epochs=4)
estimator.fit("s3://a")
"""
    )
    assert [(a.spelling, a.value) for a in job.contract.arguments] == [("epochs", "4"), ("lr", "0.1")]
    text = (
        "estimator = PyTorch('train.py', role='r')\nestimator.set_hyperparameters(**more())\nestimator.fit('s3://a')\n"
    )
    assert one_job(ESTIMATOR + text).contract.open_arguments


def test_a_tuner_sets_what_it_tunes() -> None:
    job = one_job(
        ESTIMATOR
        + """
estimator = PyTorch("train.py", role="r", hyperparameters={"epochs": 3})
tuner = HyperparameterTuner(estimator, "loss", {"lr": ContinuousParameter(0.1, 0.2)})
step = TuningStep(name="Tune", step_args=tuner.fit({"train": "s3://a"}))
"""
    )
    assert job.step == "Tune"
    assert [(a.spelling, a.value) for a in job.contract.arguments] == [("epochs", "3"), ("lr", None)]
    assert [entry.name for entry in job.contract.inputs] == ["train"]


def test_a_training_step_that_is_given_the_estimator() -> None:
    job = one_job(
        f"{ESTIMATOR}TrainingStep(name='Train', estimator=PyTorch('train.py', role='r'), inputs={{'train': 's3://a'}})\n"
    )
    assert (job.api, job.step, job.class_name) == ("TrainingStep", "Train", "PyTorch")
    assert [entry.name for entry in job.contract.inputs] == ["train"]


def test_an_estimator_that_somebody_else_launches() -> None:
    job = one_job(f"{ESTIMATOR}def make():\n    return PyTorch('train.py', role='r')\n")
    assert job.script is not None
    assert job.script.written == "train.py"
    assert job.contract.open_inputs


def test_arguments_from_elsewhere_leave_everything_open() -> None:
    contract = one_job(f"{ESTIMATOR}PyTorch('train.py', **more()).fit('s3://a')\n").contract
    assert contract.open_arguments
    assert contract.open_environment


def test_an_image_of_ones_own_may_set_variables() -> None:
    own = "Estimator(image_uri=build(), role='r', entry_point='t.py').fit('s3://a')\n"
    assert one_job(ESTIMATOR + own).contract.open_environment
    aws = "import sagemaker\nEstimator(sagemaker.image_uris.retrieve('xgboost', 'x'), 'r', entry_point='t.py').fit('s3://a')\n"
    assert not one_job(ESTIMATOR + aws).contract.open_environment


def test_a_model() -> None:
    text = "from sagemaker.pytorch import PyTorchModel\nPyTorchModel('s3://m', 'r', 'inference.py', env={'A': '1'})\n"
    job = one_job(text)
    assert job.kind == "inference"
    assert job.script is not None
    assert job.script.written == "inference.py"
    assert [variable.name for variable in job.contract.environment] == ["A"]


def test_spark() -> None:
    text = "from sagemaker.spark.processing import PySparkProcessor\nPySparkProcessor('j', role='r').run('app.py')\n"
    job = one_job(text)
    assert job.script is not None
    assert job.script.written == "app.py"
    assert "/opt/ml/processing/input/conf" in job.contract.allow_paths


def test_a_processor_that_came_from_elsewhere() -> None:
    text = """
from sagemaker.processing import ProcessingInput
def run(processor):
    processor.run(code="a.py", inputs=[ProcessingInput("s3://a", "/opt/ml/processing/a")])
"""
    job = one_job(text)
    assert job.class_name == ""
    assert job.open_settings
    assert [entry.path for entry in job.contract.inputs] == ["/opt/ml/processing/a"]


def test_no_job_where_the_sdk_is_not_used() -> None:
    assert define("model.fit(x)\nprocessor.run(code='a.py')\nclient.train()\n").jobs == ()


def test_a_step_forgets_its_own_arguments_when_it_is_given_those_of_a_launch() -> None:
    job = one_job(
        PROCESSOR
        + """\
step = ProcessingStep(
    name="Preprocess",
    step_args=processor.run(code="src/preprocess.py"),
    inputs=[ProcessingInput(source="s3://data", destination="/opt/ml/processing/input")],
    job_arguments=["--rows", "10"],
)
"""
    )
    assert job.step == "Preprocess"
    assert (job.mounts, job.arguments, job.contract.arguments) == ((), None, ())
