"""The plugin of the examples works from end to end, by nothing but the public way in."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import tomli

from tests.environments import Environment

pytestmark = pytest.mark.slow

PLUGIN = Path(__file__).parents[2] / "examples" / "plugin"


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the plugin installed for editing, as `pip install -e .` leaves it."""
    environment = Environment(tmp_path_factory.mktemp("environment"))
    entry_points = tomli.loads((PLUGIN / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    environment.install_editable("acme-rules", PLUGIN, entry_points)
    return environment.python


def run(interpreter: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(interpreter), "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLUGIN / "project", tmp_path / "project"))


def test_its_rule_reports(project: Path, interpreter: Path) -> None:
    done = run(interpreter, "sm_lint", "check", "--no-cache", "--output-format", "json", cwd=project)
    findings = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [(finding["code"], finding["path"], finding["line"]) for finding in findings] == [
        ("ACM001", "dockers/train.py", 14)
    ]


def test_its_fix_leaves_nothing(project: Path, interpreter: Path) -> None:
    run(interpreter, "sm_lint", "check", "--no-cache", "--fix", "--unsafe-fixes", cwd=project)
    assert run(interpreter, "sm_lint", "check", "--no-cache", cwd=project).returncode == 0
    assert 'MODEL_DIR = "/opt/ml/model/acme"' in (project / "dockers" / "train.py").read_text("utf-8")


def test_its_rule_can_be_suppressed_and_selected(project: Path, interpreter: Path) -> None:
    assert run(interpreter, "sm_lint", "check", "--no-cache", "--ignore", "ACM001", cwd=project).returncode == 0
    assert run(interpreter, "sm_lint", "check", "--no-cache", "--select", "ACM", cwd=project).returncode == 1


def test_its_page_is_shown(project: Path, interpreter: Path) -> None:
    shown = run(interpreter, "sm_lint", "rule", "ACM001", cwd=project).stdout
    assert "model-outside-registry (ACM001)" in shown
    assert "The registry takes nothing else" in shown


def test_its_own_tests_pass(interpreter: Path) -> None:
    done = run(interpreter, "pytest", "-q", "-p", "no:cacheprovider", cwd=PLUGIN)
    assert done.returncode == 0, done.stdout
