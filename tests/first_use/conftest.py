"""A newcomer's machine: a clone of the repository, sm-lint installed from it, and an empty project."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environments import REPOSITORY, build_wheel, install_wheel

Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables without the settings of the person and of the CI service that run the tests."""
    left_out = ("GIT_", "PRE_COMMIT", "GITHUB_", "SM_", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    kept |= {f"GIT_{role}_NAME": "newcomer" for role in ("AUTHOR", "COMMITTER")}
    kept |= {f"GIT_{role}_EMAIL": "newcomer@example.org" for role in ("AUTHOR", "COMMITTER")}
    return kept | {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Path:
    """The repository as `git clone` leaves it in the working directory."""
    folder = tmp_path_factory.mktemp("clone")
    origin = folder / "origin"
    origin.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", ".pre-commit-hooks.yaml"):
        shutil.copy(REPOSITORY / name, origin / name)
    for name in ("sm_lint", "rules", "examples"):
        shutil.copytree(
            REPOSITORY / name, origin / name, ignore=shutil.ignore_patterns("__pycache__", ".sm-lint-cache")
        )
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "everything")):
        subprocess.run(["git", *arguments], cwd=origin, env=variables, check=True)
    subprocess.run(["git", "clone", "--quiet", origin.as_uri(), "sm-lint"], cwd=folder, env=variables, check=True)
    return folder / "sm-lint"


@pytest.fixture(scope="module")
def programs(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of programs of an environment into which the clone is installed, by way of its wheel."""
    folder = tmp_path_factory.mktemp("environment")
    return install_wheel(build_wheel(clone, folder / "dist"), folder / "venv")


@pytest.fixture(scope="module")
def shell(programs: Path, variables: dict[str, str]) -> Shell:
    """Runs a command line with the environment's programs first on the path."""
    known = variables | {"PATH": f"{programs}{os.pathsep}{variables['PATH']}"}

    def run(command: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd, env=known, input=stdin, capture_output=True, encoding="utf-8", check=False, shell=True
        )

    return run


@pytest.fixture
def project(tmp_path: Path, variables: dict[str, str]) -> Path:
    """A repository with one script, which no contract and no job governs."""
    (tmp_path / "dockers").mkdir()
    (tmp_path / "dockers" / "score.py").write_text(SCRIPT, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, env=variables, check=True)
    return tmp_path


SCRIPT = '''\
"""Score the orders."""

import os

import joblib
import pandas as pd

print("scoring with", os.environ["MODEL_NAME"])
model = joblib.load("/opt/ml/processing/input/model/model.joblib")
orders = pd.read_csv("/opt/ml/processing/input/orders/orders.csv")
orders["score"] = model.predict(orders)
orders.to_csv("/opt/ml/processing/output/scores.csv")
'''
