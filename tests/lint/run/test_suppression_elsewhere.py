"""Comments in a module that another file calls: findings there are theirs too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths

MODULE = """\
from sagemaker.workflow.pipeline import Pipeline


def get_pipeline(instance_type="ml.m5.xlarge"):
    return Pipeline(
        name="pipeline",
        parameters=[
            instance_type,
        ],
        steps=[],
    )COMMENT
"""
CELL = "import sagemaker\nfrom module import get_pipeline\n\npipeline = get_pipeline()\npipeline.upsert(role_arn=sagemaker.get_execution_role())\n"


@pytest.mark.parametrize(("comment", "expected"), [("", ["SMJ548"]), ("  # noqa: SMJ548", [])])
@pytest.mark.parametrize("named", [["module.py"], ["run.ipynb"], ["module.py", "run.ipynb"]])
def test_a_comment_of_a_module_that_a_notebook_calls(
    tmp_path: Path, comment: str, expected: list[str], named: list[str]
) -> None:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": CELL}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "run.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "module.py").write_text(MODULE.replace("COMMENT", comment), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n", encoding="utf-8")
    found = lint_paths([str(tmp_path / name) for name in named], resolver=Resolver(cwd=str(tmp_path)), cache=False)
    assert [finding.code for finding in found.findings] == expected
