"""Definitions run with SDK v2, and migrated with SDK v3: both make the same requests, but for what v3 is known to do otherwise.

Needs two environments that are not part of the development one, each with one generation of the SDK; the variables
``SM_LINT_SDK_V2_PYTHON`` and ``SM_LINT_SDK_V3_PYTHON`` name their interpreters. Nothing is sent: the clients are answered by the
program that runs the definitions.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sm_lint.migration.run import migrate_content

OLD, NEW = os.environ.get("SM_LINT_SDK_V2_PYTHON"), os.environ.get("SM_LINT_SDK_V3_PYTHON")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        not (OLD and NEW), reason="needs environments with the SDK: SM_LINT_SDK_V2_PYTHON, SM_LINT_SDK_V3_PYTHON"
    ),
]
PROGRAM = Path(__file__).parent / "record_requests.py"
ROLE = "arn:aws:iam::111122223333:role/job"
CODE_CHANNELS = ("code", "sm_drivers")
"""By these, v3 brings the script and its own starter to a training job (V3 train/model_trainer.py)."""

CASES = {
    "script processor": """
        from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor

        processor = ScriptProcessor(
            ROLE, "image", ["python3"], 2, "ml.m5.xlarge", volume_size_in_gb=50, max_runtime_in_seconds=600, env={"A": "1"}
        )
        processor.run(
            "prepare.py",
            [ProcessingInput("s3://b/raw", "/opt/ml/processing/input"), ProcessingInput(
                source="s3://b/more", destination="/opt/ml/processing/more", s3_data_distribution_type="ShardedByS3Key"
            )],
            [ProcessingOutput("/opt/ml/processing/train"), ProcessingOutput(
                output_name="rest", source="/opt/ml/processing/rest", destination="s3://b/rest", s3_upload_mode="Continuous"
            )],
            arguments=["--ratio", "0.2"],
            wait=False,
            logs=False,
            job_name="prepare-1",
        )
    """,
    "scikit-learn processor": """
        import sagemaker
        from sagemaker.processing import ProcessingInput, ProcessingOutput
        from sagemaker.sklearn.processing import SKLearnProcessor

        session = sagemaker.Session()
        processor = SKLearnProcessor(
            framework_version="1.2-1", role=ROLE, instance_type="ml.m5.xlarge", instance_count=1, sagemaker_session=session
        )
        processor.run(
            code="prepare.py",
            inputs=[ProcessingInput(source="s3://b/raw", destination="/opt/ml/processing/input", input_name="raw")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
            wait=False, logs=False, job_name="prepare-2",
        )
    """,
    "plain processor": """
        from sagemaker.processing import Processor
        from sagemaker.network import NetworkConfig

        Processor(
            role=ROLE, image_uri="image", instance_count=1, instance_type="ml.m5.large", entrypoint=["run"],
            network_config=NetworkConfig(enable_network_isolation=True, subnets=["subnet-1"], security_group_ids=["sg-1"]),
            tags=[{"Key": "team", "Value": "a"}],
        ).run(wait=False, logs=False, job_name="plain-1")
    """,
    "PyTorch estimator": """
        from sagemaker.inputs import TrainingInput
        from sagemaker.pytorch import PyTorch

        estimator = PyTorch(
            entry_point="train.py",
            source_dir="src",  # with requirements
            role=ROLE,
            framework_version="2.0",
            py_version="py310",
            instance_count=1,
            instance_type="ml.g5.xlarge",
            hyperparameters={"epochs": 1, "learning-rate": 0.1, "fast": True, "name": "x"},
            metric_definitions=[{"Name": "loss", "Regex": "loss=(.*)"}],
            use_spot_instances=True,
            max_run=3600, max_wait=7200,
            output_path="s3://b/out",
            checkpoint_s3_uri="s3://b/checkpoints",
            tags=[{"Key": "team", "Value": "a"}],
            environment={"A": "1"},
        )
        estimator.fit(
            {"train": TrainingInput("s3://b/train", content_type="text/csv", distribution="ShardedByS3Key"), "test": "s3://b/test"},
            wait=False,
        )
    """,
    "scikit-learn estimator without a folder": """
        from sagemaker.sklearn.estimator import SKLearn

        estimator = SKLearn("src/train.py", framework_version="1.2-1", role=ROLE, instance_type="ml.m5.large", instance_count=1,
                            output_path="s3://b/out")
        estimator.fit("s3://b/train", wait=False)
    """,
    "XGBoost estimator": """
        from sagemaker.xgboost.estimator import XGBoost

        bucket = "b"
        estimator = XGBoost(
            entry_point="train.py", source_dir="src", framework_version="1.7-1", role=ROLE, instance_type="ml.m5.large",
            instance_count=1, output_path=f"s3://{bucket}/out", hyperparameters={"num_round": 10},
        )
        estimator.fit({"train": f"s3://{bucket}/train"}, wait=False)
    """,
    "Hugging Face estimator": """
        from sagemaker.huggingface import HuggingFace

        estimator = HuggingFace(
            entry_point="train.py", source_dir="src", role=ROLE, transformers_version="4.28.1", pytorch_version="2.0.0",
            py_version="py310", instance_type="ml.g5.2xlarge", instance_count=1, volume_size=100, output_path="s3://b/out",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
    "algorithm": """
        import sagemaker
        from sagemaker import image_uris
        from sagemaker.estimator import Estimator

        session = sagemaker.Session()
        image = image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1")
        estimator = Estimator(
            image, ROLE, instance_count=1, instance_type="ml.m5.2xlarge", output_path="s3://b/out", sagemaker_session=session,
            volume_size=20, subnets=["subnet-1"], security_group_ids=["sg-1"], encrypt_inter_container_traffic=True,
        )
        estimator.set_hyperparameters(num_round=50, objective="reg:squarederror")
        estimator.fit({
            "train": sagemaker.inputs.TrainingInput("s3://b/train", content_type="csv"),
            "validation": sagemaker.inputs.TrainingInput("s3://b/validation", content_type="csv", s3_data_type="S3Prefix"),
        }, wait=False)
    """,
    "pipe mode and a manifest": """
        from sagemaker.estimator import Estimator
        from sagemaker.inputs import TrainingInput

        train = TrainingInput(
            "s3://b/train.manifest", s3_data_type="AugmentedManifestFile", attribute_names=["source-ref", "label"],
            record_wrapping="RecordIO", content_type="application/x-recordio",
        )
        estimator = Estimator("image", ROLE, 1, "ml.p3.2xlarge", input_mode="Pipe", output_path="s3://b/out")
        estimator.fit(inputs={"train": train}, wait=False)
    """,
    "torchrun on several instances": """
        from sagemaker.pytorch import PyTorch

        estimator = PyTorch(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.1.0", py_version="py310", instance_count=2,
            instance_type="ml.p4d.24xlarge", distribution={"torch_distributed": {"enabled": True}}, output_path="s3://b/out",
            keep_alive_period_in_seconds=600, max_run=7200,
        )
        estimator.fit(wait=False)
    """,
    "names of v1, and a name of the job": """
        from sagemaker.estimator import Estimator

        estimator = Estimator(
            "image", ROLE, train_instance_count=1, train_instance_type="ml.m5.large", train_volume_size=20, train_max_run=600,
            output_path="s3://b/out", instance_cuont=3,
        )
        estimator.fit("s3://b/train", job_name="train-1", wait=False)
        print(estimator.training_image_uri(), estimator.hyperparameters(), estimator.instance_count, estimator.output_path)
    """,
    "logs and the name of the job": """
        from sagemaker.estimator import Estimator

        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out")
        estimator.fit("s3://b/train", wait=False)
        print(estimator._current_job_name, estimator.latest_training_job.name)
    """,
    "file system": """
        from sagemaker.estimator import Estimator
        from sagemaker.inputs import FileSystemInput

        data = FileSystemInput("fs-0123456789abcdef0", "FSxLustre", "/fsx/a", content_type="text/csv")
        estimator = Estimator(
            "image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", subnets=["subnet-1"], security_group_ids=["sg-1"]
        )
        estimator.fit({"train": data}, wait=False)
    """,
    "TensorFlow estimator": """
        from sagemaker.tensorflow import TensorFlow

        estimator = TensorFlow(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.11", py_version="py39", instance_count=1,
            instance_type="ml.m5.xlarge", output_path="s3://b/out", model_dir="/opt/ml/model", hyperparameters={"epochs": 1},
            script_mode=True, code_location="s3://b/code",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
    "pipeline with a tuner": """
        import sagemaker
        from sagemaker.estimator import Estimator
        from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.steps import TuningStep

        session = sagemaker.Session()
        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", sagemaker_session=session)
        tuner = HyperparameterTuner(
            estimator, "validation:rmse", {"eta": ContinuousParameter(0.1, 0.5)}, objective_type="Minimize", max_jobs=4,
            max_parallel_jobs=2, metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
        )
        step = TuningStep(name="Tune", tuner=tuner, inputs={"train": "s3://b/train"})
        pipeline = Pipeline(name="p", steps=[step], sagemaker_session=session)
    """,
    "tuner": """
        from sagemaker.estimator import Estimator
        from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", hyperparameters={"num_round": "5"})
        tuner = HyperparameterTuner(
            estimator, "validation:rmse", {"eta": ContinuousParameter(0.1, 0.5)}, objective_type="Minimize", max_jobs=4,
            max_parallel_jobs=2, metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
        )
        tuner.fit({"train": "s3://b/train"}, job_name="tune-1", wait=False)
    """,
    "pipeline of calls": """
        from sagemaker.inputs import TrainingInput
        from sagemaker.processing import ProcessingInput, ProcessingOutput
        from sagemaker.sklearn.processing import SKLearnProcessor
        from sagemaker.pytorch import PyTorch
        from sagemaker.workflow.parameters import ParameterString
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.pipeline_context import PipelineSession
        from sagemaker.workflow.steps import ProcessingStep, TrainingStep

        session = PipelineSession()
        data = ParameterString("Data", default_value="s3://b/raw")
        processor = SKLearnProcessor("1.2-1", ROLE, 1, "ml.m5.large", sagemaker_session=session)
        prepare = ProcessingStep(name="Prepare", step_args=processor.run(
            code="prepare.py",
            inputs=[ProcessingInput(source=data, destination="/opt/ml/processing/input")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://b/train")],
        ))
        estimator = PyTorch(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.0", py_version="py310", instance_count=1,
            instance_type="ml.m5.xlarge", sagemaker_session=session, output_path="s3://b/out",
        )
        train = TrainingStep(name="Train", step_args=estimator.fit({
            "train": TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri)
        }))
        pipeline = Pipeline(name="p", parameters=[data], steps=[prepare, train], sagemaker_session=session)
    """,
    "pipeline of objects": """
        import sagemaker
        from sagemaker.estimator import Estimator
        from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.steps import ProcessingStep, TrainingStep

        session = sagemaker.Session()
        processor = ScriptProcessor(
            image_uri="image", command=["python3"], role=ROLE, instance_count=1, instance_type="ml.m5.large",
            sagemaker_session=session,
        )
        prepare = ProcessingStep(
            name="Prepare",
            processor=processor,
            code="prepare.py",
            inputs=[ProcessingInput(source="s3://b/raw", destination="/opt/ml/processing/input")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://b/train")],
            job_arguments=["--a", "1"],
        )
        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", sagemaker_session=session)
        train = TrainingStep(name="Train", estimator=estimator, inputs={"train": "s3://b/train"}, depends_on=[prepare])
        pipeline = Pipeline(name="p", steps=[prepare, train], sagemaker_session=session)
    """,
    "framework processor": """
        from sagemaker.processing import FrameworkProcessor, ProcessingOutput
        from sagemaker.sklearn import SKLearn

        processor = FrameworkProcessor(
            estimator_cls=SKLearn, framework_version="1.2-1", role=ROLE, instance_count=1, instance_type="ml.m5.large",
            base_job_name="prepare",
        )
        processor.run(
            code="train.py", source_dir="src", wait=False, logs=False, job_name="framework-1",
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
        )
    """,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any]]:
    """What each case makes with v2, and after the migration with v3."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "src").mkdir()
    for name in ("prepare.py", "src/train.py"):
        (folder / name).write_text("print(1)\n")
    (folder / "src" / "requirements.txt").write_text("numpy\n")
    old, new = [], []
    for number, (_, text) in enumerate(CASES.items()):
        lines = [line.removeprefix("        ") for line in text.strip("\n").split("\n")]
        code = f'ROLE = "{ROLE}"\n' + "\n".join(lines) + "\n"
        path = folder / f"{number}.py"
        path.write_text(code)
        old.append(str(path))
        found = migrate_content(str(path), code.encode())
        assert not found.problem
        after = folder / f"{number}_new.py"
        after.write_bytes(found.change.after if found.change is not None else code.encode())
        new.append(str(after))
    before, later = _run(OLD, old, folder), _run(NEW, new, folder)
    return {name: (before[f"{number}.py"], later[f"{number}_new.py"]) for number, name in enumerate(CASES)}


def _run(python: str | None, paths: list[str], folder: Path) -> dict[str, Any]:
    assert python is not None
    # The variables of the tests themselves would bring their own packages.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [python, str(PROGRAM), *paths],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert "\nREQUESTS " in done.stdout, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.rpartition("\nREQUESTS ")[2])
    return found


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_left(name: str) -> None:
    lines = [line.removeprefix("        ") for line in CASES[name].strip("\n").split("\n")]
    found = migrate_content("/project/launch.py", "\n".join(lines).encode())
    # Only what depends on the folder of the code may be left, which is not there.
    assert all("source_dir" in each.advice or "is gone" in each.advice for each in found.left), found.left


@pytest.mark.parametrize("name", CASES)
def test_the_same_requests(made: dict[str, tuple[Any, Any]], name: str) -> None:
    before, after = made[name]
    assert isinstance(before, list), before
    assert isinstance(after, list), after
    assert before, "nothing was started"
    now, then = ([_compared(each) for each in made] for made in (after, before))
    assert now == then, "\n".join(_differences(now, then, ""))


def _differences(now: Any, then: Any, path: str) -> Iterator[str]:
    if isinstance(now, dict) and isinstance(then, dict):
        for key in {**then, **now}:
            yield from _differences(now.get(key), then.get(key), f"{path}/{key}")
    elif isinstance(now, list | tuple) and isinstance(then, list | tuple) and len(now) == len(then):
        for index, (one, other) in enumerate(zip(now, then, strict=True)):
            yield from _differences(one, other, f"{path}/{index}")
    elif now != then:
        yield f"{path}: v3 {now!r}, v2 {then!r}"


def _compared(made: dict[str, Any]) -> Any:
    request = made["request"]
    if made["operation"] != "pipeline":
        return made["operation"], _job(request)
    steps = [{**step, "Arguments": _job(step["Arguments"])} for step in request["Steps"]]
    return {"Parameters": request["Parameters"], "Steps": steps}


def _job(request: dict[str, Any]) -> dict[str, Any]:
    """A request without what differs by intent, and with the defaults of the service left out."""
    found = json.loads(json.dumps(request))
    for key in ("TrainingJobName", "DebugHookConfig", "ProfilerConfig", "ProfilerRuleConfigurations"):
        found.pop(key, None)
    for definition in (found, found.get("TrainingJobDefinition", {})):
        _training(definition)
    ranges = found.get("HyperParameterTuningJobConfig", {}).get("ParameterRanges", {})
    for key in [key for key, value in ranges.items() if not value]:
        del ranges[key]
    for each in found.get("ProcessingInputs", ()):
        _processing(each)
    for each in found.get("ProcessingOutputConfig", {}).get("Outputs", ()):
        each.pop("AppManaged", None)
    return found


def _training(found: dict[str, Any]) -> None:
    algorithm = found.get("AlgorithmSpecification")
    if algorithm is None:
        return
    for key in ("ContainerEntrypoint", "ContainerArguments", "EnableSageMakerMetricsTimeSeries"):
        algorithm.pop(key, None)
    # One for the tuner, one for its jobs; the service takes either.
    found["ResourceConfig"] = found.pop("HyperParameterTuningResourceConfig", None) or found.pop("ResourceConfig")
    if found.get("CheckpointConfig", {}).get("LocalPath") == "/opt/ml/checkpoints":
        del found["CheckpointConfig"]["LocalPath"]
    parameters = {**found.pop("HyperParameters", {}), **found.pop("StaticHyperParameters", {})}
    own = {key: _decoded(value) for key, value in parameters.items() if not key.startswith("sagemaker_")}
    found["HyperParameters"] = {key: value for key, value in own.items() if key != "_tuning_objective_metric"}
    channels = []
    for channel in found.pop("InputDataConfig", None) or ():
        if channel["ChannelName"] in CODE_CHANNELS:
            continue
        if channel.get("InputMode") == algorithm["TrainingInputMode"]:
            channel.pop("InputMode")
        channels.append(channel)
    found["InputDataConfig"] = channels
    if found["OutputDataConfig"].get("CompressionType") == "GZIP":
        found["OutputDataConfig"].pop("CompressionType")
    for key in ("EnableManagedSpotTraining", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption"):
        if not found.get(key):
            found.pop(key, None)


def _decoded(value: str) -> Any:
    """v2 encodes the hyperparameters of a framework as JSON, v3 what is no text; the script gets the same."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _processing(found: dict[str, Any]) -> None:
    found.pop("AppManaged", None)
    inner = found.get("S3Input", {})
    if found["InputName"] in ("code", "entrypoint"):
        inner.pop("S3Uri")  # where the SDK puts it is its own affair
    for key, default in (("S3DataDistributionType", "FullyReplicated"), ("S3CompressionType", "None")):
        if inner.get(key, default) == default:
            inner.pop(key, None)
