"""A project of its own for each test, and the command to run in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import cli

Run = Callable[..., Result]

PYPROJECT = """\
[tool.sm-lint]
ignore = ["SMX904"]

[tool.sm-lint.contracts.preprocess]
entry-point = "preprocess.py"
job = "processing"
description = "Split the raw data"
required-env-vars = ["REGION"]

[tool.sm-lint.contracts.preprocess.expected-input-paths]
raw = "/opt/ml/processing/input"

[tool.sm-lint.contracts.preprocess.expected-output-paths]
train = "/opt/ml/processing/train"
"""
BAD = """\
import os

import pandas as pd

REGION = os.environ["REGION"]
frame = pd.read_csv("/opt/ml/processing/tables/data.csv")
frame.to_csv("/opt/ml/processing/train/data.csv")
"""
GOOD = BAD.replace("/tables/", "/input/")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "SM_LINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def bad(project: Path) -> Path:
    (project / "preprocess.py").write_text(BAD)
    return project


@pytest.fixture
def good(project: Path) -> Path:
    (project / "preprocess.py").write_text(GOOD)
    return project


@pytest.fixture
def sm_lint() -> Run:
    def run(*arguments: str, input: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, list(arguments), input=input, prog_name="sm-lint")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
