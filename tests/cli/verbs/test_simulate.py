"""`simulate` and `paths explain`: the container of each step of the examples, and of unusual targets."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*words: str, cwd: Path) -> Ended:
        monkeypatch.chdir(cwd)
        result = CliRunner().invoke(cli, words)
        return Ended(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    shutil.copytree(
        EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("tests", "__pycache__", ".sm_lint_cache")
    )
    return tmp_path / "examples"


def simulated(run, folder: Path, *words: str) -> list[dict[str, Any]]:
    result = run("simulate", *words, "--output-format", "json", cwd=folder)
    assert result.code == 0, result.err
    return [scene for strip in json.loads(result.out)["pipelines"] for scene in strip["containers"]]


def states(scene) -> dict[str, str]:
    return {place["path"]: place["state"] for place in scene["places"] if "code" not in place["path"]}


def test_every_step_of_the_pipeline(run: Run, examples: Path) -> None:
    scenes = simulated(run, examples, "pipelines/pipeline.py")
    names = [re.search("`(.*)`", scene["label"])[1] for scene in scenes]
    assert names == [
        "CradleDataLoading",
        "PreprocessTraining",
        "PreprocessCalibration",
        "TrainXgb",
        "ModelEvaluation",
        "MimsPackage",
        "MimsPayload",
        "MimsRegistration",
    ]
    bad = {state for scene in scenes for state in states(scene).values()} & {"lost", "missing", "empty", "unread"}
    assert not bad
    train = scenes[3]
    assert [(output["path"], output["files"], output["destination"]) for output in train["outputs"]] == [
        (
            "/opt/ml/model",
            ["feature_columns.txt", "hyperparameters.json", "xgboost_model.json"],
            "s3://BUCKET/JOB/output/model.tar.gz",
        ),
        ("/opt/ml/output/data", ["val_scores.csv"], "s3://BUCKET/JOB/output/output.tar.gz"),
    ]
    readers = train["outputs"][0]["readers"]
    assert readers[0] == "ModelEvaluation reads it at /opt/ml/processing/input/model"
    assert [entry["source"] for entry in train["inputs"]] == ["PreprocessTraining, its processed_data"] * 2


def test_the_archive_that_is_a_directory(run: Run, examples: Path) -> None:
    scene = simulated(run, examples / "broken", "mims_payload")[0]
    place = next(place for place in scene["places"] if place["path"].endswith("payload.tar.gz"))
    assert place["folder"]
    assert place["state"] == "missing"
    assert place["after"] == "written as a file, and it is a directory: Errno 21 (mims_payload.py:69)"


@pytest.mark.parametrize(
    ("contract", "path", "state"),
    [
        ("tabular_preprocess", "/opt/ml/processing/input/reference/marketplaces.csv", "missing"),
        ("currency_conversion", "/opt/ml/processing/conversion_report.json", "lost"),
        ("risk_table_mapping", "/opt/ml/processing/input/config", "unread"),
        ("model_evaluation_xgb", "/opt/ml/processing/output/metrics", "empty"),
    ],
)
def test_defects_of_the_broken_examples(run: Run, examples: Path, contract: str, path: str, state: str) -> None:
    assert states(simulated(run, examples / "broken", contract)[0])[path] == state


def test_a_script_that_nothing_is_known_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("import sys\nopen('/opt/ml/processing/out/a', 'w')\nopen(sys.argv[1])\n")
    scene = simulated(run, tmp_path, "job.py")[0]
    assert scene["label"] == "no contract and no job is known; inferred from the script"
    assert states(scene)["/opt/ml/processing/out/a"] == "uploaded"
    assert scene["remarks"] == [
        "the job may have more inputs: its definition is not fully known",
        "the job may have more outputs: its definition is not fully known",
        "the script may touch more than this: not every path in it is known",
    ]


def test_a_program_without_a_suffix(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train").write_text('#!/usr/bin/env python\nopen("/opt/ml/model/m.txt", "w").write("1")\n')
    ended = run("simulate", "train", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert "m.txt" in ended.out


V2 = """\
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.processing import ProcessingInput, ProcessingOutput

processor = SKLearnProcessor("1.2-1", role="r", instance_type="ml.m5.large", instance_count=1)
"""
RUN = """\
processor.run(
    code="prep.py",
    inputs=[ProcessingInput("s3://b/raw/", "/opt/ml/processing/input/raw", input_name="raw")],
    outputs=[ProcessingOutput(source="/opt/ml/processing/output", output_name="out")],
)
"""
PREP = """\
import shutil
shutil.copy("/opt/ml/processing/input/raw/a.csv", "/opt/ml/processing/output/b.csv")
"""


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None} for cell in cells
    ]
    return json.dumps(
        {"cells": made, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    )


def test_a_script_that_a_cell_writes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jobs.ipynb").write_text(notebook("%%writefile prep.py\n" + PREP, V2, RUN))
    for target in ("jobs.ipynb", "prep.py"):
        scene = simulated(run, tmp_path, target)[0]
        assert scene["remarks"] == []
        places = {place["path"]: place["after"] for place in scene["places"]}
        assert places["/opt/ml/processing/input/raw/a.csv"] == "read (jobs.ipynb:cell 1:3)"
        assert places["/opt/ml/processing/output/b.csv"] == "new, uploaded with out (jobs.ipynb:cell 1:3)"


def test_nothing_is_said_of_inputs_where_no_script_is_followed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(V2 + RUN)
    scene = simulated(run, tmp_path, "jobs.py")[0]
    assert states(scene)["/opt/ml/processing/input/raw"] == "given"
    assert scene["remarks"] == [
        "the script `prep.py` does not exist (neither beside the definition nor in a folder above it)"
    ]
    (tmp_path / "prep.py").write_text("import sys\nopen(sys.argv[1])\n")
    assert states(simulated(run, tmp_path, "jobs.py")[0])["/opt/ml/processing/input/raw"] == "given"
    (tmp_path / "prep.py").write_text("print(1)\n")
    assert states(simulated(run, tmp_path, "jobs.py")[0])["/opt/ml/processing/input/raw"] == "unread"


def test_a_model_and_an_image_without_a_script(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(
        "import boto3\nfrom sagemaker.estimator import Estimator\n"
        'Estimator("image", "role", 1, "ml.m5.large").fit({"train": "s3://b/t"})\n'
        'boto3.client("sagemaker").create_model(ModelName="m", ExecutionRoleArn="r",'
        ' PrimaryContainer={"Image": "image", "ModelDataUrl": "s3://b/m.tar.gz"})\n'
    )
    train, serve = simulated(run, tmp_path, "jobs.py")
    assert train["remarks"] == ["the job names no script; what the program of its image reads and writes is not known"]
    assert states(train)["/opt/ml/input/data/train"] == "given"
    assert serve["remarks"] == ["the job names no script; the archive of the model may bring one"]


def test_files_below_a_folder_that_is_not_known(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--model-dir')\n"
        "args = parser.parse_args()\nopen(args.model_dir + '/m.bin', 'w')\n"
    )
    (tmp_path / "jobs.py").write_text(
        "from sagemaker.tensorflow import TensorFlow\n"
        'TensorFlow(entry_point="train.py", role="r", instance_count=1, instance_type="ml.m5.large",'
        ' framework_version="2.12", py_version="py310").fit()\n'
    )
    scene = simulated(run, tmp_path, "jobs.py")[0]
    assert states(scene)["*/m.bin"] == "unplaced"
    assert states(scene)["/opt/ml/model"] == "given"
    assert scene["lost"] == []


def test_names_with_line_ends_stay_on_their_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prep.py").write_text("open('/opt/ml/processing/a\\nb/c\\rd', 'w')\nopen('/opt/x\\ny', 'w')\n")
    launch = V2 + RUN.replace('"/opt/ml/processing/output"', '"/opt/ml/processing/a\\nb"').replace('"out"', '"o\\nut"')
    (tmp_path / "jobs.py").write_text(launch)
    shown = run("simulate", "jobs.py", cwd=tmp_path).out
    assert "\r" not in shown
    lines = shown.splitlines()
    assert any(line.startswith("  /opt/ml/processing/a\\nb/ ") for line in lines)
    assert any("c\\rd" in line and "new, uploaded with o\\nut" in line for line in lines)
    assert "    /opt/x\\ny" in lines
    assert all(line.startswith((" ", "`run`")) for line in lines if line)


def test_jobs_that_pass_nothing_on_are_no_chain(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "jobs.py").write_text(V2 + RUN + RUN)
    ended = run("simulate", "sub/jobs.py", cwd=tmp_path)
    assert "  `run` (jobs.py:5), `run` (jobs.py:10)\n" in ended.out
    assert "  defined at sub/jobs.py:5:1\n" in ended.out
    page = run("simulate", "sub/jobs.py", "--format", "html", cwd=tmp_path).out
    assert '<ol class="strip" ' in page


def test_a_contract_whose_script_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint.contracts.gone]\nentry-point = "gone.py"\n')
    ended = run("simulate", "gone", cwd=tmp_path)
    assert ended.code == 2
    message = "contract `gone` governs no script; its entry point `gone.py` matches no Python file of the project"
    assert message in ended.err


def test_html(run: Run, examples: Path) -> None:
    result = run("simulate", "pipelines", "--output-format", "html", cwd=examples)
    assert result.out.startswith("<!DOCTYPE html>")
    assert result.out.count('<section class="container"') == 8
    assert "<script" not in result.out
    assert not re.search(r'(?:src|href)="(?!#|data:)', result.out)


def test_text_has_before_and_after(run: Run, examples: Path) -> None:
    result = run("simulate", "MimsPayload", cwd=examples)
    lines = result.out.splitlines()
    assert lines[0] == "step `MimsPayload` (pipeline.py:194)"
    head = next(line for line in lines if line.endswith("after"))
    archive = next(line for line in lines if line.startswith("    payload.tar.gz"))
    assert archive.index("new, uploaded with payload_sample") == head.index("after")


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["Trainxgb"], "no step, contract or file is called `Trainxgb`: did you mean `TrainXgb`?"),
        (["pyproject.toml"], "pyproject.toml defines no job, and is no script"),
        (["broken.py"], "broken.py: "),
    ],
)
def test_targets_that_are_not_known(run: Run, examples: Path, targets: list[str], message: str) -> None:
    (examples / "broken.py").write_text("def f(:\n")
    result = run("simulate", *targets, cwd=examples)
    assert result.code == 2
    assert result.out == ""
    assert message in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "job", "expected"),
    [
        ("/opt/ml/output/failure", "training", {"upload": "end", "start": "", "place": "/opt/ml/output/failure"}),
        ("/opt/ml/output/x", "training", {"upload": "never", "place": "/opt/ml/output"}),
        ("/opt/ml/output/models/x", "training", {"meant": "/opt/ml/model/x"}),
        ("/opt/ml//input/data/train/", "training", {"variables": ["SM_CHANNEL_TRAIN = /opt/ml/input/data/train"]}),
        ("/opt/ml/checkpoints/1", "training", {"upload": "during", "needs": "a checkpoint configuration"}),
        ("/opt/ml/model/x", "inference", {"upload": "never", "variables": ["SM_MODEL_DIR = /opt/ml/model"]}),
        ("/opt/ml/processing/out", "processing", {"upload": "end"}),
    ],
)
def test_paths_explain(run: Run, tmp_path: Path, path: str, job: str, expected: dict[str, object]) -> None:
    result = run("paths", "explain", path, "--job", job, "--output-format", "json", cwd=tmp_path)
    entry = json.loads(result.out)["paths"][0]["jobs"][0]
    assert {key: entry[key] for key in expected} == expected
    assert entry["job"] == job


def test_paths_that_no_job_has(run: Run, tmp_path: Path) -> None:
    result = run("paths", "explain", "/home/ec2-user/a", "/tmp/a", "/srv/a", cwd=tmp_path)
    assert "a notebook instance or Studio" in result.out
    assert "scratch space" in result.out
    assert "what is written there is lost" in result.out
    assert run("paths", "explain", "opt/ml", cwd=tmp_path).code == 2
