"""Findings through flake8, under its own selection, comments and per-file ignores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

pytest.importorskip("flake8")

CONTRACT = """\
[contracts.score]
entry-point = "score.py"
job = "processing"

[contracts.score.expected-input-paths]
data = "/opt/ml/processing/input"

[contracts.gone]
entry-point = "gone.py"
"""
SCRIPT = """\
import pandas as pd

pd.read_csv("/opt/ml/processing/input/a.csv")
name = "é"; pd.read_csv("/opt/ml/processing/inputs/a.csv")  # noqa: E702
"""
FOUND = "score.py:4:13: SMC001 [unknown-input-path] `/opt/ml/processing/inputs/a.csv` is read, but contract `score`"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sm-lint.toml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "score.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / ".flake8").write_text("[flake8]\n", encoding="utf-8")
    return tmp_path


def flake8(folder: Path, *arguments: str, input: str | None = None) -> list[str]:
    command = [sys.executable, "-m", "flake8", *arguments]
    done = subprocess.run(command, cwd=folder, input=input, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert done.returncode == (1 if done.stdout else 0)
    return done.stdout.splitlines()


def test_findings_stand_among_those_of_flake8(project: Path) -> None:
    (project / "score.py").write_text(SCRIPT + "x=1\n", encoding="utf-8")
    found = flake8(project, "score.py")
    assert found[0].startswith(FOUND)
    assert [line.split()[1] for line in found] == ["SMC001", "E225"]


@pytest.mark.parametrize(
    ("arguments", "number"),
    [(["--extend-ignore", "SM"], 0), (["--select", "SMC"], 1), (["--select", "SMC002,E"], 0)],
)
def test_flake8_selects(arguments: list[str], number: int, project: Path) -> None:
    assert len(flake8(project, "score.py", *arguments)) == number


def test_flake8_ignores_by_file(project: Path) -> None:
    (project / ".flake8").write_text("[flake8]\nper-file-ignores =\n    score.py: SMC001\n", encoding="utf-8")
    assert flake8(project, ".") == []


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: SMC001,E702", "# sm-lint: ignore[SMC001] # noqa: E501,E702"])
def test_comments_of_either_kind(comment: str, project: Path) -> None:
    (project / "score.py").write_text(SCRIPT.replace("# noqa: E702", comment), encoding="utf-8")
    assert flake8(project, "score.py") == []


def test_standard_input(project: Path) -> None:
    assert flake8(project, "--stdin-display-name", "score.py", "-", input=SCRIPT)[0].startswith(FOUND)


def test_a_declared_encoding(project: Path) -> None:
    text = "# coding: latin-1\n" + SCRIPT
    (project / "score.py").write_bytes(text.encode("latin-1"))
    assert flake8(project, "score.py")[0].startswith(FOUND.replace(":4:", ":5:"))


def test_the_configuration_of_sm_lint_has_a_say(project: Path) -> None:
    (project / "sm-lint.toml").write_text('extend-exclude = ["score.py"]\n' + CONTRACT, encoding="utf-8")
    assert flake8(project, "score.py") == []
    (project / "below").mkdir()
    (project / "below" / "other.toml").write_text(CONTRACT.replace("/input", "/inputs"), encoding="utf-8")
    (project / ".flake8").write_text("[flake8]\nsm-lint-config = below/other.toml\n", encoding="utf-8")
    (found,) = flake8(project, "score.py")
    assert found.startswith("score.py:3:1: SMC001")


def test_a_mistake_in_the_configuration_is_told(project: Path) -> None:
    (project / "sm-lint.toml").write_text('selct = ["SMC"]\n', encoding="utf-8")
    said = "score.py:1:1: SMX907 sm-lint.toml:1: unknown option `selct`; did you mean `select`?"
    assert flake8(project, "score.py") == [said]
    (project / "sm-lint.toml").write_text('plugins = ["acme_gone"]\n', encoding="utf-8")
    refused = "score.py:1:1: SMX907 sm-lint.toml:1: plugin `acme_gone` is not loaded"
    assert flake8(project, "score.py")[0].startswith(refused)
    allowed = flake8(project, "score.py", "--sm-lint-allow-plugins")
    assert allowed[0].startswith("score.py:1:1: SMX907 cannot import rule package `acme_gone`")
