"""The plugin of the examples works from end to end, by nothing but the public way in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parents[2] / "examples" / "plugin"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(PLUGIN), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLUGIN / "project", tmp_path / "project"))


def test_its_rule_reports(project: Path) -> None:
    done = run("sm_lint", "check", "--no-cache", "--output-format", "json", cwd=project)
    findings = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [(finding["code"], finding["path"], finding["line"]) for finding in findings] == [
        ("ACM001", "dockers/train.py", 14)
    ]


def test_its_fix_leaves_nothing(project: Path) -> None:
    run("sm_lint", "check", "--no-cache", "--fix", "--unsafe-fixes", cwd=project)
    assert run("sm_lint", "check", "--no-cache", cwd=project).returncode == 0
    assert 'MODEL_DIR = "/opt/ml/model/acme"' in (project / "dockers" / "train.py").read_text("utf-8")


def test_its_rule_can_be_suppressed_and_selected(project: Path) -> None:
    assert run("sm_lint", "check", "--no-cache", "--ignore", "ACM001", cwd=project).returncode == 0
    assert run("sm_lint", "check", "--no-cache", "--select", "ACM", cwd=project).returncode == 1


def test_its_page_is_shown(project: Path) -> None:
    shown = run("sm_lint", "rule", "ACM001", cwd=project).stdout
    assert "model-outside-registry (ACM001)" in shown
    assert "The registry takes nothing else" in shown


def test_its_own_tests_pass() -> None:
    done = run("pytest", "-q", "-p", "no:cacheprovider", cwd=PLUGIN)
    assert done.returncode == 0, done.stdout
