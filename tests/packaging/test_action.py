"""The scripts of the GitHub Action, run as a runner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}
BASH = shutil.which("bash")

pytestmark = [pytest.mark.packaging, pytest.mark.skipif(sys.platform == "win32" or BASH is None, reason="needs bash")]


def run(step: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    assert BASH is not None
    # As the runner starts `shell: bash`.
    command = [BASH, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[step]["run"]]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture
def linter(tmp_path: Path) -> str:
    command = tmp_path / "bin" / "sm-lint"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sm_lint "$@"\n')
    command.chmod(0o755)
    return str(command)


def test_no_input_is_part_of_a_script() -> None:
    assert all("${{" not in step["run"] for step in STEPS.values())
    given = [text for step in STEPS.values() for text in step["env"].values() if "inputs." in text]
    assert {text.split("inputs.")[1].rstrip(" }") for text in given} == set(ACTION["inputs"]) - {"python-version"}


def test_findings_become_annotations_and_sarif(tmp_path: Path, linter: str) -> None:
    for name in ("a", "b", "c*"):
        (tmp_path / f"{name}.py").write_text('open("/opt/ml/model"\n')
    done = run(
        "Run sm-lint",
        tmp_path,
        SM_LINT=linter,
        PYTHON=sys.executable,
        PATHS="a.py c*.py",
        ARGS="--select SMX",
        SARIF="out.sarif",
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(tmp_path),
    )
    assert done.returncode == 1
    assert "::error title=sm-lint (SMX901),file=a.py,line=1," in done.stdout
    assert "b.py" not in done.stdout
    results = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]
    assert len(results) == 2


def test_nothing_found_is_success(tmp_path: Path, linter: str) -> None:
    (tmp_path / "a.py").write_text("print()\n")
    done = run("Run sm-lint", tmp_path, SM_LINT=linter, PYTHON=sys.executable, PATHS=".", ARGS="", SARIF="")
    assert (done.returncode, done.stdout) == (0, "All checks passed!\n")


def test_inputs_are_split_as_a_shell_does_and_not_evaluated(tmp_path: Path) -> None:
    echo = tmp_path / "echo"
    echo.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    echo.chmod(0o755)
    done = run(
        "Run sm-lint",
        tmp_path,
        SM_LINT=str(echo),
        PYTHON=sys.executable,
        PATHS="'my dir/a.py' \"b c.py\" $(touch ran) `touch ran`; --fix *\n next.py",
        ARGS="--add-noqa='it is; \"fine\"' --select SMC,SMP $HOME",
        SARIF="out dir/x.sarif",
    )
    assert json.loads(done.stdout) == [
        *("check", "--output-format", "full", "--output-format", "sarif:out dir/x.sarif"),
        *('--add-noqa=it is; "fine"', "--select", "SMC,SMP", "$HOME", "--", "my dir/a.py", "b c.py"),
        *("$(touch", "ran)", "`touch", "ran`;", "--fix", "*", "next.py"),
    ]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["PATHS", "ARGS"])
def test_an_open_quote_is_a_mistake(name: str, tmp_path: Path, linter: str) -> None:
    given = {"PATHS": ".", "ARGS": "", name: "it's"}
    done = run("Run sm-lint", tmp_path, SM_LINT=linter, PYTHON=sys.executable, SARIF="", **given)
    assert done.returncode == 1
    assert f"the input `{name.lower()}` cannot be split: No closing quotation" in done.stderr


def test_actions_of_others_are_pinned() -> None:
    for line in (PROJECT / "action.yml").read_text("utf-8").splitlines():
        if "uses:" in line:
            assert re.fullmatch(r" *- uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


REQUIREMENTS = PROJECT / "requirements"
HASHED = f"--require-hashes -r {REQUIREMENTS}/action.txt -r {REQUIREMENTS}/build.txt"


@pytest.mark.parametrize(
    ("version", "asked"),
    [("", f"--no-deps --no-build-isolation {PROJECT}"), ("0.1.0", "sm-lint==0.1.0")],
)
def test_what_is_installed(version: str, asked: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\ncase "$2" in\n'
        'venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;\n'
        'pip) shift 4; echo "$@" >> "$RUNNER_TEMP/asked";;\nesac\n'
    )
    python.chmod(0o755)
    done = run(
        "Install sm-lint",
        tmp_path,
        PYTHON=str(python),
        VERSION=version,
        RUNNER_TEMP=str(tmp_path),
        GITHUB_ACTION_PATH=str(PROJECT),
        GITHUB_ENV=str(tmp_path / "env"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "asked").read_text().splitlines() == [HASHED, asked]
    assert (tmp_path / "env").read_text() == f"SM_LINT={tmp_path}/sm-lint/bin/sm-lint\n"
