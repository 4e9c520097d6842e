"""What is done with estimators of SDK v2, as it is written for v3, and what is left of it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from sm_lint.migration.run import migrate_content
from tests.migration.test_definitions import ROLE, after, migrated, reasons

IMPORT = "from sagemaker.estimator import Estimator\n"
MADE = "e = Estimator('i', 'r', 1, 'ml.m5.large', output_path='s3://b/out')\n"

LINES = {
    "logs": ("e.logs()", "e._latest_training_job.wait(logs=True)"),
    "the name of the job": ("print(e._current_job_name)", "print(e._latest_training_job.training_job_name)"),
    "the image": ("print(e.training_image_uri())", "print(e.training_image)"),
    "the hyperparameters": ("print(e.hyperparameters())", "print(e.hyperparameters.copy())"),
    "what it was given": ("print(e.output_path)", "print(e.output_data_config.s3_output_path)"),
    "the number of instances": ("n = e.instance_count", "n = e.compute.instance_count"),
    "it is shown": ("e", "\ne\n"),
    "it is printed": ("print(e)", "print(e)"),
    "arguments of the command line": (
        "import argparse\nargs = argparse.ArgumentParser().parse_args()\ne.fit({'train': args.data})",
        "InputData(channel_name='train', data_source=args.data)",
    ),
    "a function that returns a text": (
        "def where() -> str:\n    return read()\nplace = where()\ne.fit({'train': place})",
        "InputData(channel_name='train', data_source=place)",
    ),
    "a parameter that may be None": (
        "def start(place: str | None, other: Optional[str]):\n    e.fit({'train': place, 'test': other})",
        "InputData(channel_name='test', data_source=other)",
    ),
    "a job name": (
        "e.fit(job_name='x', wait=False)",
        "\ne.base_job_name = 'x'\ne.train(wait=False)\n",
    ),
    "a job name in a function": (
        "def start(name: str):\n    e.fit('s3://b/x', job_name=name)",
        "    e.base_job_name = name\n    e.train(input_data_config=[",
    ),
    "a sum": ("e.fit({'train': home.bucket + name})", "data_source=home.bucket + name"),
    "a file system": (
        "from sagemaker.inputs import FileSystemInput\nd = FileSystemInput('fs-1', 'FSxLustre', '/fsx/a')\ne.fit({'train': d})",
        "data_source=FileSystemDataSource(",
    ),
}


@pytest.mark.parametrize(("code", "wanted"), LINES.values(), ids=LINES.keys())
def test_what_is_done_with_it(code: str, wanted: str) -> None:
    assert wanted in after(f"{IMPORT}{MADE}{code}\n")


def test_names_of_v1_that_v2_takes() -> None:
    code = after(
        f"{IMPORT}e = Estimator('i', 'r', train_instance_count=2, train_instance_type='ml.m5.large', train_max_run=60)\n"
    )
    assert "compute=Compute(instance_type='ml.m5.large', instance_count=2)" in code
    assert "StoppingCondition(max_runtime_in_seconds=60)" in code


def test_the_image_of_v1() -> None:
    code = after(
        f"{IMPORT}e = Estimator(image_name='i', role='r', train_instance_count=1, train_instance_type='ml.m5.large')\ne.fit()\n"
    )
    assert "training_image='i'" in code
    assert "compute=Compute(instance_type='ml.m5.large', instance_count=1)" in code


LOOSE = "e = Estimator('i', 'r', 1, 'ml.m5.large', output_path='s3://b/out', disable_output_compression=loose)\n"


def test_a_model_that_is_not_packed() -> None:
    code = after(f"{IMPORT}loose = True\n{LOOSE}e.fit()\nprint(e.model_data['S3DataSource']['S3Uri'].upper())\n")
    assert "OutputDataConfig(s3_output_path='s3://b/out', compression_type=\"NONE\")" in code
    assert 'print((e._latest_training_job.model_artifacts.s3_model_artifacts.rstrip("/") + "/").upper())' in code
    packed = after(f"{IMPORT}loose = False\n{LOOSE}e.fit()\nprint(e.model_data)\n")
    assert "OutputDataConfig(s3_output_path='s3://b/out')" in packed
    assert "print(e._latest_training_job.model_artifacts.s3_model_artifacts)" in packed
    assert "is not known whether it is true" in reasons(f"{IMPORT}loose = ask()\n{LOOSE}e.fit()\n")[0]
    assert (
        "the mapping that v2 makes of it" in reasons(f"{IMPORT}loose = True\n{LOOSE}e.fit()\nprint(e.model_data)\n")[0]
    )


def test_a_keyword_that_v2_ignores() -> None:
    found = migrated(f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', instance_cuont=2)\ne.fit()\n")
    assert found.rewritten[0].notes == ("`instance_cuont` is left out, which v2 ignores",)


def test_the_place_of_the_code() -> None:
    text = (
        f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', code_location='s3://b/code', entry_point='a.py')\ne.fit()\n"
    )
    assert "code_location" not in after(text)
    assert any("default bucket" in note for note in migrated(text).rewritten[0].notes)


@pytest.mark.parametrize(
    ("script", "given", "wanted"),
    [
        ("import os\nprint(os.environ['SM_MODEL_DIR'], '--sm-model-dir')\n", "", "entry_script="),
        ("parser.add_argument('--model_dir')\n", "", ""),
        (None, "", ""),
        (
            "parser.add_argument('--model_dir')\n",
            ', model_dir="/opt/ml/model"',
            'hyperparameters={"model_dir": "/opt/ml/model"}',
        ),
        ("", ', model_dir="s3://b/x", hyperparameters=h', 'hyperparameters={**h, "model_dir": "s3://b/x"}'),
        ("", ", model_dir=where()", ""),
        ("parser.add_argument('--model_dir')\n", ", model_dir=False", "entry_script="),
    ],
)
def test_the_folder_that_a_script_for_tensorflow_is_told(
    tmp_path: Path, script: str | None, given: str, wanted: str
) -> None:
    if script is not None:
        (tmp_path / "train.py").write_text(script)
    text = f"""
        from sagemaker.tensorflow import TensorFlow
        h = {{"epochs": 1}}
        e = TensorFlow(entry_point="train.py", source_dir=".", framework_version="2.11", py_version="py39", {ROLE}{given})
        e.fit()
    """
    path = str(tmp_path / "launch.py")
    if wanted:
        assert wanted in after(text, path)
    else:
        found = migrated(text, path)
        assert not found.rewritten
        assert any("`--model_dir`" in each.advice or "`model_dir`" in each.advice for each in found.left)


def test_what_fails_at_its_import_may_have_the_estimator() -> None:
    text = dedent("""
        from sagemaker.estimator import Estimator
        from sagemaker.workflow.step_collections import RegisterModel
        e = Estimator("i", "r", 1, "ml.m5.large")
        e.fit()
        step = RegisterModel(name="a", estimator=e, model_data=e.model_data)
    """)
    found = migrated(text)
    assert found.change is not None
    assert b"e = ModelTrainer(" in found.change.after
    assert b"estimator=e, model_data=e._latest_training_job.model_artifacts.s3_model_artifacts)" in found.change.after
    assert found.rewritten[0].notes == ("`RegisterModel(...)`, which it is given to, is left to be written by hand",)
    assert [each.name for each in found.left] == ["sagemaker.workflow.step_collections.RegisterModel"]
    inside = text.replace("from sagemaker.workflow", "if True:\n    from sagemaker.workflow")
    assert "imported in a function or branch" in reasons(inside)[0]


STEP = {
    "a tuner in a step": (
        """
        from sagemaker.estimator import Estimator
        from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
        from sagemaker.workflow.steps import TuningStep
        e = Estimator("i", "r", 1, "ml.m5.large", max_run=60)
        tuner = HyperparameterTuner(e, "loss", {"eta": ContinuousParameter(0.1, 0.5)})
        step = TuningStep(name="Tune", tuner=tuner, inputs={"train": "s3://b/x"})
        """,
        """
        from sagemaker.core.training.configs import Compute, InputData, StoppingCondition
        from sagemaker.core.workflow.pipeline_context import PipelineSession
        from sagemaker.train import ModelTrainer
        from sagemaker.core.parameter import ContinuousParameter
        from sagemaker.train.tuner import HyperparameterTuner
        from sagemaker.mlops.workflow.steps import TuningStep
        e = ModelTrainer(
            training_image="i",
            compute=Compute(instance_type="ml.m5.large", instance_count=1),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=60),
            role="r",
            sagemaker_session=PipelineSession(),
        )
        tuner = HyperparameterTuner(
            model_trainer=e,
            objective_metric_name="loss",
            hyperparameter_ranges={"eta": ContinuousParameter(0.1, 0.5)},
        )
        step = TuningStep(
            name="Tune",
            step_args=tuner.tune(inputs=[InputData(channel_name="train", data_source="s3://b/x")]),
        )
        """,
    ),
}


@pytest.mark.parametrize(("before", "wanted"), STEP.values(), ids=STEP.keys())
def test_steps(before: str, wanted: str) -> None:
    assert after(before) == dedent(wanted)


def _book(*cells: str) -> bytes:
    listed = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.splitlines(keepends=True)} for cell in cells
    ]
    kernel = {"kernelspec": {"name": "python3", "language": "python"}}
    return json.dumps({"cells": listed, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def test_a_cell_that_deploys_is_left_for_itself() -> None:
    book = _book(f"{IMPORT}{MADE}e.fit('s3://b/x')", "\np = e.deploy(1, 'ml.m5.large')", "p.predict(x)")
    found = migrate_content("/project/a.ipynb", book)
    assert found.change is not None
    assert b"ModelTrainer(" in found.change.after
    assert b"p = e.deploy(1, 'ml.m5.large')" in found.change.after
    assert [(each.kind, each.place.cell, each.place.span.line) for each in found.left] == [("call", 2, 2)]
    assert "with `build` and `deploy`" in found.left[0].advice
    again = migrate_content("/project/a.ipynb", found.change.after)
    assert again.change is None
    assert [(each.kind, each.place.cell, each.place.span.line) for each in again.left] == [("call", 2, 2)]


@pytest.mark.parametrize(
    "cells",
    [
        (f"{IMPORT}{MADE}e.fit('s3://b/x')", "def deploy():\n    return e.deploy(1, 'ml.m5.large')"),
        (f"{IMPORT}{MADE}e.fit('s3://b/x')", "start(e)"),
        (f"{IMPORT}{MADE}e.fit('s3://b/x')", "e.nothing_of_the_sdk()"),
    ],
)
def test_in_a_notebook_too_it_is_left_as_a_whole(cells: tuple[str, ...]) -> None:
    found = migrate_content("/project/a.ipynb", _book(*cells))
    assert not found.rewritten
    assert [each.kind for each in found.left if each.kind != "import"] == ["definition"]
