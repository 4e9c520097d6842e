"""`sm-lint contract list` and `show`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_list(project: Path, sm_lint: Run) -> None:
    assert sm_lint("contract", "list").stdout == "preprocess  processing  preprocess.py  pyproject.toml:4:25\n"
    listed = json.loads(sm_lint("contract", "list", "--output-format", "json").stdout)
    assert [(item["id"], item["entry_points"]) for item in listed] == [("preprocess", ["preprocess.py"])]


def test_show(project: Path, sm_lint: Run) -> None:
    out = sm_lint("contract", "show", "preprocess").stdout
    assert "Split the raw data" in out
    assert "raw = /opt/ml/processing/input  pyproject.toml:11:" in out
    assert "REGION  (required)" in out


def test_show_json(project: Path, sm_lint: Run) -> None:
    shown = json.loads(sm_lint("contract", "show", "preprocess", "--output-format", "json").stdout)
    assert shown["inputs"][0]["path"] == "/opt/ml/processing/input"
    assert shown["inputs"][0]["place"]["path"] == "pyproject.toml"


def test_near_miss(project: Path, sm_lint: Run) -> None:
    result = sm_lint("contract", "show", "preproces")
    assert result.exit_code == 2
    assert "did you mean `preprocess`?" in result.stderr


def test_a_bad_contract_does_not_hide_the_good(project: Path, sm_lint: Run) -> None:
    with (project / "pyproject.toml").open("a") as stream:
        stream.write('\n[tool.sm-lint.contracts.other]\nentry-pont = "x.py"\n')
    result = sm_lint("contract", "show", "preprocess")
    assert result.exit_code == 2
    assert "/opt/ml/processing/input" in result.stdout
    assert "entry-point" in result.stderr


def test_what_the_verbs_do_is_said_whole(sm_lint: Run) -> None:
    usage, *rest = sm_lint("contract", "--help").stdout.splitlines()
    assert usage == "Usage: sm-lint contract [OPTIONS] VERB [ARGS]..."
    assert not any(line.endswith("...") for line in rest)
