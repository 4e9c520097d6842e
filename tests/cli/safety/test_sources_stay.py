"""Outputs that are named like a source file, or twice, and paths that hold nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

JOBS = """\
from sagemaker.sklearn.processing import SKLearnProcessor
SKLearnProcessor("1.2-1", role="r", instance_type="ml.m5.large", instance_count=1).run(code="preprocess.py")
"""


@pytest.mark.parametrize(
    "words",
    [
        ["report", "--html", "{}"],
        ["report", "--json", "{}"],
        ["report", "-o", "{}"],
        ["graph", "-o", "{}"],
        ["check", "-n", "-o", "{}"],
        ["check", "-n", "--output-format", "json:{}"],
        ["contract", "docs", "-o", "{}"],
        ["contract", "export", "--to", "v2", "-o", "{}"],
        ["contract", "infer", "preprocess.py", "-o", "{}"],
        ["inspect", "preprocess.py", "-o", "{}"],
        ["simulate", "preprocess.py", "-o", "{}"],
    ],
)
@pytest.mark.parametrize("name", ["preprocess.py", "pyproject.toml", "notes.ipynb", "Dockerfile"])
def test_no_output_replaces_a_source_file(bad: Path, sm_lint: Run, words: list[str], name: str) -> None:
    if not (bad / name).exists():
        (bad / name).write_text('{"cells": [], "nbformat": 4, "metadata": {}}' if name.endswith("b") else "FROM x:1\n")
    (bad / "jobs.py").write_text(JOBS)
    before = (bad / name).read_bytes()
    result = sm_lint(*(word.format(name) for word in words))
    assert result.exit_code == 2
    assert f"{name}: it is a source file, which the output would replace" in result.stderr
    assert (bad / name).read_bytes() == before


def test_older_outputs_are_replaced(good: Path, sm_lint: Run) -> None:
    for to in ("v2", "v3"):
        assert sm_lint("contract", "export", "--to", to, "-o", "given.py").exit_code == 0
    assert "sagemaker.core" in (good / "given.py").read_text()
    (good / "empty.py").touch()
    assert sm_lint("contract", "export", "--to", "v2", "-o", "empty.py").exit_code == 0


@pytest.mark.parametrize("words", [["--html", "a", "--json", "./a"], ["--html", "a", "-o", "a"]])
def test_two_outputs_in_one_file(good: Path, sm_lint: Run, words: list[str]) -> None:
    result = sm_lint("report", *words)
    assert result.exit_code == 2
    assert "two outputs of the report have the same file" in result.stderr
    assert not (good / "a").exists()


def test_a_folder_called_like_a_script(project: Path, sm_lint: Run) -> None:
    (project / "x.py").mkdir()
    result = sm_lint("inspect", "x.py")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to show: no Python file is in these paths\n"


@pytest.mark.parametrize("words", [["report"], ["report", "--html", "a.html"], ["contract", "docs"]])
def test_a_path_that_is_not_there_is_one_error(project: Path, sm_lint: Run, words: list[str]) -> None:
    result = sm_lint(*words, "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "nowhere:1:1: SMX904 no such file or folder\n"
    assert not (project / "a.html").exists()
