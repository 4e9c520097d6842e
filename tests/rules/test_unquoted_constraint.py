"""SMI615 in the commands of a notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.testing import lint_files


def places(tmp_path: Path, *sources: str) -> list[tuple[int | None, int, str]]:
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source.splitlines(True)}
        for source in ("import sagemaker", *sources)
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    result = lint_files({"launch.ipynb": text}, str(tmp_path), select=["SMI615"])
    assert not result.internal_errors
    return [(finding.place.cell, finding.place.span.line, finding.message.split("`")[1]) for finding in result.findings]


@pytest.mark.parametrize(
    ("source", "line", "taken"),
    [
        ("x = 1\n!pip install -q sagemaker>=2.79.0 transformers", 2, ">=2.79.0"),
        ("!{sys.executable} -m pip install boto3>=1.28", 1, ">=1.28"),
        ("%pip install --quiet \\\n  'pandas>=2' \\\n  boto3>=1.28", 3, ">=1.28"),
        ("pip install boto3>=1.28", 1, ">=1.28"),
        ("%%bash\ncd code\npython -m pip install mlflow<3", 3, "<3"),
        ("!cd code && pip3 install numpy>=1.24,<2", 1, ">=1.24,"),
        ("%conda install numpy>=1.24", 1, ">=1.24"),
    ],
)
def test_commands(tmp_path: Path, source: str, line: int, taken: str) -> None:
    assert places(tmp_path, source) == [(2, line, taken)]


@pytest.mark.parametrize(
    "source",
    [
        "!pip install 'sagemaker>=2.79.0' \"boto3<2\"",
        "# !pip install old>=1",
        "!pip list > 1.log",
        "!pip install pandas > install.log 2>&1",
        "if 3 >=2:\n    print('pip install x>=1')",
        "%%writefile requirements.txt\nsagemaker>=2.79.0",
        "%%writefile setup.py\ninstall_requires = ['pip install x>=2']",
    ],
)
def test_what_is_in_order(tmp_path: Path, source: str) -> None:
    assert places(tmp_path, source) == []


def test_one_finding_for_a_cell(tmp_path: Path) -> None:
    assert len(places(tmp_path, "!pip install jax>=0.2.8\n!pip install flax>=0.3.5", "!pip install a>=1")) == 2


def test_a_notebook_that_is_no_json(tmp_path: Path) -> None:
    result = lint_files({"a.ipynb": '{"sagemaker pip install x>=1'}, str(tmp_path), select=["SMI615"])
    assert not result.internal_errors
