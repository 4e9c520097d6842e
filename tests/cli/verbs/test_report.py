"""`sm-lint report`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run


def test_text(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("report")
    assert result.exit_code == 0
    assert "0 of 1 comply, 1 have a contract or job" in result.stdout
    assert "preprocess.py  preprocess  " in result.stdout
    assert "SMC001" in result.stdout


def test_a_page_and_data_and_the_trend(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("report", "--json", "out/old.json", "--html", "out/old.html", "--label", "before")
    assert (result.exit_code, result.stdout) == (0, "")
    data = json.loads((bad / "out" / "old.json").read_text("utf-8"))
    assert (data["kind"], data["version"], data["label"]) == ("sm-lint report", 1, "before")
    assert data["scripts"][0]["comparisons"][0]["aspects"]["inputs"] == "error"
    page = (bad / "out" / "old.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert 'href="../preprocess.py' in page
    assert "rules/unknown-input-path/" in page
    assert "Trend" not in page

    (bad / "preprocess.py").write_text(GOOD)
    result = sm_lint("report", "--against", "out/old.json")
    assert "since before" in result.stdout
    assert "complying   0 → 1  +1" in result.stdout
    assert "- preprocess.py:6:9 SMC001" in result.stdout
    page = sm_lint("report", "--against", "out/old.json", "--against", "out/old.json", "--output-format", "html").stdout
    assert "Findings that are gone since before" in page
    assert 'href="preprocess.py"' in page


def test_the_same_input_gives_the_same_bytes(bad: Path, sm_lint: Run) -> None:
    for form in ("text", "json", "html"):
        first = sm_lint("report", "--output-format", form)
        assert sm_lint("report", "--output-format", form).stdout == first.stdout
    assert json.loads(sm_lint("report", "--output-format", "json").stdout)["totals"]["scripts"] == 1


def test_output_file(bad: Path, sm_lint: Run) -> None:
    assert sm_lint("report", "--output-format", "json", "-o", "a.json").stdout == ""
    assert json.loads((bad / "a.json").read_text("utf-8"))["totals"]["scripts"] == 1


@pytest.mark.parametrize("content", ["{", "{}", '{"kind": "sm-lint report", "version": 9}'])
def test_an_older_report_that_is_none(bad: Path, sm_lint: Run, content: str) -> None:
    (bad / "old.json").write_text(content)
    result = sm_lint("report", "--against", "old.json", "--html", "a.html")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: old.json is ")
    assert len(result.stderr.splitlines()) == 1
    assert not (bad / "a.html").exists()


def test_what_is_not_there(bad: Path, sm_lint: Run) -> None:
    assert sm_lint("report", "--against", "nowhere.json").exit_code == 2
    result = sm_lint("report", "nowhere.py")
    assert result.exit_code == 2
    assert "nowhere.py" in result.stderr


def test_a_file_that_cannot_be_written(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("report", "--html", "preprocess.py/a.html")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_a_mistake_in_a_contract(bad: Path, sm_lint: Run) -> None:
    with (bad / "pyproject.toml").open("a") as stream:
        stream.write('\n[tool.sm-lint.contracts.other]\nentry-pont = "x.py"\n')
    result = sm_lint("report")
    assert result.exit_code == 2
    assert "entry-point" in result.stderr
    assert "preprocess.py" in result.stdout


def test_nothing_there(project: Path, sm_lint: Run) -> None:
    result = sm_lint("report", "--output-format", "html")
    assert result.exit_code == 0
    assert "There is no container script in these paths." in result.stdout
