"""Outputs of jobs whose script is not at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.runner import lint_paths

OUTPUT = 'ProcessingOutput(source="/opt/ml/processing/output/{}", output_name="report")'
STEP = """\
from sagemaker.clarify import SageMakerClarifyProcessor
from sagemaker.processing import ProcessingOutput, ScriptProcessor
from sagemaker.workflow.steps import ProcessingStep

step = ProcessingStep(name="Check", processor=SageMakerClarifyProcessor(role="role"), outputs=[{output}])
"""


def lint(folder: Path, text: str, name: str = "pipeline.py") -> list[Finding]:
    (folder / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (folder / name).write_text(text)
    found = lint_paths([name], resolver=Resolver({"select": ["SMC002"]}, cwd=str(folder)), cache=False)
    assert found.internal_errors == 0
    return list(found.findings)


@pytest.mark.parametrize("name", ["metrics.json", "model.tar.gz"])
def test_a_file_is_told_of(tmp_path: Path, name: str) -> None:
    (finding,) = lint(tmp_path, STEP.format(output=OUTPUT.format(name)))
    assert finding.message == (
        f"output `report` of step `Check` (pipeline.py:5) is the file path `/opt/ml/processing/output/{name}`: SageMaker "
        "makes a directory there; declare the directory that holds the file"
    )
    assert finding.fix is not None


@pytest.mark.parametrize("name", ["analysis", "rows.parquet", "v1.2", "{}"])
def test_a_directory_is_not(tmp_path: Path, name: str) -> None:
    assert lint(tmp_path, STEP.format(output=OUTPUT.format(name))) == []


def test_a_script_that_is_at_hand_is_asked_itself(tmp_path: Path) -> None:
    (tmp_path / "check.py").write_text('open("/opt/ml/processing/output/a.json/part", "w")\n')
    output = OUTPUT.format("a.json")
    text = STEP.format(output="") + f'ScriptProcessor("role", "image").run("check.py", outputs=[{output}])\n'
    assert lint(tmp_path, text) == []


def test_cells_of_a_notebook_are_looked_at(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": STEP.format(output=OUTPUT.format("metrics.json"))}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4})
    assert [finding.place.cell for finding in lint(tmp_path, text, "pipeline.ipynb")] == [1]
