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


SPOT = """\
from sagemaker.estimator import Estimator


def run(role, image, wait):
    estimator = Estimator(
        image_uri=image,
        role=role,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        use_spot_instances=True,
        max_run=3600,
        max_wait=wait,  # noqa: SMJ513
    )
    estimator.fit({"train": "s3://bucket/train"})
"""


@pytest.mark.parametrize(
    ("caller", "expected"),
    [("from spot import run\n", []), ("import other\n", [("SMX902", 12)])],
)
def test_a_comment_for_jobs_is_not_known_to_be_useless_where_others_import_the_module(
    tmp_path: Path, caller: str, expected: list[tuple[str, int]]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n", encoding="utf-8")
    (tmp_path / "spot.py").write_text(SPOT, encoding="utf-8")
    (tmp_path / "call.py").write_text(caller, encoding="utf-8")
    for _ in range(2):  # without verdicts in the cache, and with them
        found = lint_paths([str(tmp_path / "spot.py")], resolver=Resolver(cwd=str(tmp_path)))
        assert [(each.code, each.place.span.line) for each in found.findings] == expected
    (tmp_path / "call.py").write_text("from spot import run\n" if expected else "", encoding="utf-8")
    found = lint_paths([str(tmp_path / "spot.py")], resolver=Resolver(cwd=str(tmp_path)))
    assert [each.place.span.line for each in found.findings] == ([] if expected else [12])
