"""What reports, pages, tests and `inspect` say of scripts that jobs launch: in several places, from cells, or perhaps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TRAIN = """\
import os
open("/opt/ml/input/data/train/a.csv")
open(os.path.join("/opt/ml/model", "m.bin"), "w")
"""
JOB = """\
from sagemaker.sklearn import SKLearn
SKLearn("train.py", role="r", framework_version="1.2-1", instance_type="ml.m5.large").fit({"train": "s3://b/t"})
"""
PREP = """\
import os
folder = "/opt/ml/processing/input"
os.listdir(folder)
"""
NOTEBOOK_JOB = """\
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.processing import ProcessingInput
SKLearnProcessor("1.2-1", role="r", instance_type="ml.m5.large", instance_count=1).run(
    code="prep.py", inputs=[ProcessingInput("s3://b/raw/", "/opt/ml/processing/input", input_name="raw")])
"""


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None} for cell in cells
    ]
    return json.dumps(
        {"cells": made, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    )


@pytest.fixture
def launches(project: Path) -> Path:
    """A training script with two launches of one name, and a script that a cell writes."""
    (project / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (project / "train.py").write_text(TRAIN)
    (project / "small.py").write_text(JOB)
    (project / "large.py").write_text(JOB.replace("})", ', "more": "s3://b/m"})'))
    (project / "jobs.ipynb").write_text(notebook("%%writefile prep.py\n" + PREP, NOTEBOOK_JOB))
    return project


def test_the_page_of_a_training_script_has_what_sagemaker_collects(launches: Path, sm_lint: Run) -> None:
    pages = sm_lint("contract", "docs").stdout
    assert "| `model` | `/opt/ml/model` | no |  | [line 3](train.py#L3) |" in pages
    assert "`/opt/ml/output/data`" not in pages  # the script writes nothing there


def test_lines_in_notebooks_have_their_cell(launches: Path, sm_lint: Run) -> None:
    assert "[cell 1 line 4](jobs.ipynb)" in sm_lint("contract", "docs").stdout
    said = sm_lint("inspect", "jobs.ipynb")
    assert "from folder cell 1 line 3" in said.stdout
    record = json.loads(sm_lint("inspect", "jobs.ipynb", "--output-format", "json").stdout)
    (written,) = [each for each in record["scripts"] if each["path"] == "prep.py"]
    (read,) = [fact for fact in written["facts"] if fact["kind"] == "read"]
    assert read["origin"][0] == {"path": "jobs.ipynb", "cell": 1, "line": 3, "column": 10, "text": "folder"}


def test_launches_of_one_name_have_their_places_in_the_report(launches: Path, sm_lint: Run) -> None:
    rows = [line.split()[1:3] for line in sm_lint("report").stdout.splitlines() if line.startswith("train.py")]
    assert rows == [["fit", "(large.py:2)"], ["fit", "(small.py:2)"]]


def test_cells_that_cannot_be_parsed_are_left_out_and_named(launches: Path, sm_lint: Run) -> None:
    cells = ["for in\n", "%%writefile prep.py\n" + PREP, NOTEBOOK_JOB]
    (launches / "jobs.ipynb").write_text(notebook(*cells))
    said = sm_lint("inspect", "jobs.ipynb")
    assert said.exit_code == 0
    assert "  launcher   of 1 job\n" in said.stdout
    assert "  cell 1 is left out: syntax error: invalid syntax in line 1\n" in said.stdout
    record = json.loads(sm_lint("inspect", "jobs.ipynb", "--output-format", "json").stdout)["scripts"][0]
    assert record["left_out"] == [{"cell": 1, "line": 1, "why": "syntax error: invalid syntax"}]


@pytest.fixture
def perhaps(project: Path) -> Path:
    """A pipeline in JSON whose step runs a file in S3; one file of the project has its name."""
    request = {
        "AppSpecification": {
            "ImageUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
            "ContainerEntrypoint": ["python3", "/opt/ml/processing/input/code/prep.py"],
        },
        "ProcessingInputs": [
            {
                "InputName": "code",
                "S3Input": {"S3Uri": "s3://b/code/prep.py", "LocalPath": "/opt/ml/processing/input/code"},
            },
        ],
    }
    step = {"Name": "Prep", "Type": "Processing", "Arguments": request}
    (project / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (project / "pipeline.json").write_text(json.dumps({"Version": "2020-12-01", "Steps": [step]}))
    (project / "prep.py").write_text(PREP)
    return project


def test_a_definition_that_may_mean_another_script(perhaps: Path, sm_lint: Run) -> None:
    pages = sm_lint("contract", "docs").stdout
    assert "names a script of this name, and may mean another" in pages
    assert "Other programs of the job" not in pages
    said = sm_lint("contract", "test")
    assert "step `Prep` (pipeline.json:1) may mean another file of this name" in said.stderr


def test_a_contract_that_delegates(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.sm-lint.contracts.run]\nentry-point = "run.py"\njob = "processing"\ndelegates = true\n'
    )
    (project / "run.py").write_text("import os\n")
    assert "Other programs of the job may do what the script does not." in sm_lint("contract", "docs").stdout
    said = sm_lint("contract", "test").stderr
    assert "its contract says that it hands its work to another program (`delegates`)" in said


def test_cells_of_a_notebook_are_inferred_when_it_is_named(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (project / "process.ipynb").write_text(notebook("open('/opt/ml/processing/input/a.csv')"))
    assert "entry-point" not in sm_lint("contract", "infer").stdout
    assert 'entry-point = "process.ipynb"' in sm_lint("contract", "infer", "process.ipynb").stdout
