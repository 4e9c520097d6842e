"""The hooks as pre-commit runs them, in a repository of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
CONTRACT = """\
[tool.sm-lint.contracts.score]
entry-point = "score.py"
job = "processing"

[tool.sm-lint.contracts.score.expected-input-paths]
data = "/opt/ml/processing/input/data"
"""
GOOD = """\
import pandas as pd

print(pd.read_csv("/opt/ml/processing/input/data/part.csv").describe())
"""
BAD = """\
import pandas as pd

print(pd.read_csv("/opt/ml/processing/input/data/part.csv").describe())
print(pd.read_csv("/opt/ml/processing/input/reference/names.csv").describe())
"""
CONFIGURATION = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: sm-lint
      - id: sm-lint-contracts
"""

REQUEST = {
    "AppSpecification": {"ImageUri": "i", "ContainerEntrypoint": ["python3", "/opt/ml/processing/input/code/score.py"]},
    "ProcessingInputs": [
        {"InputName": name, "S3Input": {"S3Uri": uri, "LocalPath": f"/opt/ml/processing/input/{name}"}}
        for name, uri in {"data": "s3://b/data", "code": "s3://b/code/score.py"}.items()
    ],
}
UPLOAD = """\
from sagemaker.s3 import S3Uploader

S3Uploader.upload("score.py", "s3://b/code")
"""
STEPS = {"Version": "2020-12-01", "Steps": [{"Name": "Score", "Type": "Processing", "Arguments": REQUEST}]}
STATES = {
    "StartAt": "Score",
    "States": {
        "Score": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sagemaker:createProcessingJob.sync",
            "Parameters": REQUEST,
            "End": True,
        }
    },
}
LAUNCH = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor(framework_version="1.2-1", role="r", instance_type="ml.m5.large", instance_count=1)
processor.run(code="score.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/input/data")])
"""

pytestmark = [pytest.mark.packaging, pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git")]

Run = subprocess.CompletedProcess[str]
PreCommit = Callable[..., Run]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that keep git and pre-commit away from the settings and caches of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    kept |= {f"GIT_{who}_NAME": "sm-lint" for who in ("AUTHOR", "COMMITTER")}
    kept |= {f"GIT_{who}_EMAIL": "sm-lint@example.org" for who in ("AUTHOR", "COMMITTER")}
    return kept | {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """The project's files as they stand, committed to a repository that pre-commit can clone."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(PROJECT / name, folder / name)
    for name in ("sm_lint", "rules"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    commit(folder, environment)
    return folder


@pytest.fixture(scope="module")
def configuration(hooks: Path, environment: dict[str, str]) -> str:
    revision = git(hooks, environment, "rev-parse", "HEAD").stdout.strip()
    return CONFIGURATION.format(repository=hooks.as_uri(), revision=revision)


@pytest.fixture
def pre_commit(tmp_path: Path, environment: dict[str, str]) -> PreCommit:
    def command(*arguments: str) -> Run:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *arguments, "--verbose", "--color", "never"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return command


def git(folder: Path, environment: dict[str, str], *arguments: str) -> Run:
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8"
    )


def commit(folder: Path, environment: dict[str, str]) -> None:
    git(folder, environment, "init", "--quiet")
    git(folder, environment, "add", "--all")
    git(folder, environment, "commit", "--quiet", "--message", "everything")


def write_project(folder: Path, script: str, settings: str = "", hooks: str = "repos: []\n") -> None:
    (folder / "score.py").write_text(script, encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings + CONTRACT, encoding="utf-8")
    (folder / ".pre-commit-config.yaml").write_text(hooks, encoding="utf-8")


def test_both_hooks_run(tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit) -> None:
    write_project(tmp_path, GOOD, hooks=configuration)
    commit(tmp_path, environment)
    ended = pre_commit("run", "--all-files")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("Passed") == 2


def test_a_broken_contract_stops_the_commit(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, BAD, hooks=configuration)
    commit(tmp_path, environment)
    ended = pre_commit("run", "sm-lint", "--all-files")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "score.py:4:" in ended.stdout
    assert "SMC001" in ended.stdout


def test_the_name_of_a_file_is_no_option(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, BAD, hooks=configuration)
    (tmp_path / "--add-noqa=x.py").write_text("print()\n", encoding="utf-8")
    commit(tmp_path, environment)
    ended = pre_commit("run", "sm-lint", "--all-files")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "score.py:4:" in ended.stdout
    assert (tmp_path / "score.py").read_text(encoding="utf-8") == BAD


def test_excludes_hold_for_files_that_are_handed_over(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, BAD, '[tool.sm-lint]\nextend-exclude = ["score.py"]\n\n', configuration)
    commit(tmp_path, environment)
    ended = pre_commit("run", "sm-lint", "--files", "score.py")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Passed" in ended.stdout


def test_a_changed_contract_is_held_against_every_script(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, BAD, hooks=configuration)
    commit(tmp_path, environment)
    ended = pre_commit("run", "sm-lint-contracts", "--files", "pyproject.toml")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "score.py:4:" in ended.stdout


def test_other_files_do_not_wake_the_contracts_hook(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, BAD, hooks=configuration)
    commit(tmp_path, environment)
    ended = pre_commit("run", "sm-lint-contracts", "--files", "score.py")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Skipped" in ended.stdout


def test_try_repo(tmp_path: Path, hooks: Path, environment: dict[str, str], pre_commit: PreCommit) -> None:
    write_project(tmp_path, BAD)
    commit(tmp_path, environment)
    ended = pre_commit("try-repo", str(hooks), "--all-files")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout.count("score.py:4:") == 2  # of each hook


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("launch.py", LAUNCH),
        ("pipeline.json", json.dumps(STEPS)),
        ("machine.asl.json", json.dumps(STATES)),
    ],
)
def test_a_commit_of_the_pipeline_alone_reports_what_it_breaks_in_the_script(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit, name: str, text: str
) -> None:
    (tmp_path / "score.py").write_text(BAD, encoding="utf-8")
    (tmp_path / "upload.py").write_text(UPLOAD, encoding="utf-8")
    (tmp_path / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
    commit(tmp_path, environment)
    (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, environment, "add", name)
    ended = pre_commit("run")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "score.py:4:" in ended.stdout
    assert "SMC001" in ended.stdout
    (tmp_path / "score.py").write_text(GOOD, encoding="utf-8")
    git(tmp_path, environment, "add", "score.py")
    ended = pre_commit("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_other_json_files_are_no_definitions(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    for name, text in {
        "a.json": "{broken",
        "b.json": "[1]",
        "c.json": "",
        "d.json": "[" * 9000,
        "e.json": "\xff",
    }.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    (tmp_path / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
    commit(tmp_path, environment)
    ended = pre_commit("run", "--all-files")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Passed" in ended.stdout


def test_a_contract_file(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit
) -> None:
    write_project(tmp_path, GOOD, '[tool.sm-lint]\ncontract-files = ["held/*.toml"]\n\n', configuration)
    (tmp_path / "held").mkdir()
    (tmp_path / "other.py").write_text(BAD, encoding="utf-8")
    commit(tmp_path, environment)
    text = CONTRACT.replace("tool.sm-lint.", "").replace("score", "other")
    (tmp_path / "held" / "other.toml").write_text(text, encoding="utf-8")
    git(tmp_path, environment, "add", "held")
    ended = pre_commit("run")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "other.py:4:" in ended.stdout


@pytest.mark.parametrize("name", ["train", "serve"])
def test_programs_without_a_suffix(
    tmp_path: Path, configuration: str, environment: dict[str, str], pre_commit: PreCommit, name: str
) -> None:
    """They are not executable, so that nothing but their first line says that they are Python."""
    contract = CONTRACT.replace("score.py", f"docker/{name}")
    (tmp_path / "docker").mkdir()
    (tmp_path / "pyproject.toml").write_text(contract, encoding="utf-8")
    (tmp_path / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
    commit(tmp_path, environment)
    (tmp_path / "docker" / name).write_text("#!/usr/bin/env python3\n" + BAD, encoding="utf-8")
    git(tmp_path, environment, "add", "docker")
    ended = pre_commit("run")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert f"docker/{name}:5:" in ended.stdout
