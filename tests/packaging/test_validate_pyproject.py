"""validate-pyproject finds the schema of `[tool.sm-lint]` by itself once sm-lint is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "validate_pyproject", str(path)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)


@pytest.mark.parametrize("project", ["pyproject.toml", "broken/pyproject.toml"])
def test_the_examples_are_valid(project: str) -> None:
    ended = validate(EXAMPLES / project)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_an_unknown_key_is_not(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.sm-lint]\nselct = ["SMC"]\n', encoding="utf-8")
    ended = validate(project)
    assert ended.returncode == 1
    assert "selct" in ended.stdout + ended.stderr
