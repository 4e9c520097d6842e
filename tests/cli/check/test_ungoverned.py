"""A run that held scripts to nothing says so below its findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.lint.caching import run_memo
from tests.cli.conftest import GOOD, Run

SCRIPT = "print(open('/opt/ml/processing/input/a.csv').read())\n"
ONE = (
    "1 script is governed by no contract and no job definition;"
    " `sm-lint inspect featurize.py` shows what it reads and writes.\n"
)
JOB = """\
from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1, instance_type="ml.m5.large")
processor.run(code="featurize.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/input")])
"""


@pytest.fixture
def free(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_memo, "RACY_NANOSECONDS", -10_000_000_000)
    (project / "preprocess.py").write_text(GOOD)
    (project / "featurize.py").write_text(SCRIPT)
    (project / "helper.py").write_text("PLACE = '/opt/ml/processing/input'\n")
    (project / "tool.py").write_text("import argparse\n\nprint(argparse.ArgumentParser().parse_args())\n")
    return project


def test_the_last_line(free: Path, sm_lint: Run) -> None:
    for _ in range(4):  # linted, known to be clean, and spared
        assert sm_lint(".").output == "All checks passed!\n" + ONE


@pytest.mark.parametrize("flag", ["-q", "-s", "--no-index", "--select=SMS701"])
def test_where_it_is_left_out(free: Path, sm_lint: Run, flag: str) -> None:
    assert "governed" not in sm_lint(".", flag).output


def test_formats_for_programs_are_left_alone(free: Path, sm_lint: Run) -> None:
    assert json.loads(sm_lint(".", "--output-format", "json").output) == []


def test_it_stands_below_findings_too(free: Path, sm_lint: Run) -> None:
    (free / "featurize.py").write_text("import os\n" + SCRIPT + "os.environ['SM_MODEL_DIRR']\n")
    output = sm_lint("featurize.py", "--select", "ALL", "--preview").output
    assert output.endswith(ONE)


def test_several(free: Path, sm_lint: Run) -> None:
    (free / "b c").mkdir()
    (free / "b c" / "train").write_text("#!/usr/bin/env python3\nimport os\n\nprint(os.environ['SM_MODEL_DIR'])\n")
    assert sm_lint(".").output.splitlines()[-1] == (
        "2 scripts are governed by no contract and no job definition;"
        " `sm-lint inspect 'b c/train'` shows what they read and write."
    )


def test_a_job_definition_that_comes_or_goes(free: Path, sm_lint: Run) -> None:
    assert ONE in sm_lint("featurize.py").output
    (free / "launch.py").write_text(JOB)
    assert "governed" not in sm_lint("featurize.py").output
    (free / "launch.py").rename(free / "test_launch.py")  # a test stops the request
    assert ONE in sm_lint("featurize.py").output


def test_a_text_that_is_no_file_has_no_command(project: Path, sm_lint: Run) -> None:
    said = sm_lint("-", input=SCRIPT).output
    assert said.splitlines()[-1] == "1 script is governed by no contract and no job definition."
