"""Exported code builds the requests of the examples' pipeline, by the request builders of the real SDKs.

Each test is skipped where its SDK is not installed. Nothing is sent: the clients are stubs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest

from .conftest import loaded, parameter

ROLE = "arn:aws:iam::123456789012:role/Jobs"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/jobs:1"
REGION = "eu-west-1"
Exported = Callable[[str], ModuleType]

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def stubbed(session_class: Any) -> Any:
    """A session that uploads nothing and asks nothing."""
    boto = MagicMock()
    boto.region_name = REGION
    session = session_class(boto_session=boto, sagemaker_client=MagicMock(), default_bucket="bucket")
    session.upload_data = MagicMock(return_value="s3://bucket/code")
    return session


def steps(definition: str) -> dict[str, dict[str, Any]]:
    """The steps of a pipeline by name, those of a condition as well."""

    def walk(given: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
        for step in given:
            yield step["Name"], step
            yield from walk(step["Arguments"].get("IfSteps", []))

    return dict(walk(json.loads(definition)["Steps"]))


def words(flags: list[Any]) -> dict[str, Any]:
    return {parameter(flag): value for flag, value in zip(flags[::2], flags[1::2], strict=True)}


def test_v2(examples: Path, exported: Exported) -> None:
    """A pipeline whose inputs, outputs, variables and arguments come from exported functions has the same definition."""
    pytest.importorskip("sagemaker.processing")
    from sagemaker.workflow.pipeline_context import PipelineSession

    jobs = exported("v2")

    seen: list[str] = []

    def made(rebuilt: bool) -> str:
        pipeline = loaded(examples / "pipelines" / "pipeline.py")
        session = stubbed(PipelineSession)
        pipeline.PipelineSession = lambda: session
        if rebuilt:
            pipeline.ScriptProcessor = rebuilding(pipeline.ScriptProcessor, jobs, seen)
            pipeline.SKLearnProcessor = rebuilding(pipeline.SKLearnProcessor, jobs, seen)
            pipeline.XGBoost = rebuilding_estimator(pipeline.XGBoost, jobs, seen)
        return str(pipeline.get_pipeline(ROLE, REGION, IMAGE).definition())

    before, after = steps(made(rebuilt=False)), steps(made(rebuilt=True))
    assert len(before) == 9
    assert len(seen) == 8
    assert after == before


def rebuilding(base: Any, jobs: ModuleType, rebuilt: list[str]) -> Any:
    """A processor that passes on what exported functions make of its arguments."""

    class Rebuilt(base):  # type: ignore[misc]
        def run(self, code: str, inputs: Any = (), outputs: Any = (), arguments: Any = ()) -> Any:
            name = next(
                key[:-7].lower() for key, value in vars(jobs).items() if value == code and key.endswith("_SCRIPT")
            )
            rebuilt.append(name)
            given = {"code": code}
            sources = {parameter(each.input_name): each.source for each in inputs}
            if inputs:
                given["inputs"] = getattr(jobs, f"{name}_inputs")(**sources)
            if outputs:
                given["outputs"] = getattr(jobs, f"{name}_outputs")()
            if arguments:
                given["arguments"] = getattr(jobs, f"{name}_arguments")(**words(arguments))
            if self.env:
                self.env = getattr(jobs, f"{name}_environment")(
                    **{parameter(key): each for key, each in self.env.items()}
                )
            return super().run(**given)

    Rebuilt.__name__ = base.__name__
    return Rebuilt


def rebuilding_estimator(base: Any, jobs: ModuleType, rebuilt: list[str]) -> Any:
    class Rebuilt(base):  # type: ignore[misc]
        def __init__(self, hyperparameters: dict[str, Any], **settings: Any) -> None:
            super().__init__(hyperparameters=jobs.train_xgb_hyperparameters(**hyperparameters), **settings)

        def fit(self, inputs: dict[str, Any]) -> Any:
            rebuilt.append("train_xgb")
            return super().fit(inputs=jobs.train_xgb_inputs(**inputs))

    return Rebuilt


def test_boto3_is_what_v2_sends(examples: Path, exported: Exported) -> None:
    """The dictionaries for boto3 are those that the SDK makes of the same job."""
    pytest.importorskip("sagemaker.processing")
    from sagemaker.workflow.pipeline_context import PipelineSession

    jobs = exported("boto3")
    pipeline = loaded(examples / "pipelines" / "pipeline.py")
    session = stubbed(PipelineSession)
    pipeline.PipelineSession = lambda: session
    known = steps(pipeline.get_pipeline(ROLE, REGION, IMAGE).definition())

    evaluation = known["ModelEvaluation"]["Arguments"]
    sources = {parameter(each["InputName"]): each["S3Input"]["S3Uri"] for each in evaluation["ProcessingInputs"]}
    sources.pop("code")
    outputs = evaluation["ProcessingOutputConfig"]
    targets = {parameter(each["OutputName"]): each["S3Output"]["S3Uri"] for each in outputs["Outputs"]}
    assert jobs.model_evaluation_xgb_inputs(**sources) == evaluation["ProcessingInputs"][:-1]
    assert jobs.model_evaluation_xgb_outputs(**targets) == outputs
    assert jobs.model_evaluation_xgb_environment("order_id", "is_fraud") == evaluation["Environment"]
    assert jobs.model_evaluation_xgb_arguments("calibration") == evaluation["AppSpecification"]["ContainerArguments"]

    training = known["TrainXgb"]["Arguments"]
    channels = {
        each["ChannelName"]: each["DataSource"]["S3DataSource"]["S3Uri"] for each in training["InputDataConfig"]
    }
    assert jobs.train_xgb_inputs(**channels, content_type="text/csv") == training["InputDataConfig"]
    own = jobs.train_xgb_hyperparameters("is_fraud", num_round="500", max_depth="8", eta="0.05")
    passed = {key: each for key, each in training["HyperParameters"].items() if not key.startswith("sagemaker_")}
    assert {key: json.dumps(value) for key, value in own.items()} == passed


def test_v3(examples: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK v3 makes of exported code what the exported dictionaries for boto3 say, which v2 makes too."""
    pytest.importorskip("sagemaker.mlops.workflow.steps")
    from sagemaker.core import s3
    from sagemaker.core.processing import ScriptProcessor
    from sagemaker.core.training.configs import Compute
    from sagemaker.core.workflow.pipeline_context import PipelineSession
    from sagemaker.mlops.workflow.pipeline import Pipeline
    from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
    from sagemaker.train import defaults

    for name in ("upload", "upload_string_as_file_body"):
        monkeypatch.setattr(s3.S3Uploader, name, lambda *given, **named: "s3://bucket/code")
    monkeypatch.setattr(defaults, "resolve_and_validate_role", lambda *given, **named: ROLE, raising=False)
    code, wanted = exported("v3"), exported("boto3")
    session = stubbed(PipelineSession)

    def sent(step: Any) -> dict[str, Any]:
        definition = Pipeline(name="P", steps=[step], sagemaker_session=session).definition()
        return dict(steps(definition)[step.name]["Arguments"])

    processor = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        env=code.tabular_preprocess_environment("is_fraud", "0.7", "0.5"),
        sagemaker_session=session,
    )
    job = processor.run(
        code=code.TABULAR_PREPROCESS_SCRIPT,
        inputs=code.tabular_preprocess_inputs("s3://data/raw", signature="s3://data/signature"),
        outputs=code.tabular_preprocess_outputs(processed_data="s3://data/out"),
        arguments=code.tabular_preprocess_arguments("training"),
    )
    request = sent(ProcessingStep(name="Prepare", step_args=job))
    inputs = wanted.tabular_preprocess_inputs("s3://data/raw", signature="s3://data/signature")
    outputs = wanted.tabular_preprocess_outputs(processed_data="s3://data/out")
    assert request["ProcessingInputs"][:-1] == [without_default(each) for each in inputs]
    assert request["ProcessingOutputConfig"]["Outputs"] == [without_default(each) for each in outputs["Outputs"]]
    assert request["Environment"] == wanted.tabular_preprocess_environment("is_fraud", "0.7", "0.5")
    assert request["AppSpecification"]["ContainerArguments"] == wanted.tabular_preprocess_arguments("training")

    chosen = processor.run(code=code.TABULAR_PREPROCESS_SCRIPT, outputs=code.tabular_preprocess_outputs())
    (output,) = sent(ProcessingStep(name="Prepare", step_args=chosen))["ProcessingOutputConfig"]["Outputs"]
    assert output["S3Output"]["LocalPath"] == "/opt/ml/processing/output"
    assert "Prepare" in output["S3Output"]["S3Uri"]["Std:Join"]["Values"]

    trainer = code.train_xgb_trainer(
        code.train_xgb_hyperparameters("is_fraud", num_round="500"),
        training_image=IMAGE,
        role=ROLE,
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        sagemaker_session=session,
    )
    channels = code.train_xgb_inputs("s3://data/train", "s3://data/val", content_type="text/csv")
    request = sent(TrainingStep(name="Train", step_args=trainer.train(input_data_config=channels)))
    named = [each for each in request["InputDataConfig"] if each["ChannelName"] in ("train", "val")]
    assert [without_default(each) for each in named] == wanted.train_xgb_inputs(
        "s3://data/train", "s3://data/val", content_type="text/csv"
    )
    passed = {key: each for key, each in request["HyperParameters"].items() if not key.startswith("sagemaker_")}
    assert passed == wanted.train_xgb_hyperparameters("is_fraud", num_round="500")


def without_default(mount: dict[str, Any]) -> dict[str, Any]:
    """A mount or channel without the fields that say what holds without them."""
    return {
        key: value for key, value in mount.items() if (key, value) not in (("AppManaged", False), ("InputMode", "File"))
    }
