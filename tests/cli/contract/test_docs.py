"""`sm-lint contract docs`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, PYPROJECT, Run


def test_standard_output(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("contract", "docs")
    assert result.exit_code == 0
    assert "# preprocess.py" in result.stdout
    assert "Split the raw data" in result.stdout
    assert "| `raw` | `/opt/ml/processing/input` | yes |" in result.stdout
    assert "[SMC001](" in result.stdout
    assert sm_lint("contract", "docs", "--format", "html").stdout.startswith("<!DOCTYPE html>")
    assert sm_lint("contract", "docs", "-o", "out/all.md").stdout == ""
    assert "](../preprocess.py#L6)" in (bad / "out" / "all.md").read_text("utf-8")
    data = json.loads(sm_lint("contract", "docs", "--output-format", "json").stdout)
    assert data["scripts"][0]["path"] == "preprocess.py"


@pytest.mark.parametrize(("form", "suffix"), [("markdown", "md"), ("html", "html")])
def test_a_folder(bad: Path, sm_lint: Run, form: str, suffix: str) -> None:
    arguments = ("contract", "docs", "--format", form, "--output", "pages")
    result = sm_lint(*arguments)
    assert result.exit_code == 1
    assert result.stdout == f"would be new: pages/index.{suffix}\nwould be new: pages/preprocess.{suffix}\n"
    assert not (bad / "pages").exists()

    result = sm_lint(*arguments, "--write")
    assert result.exit_code == 0
    assert sorted(path.name for path in (bad / "pages").iterdir()) == [f"index.{suffix}", f"preprocess.{suffix}"]
    page = (bad / "pages" / f"preprocess.{suffix}").read_text("utf-8")
    assert "../preprocess.py#L6" in page
    assert f"preprocess.{suffix}" in (bad / "pages" / f"index.{suffix}").read_text("utf-8")

    result = sm_lint(*arguments)
    assert (result.exit_code, result.stdout) == (0, "")
    (bad / "preprocess.py").write_text(BAD.replace("/tables/", "/input/"))
    assert sm_lint(*arguments).stdout.count("would change") == 2
    assert sm_lint(*arguments, "--write").exit_code == 0
    assert sm_lint(*arguments).exit_code == 0


def test_files_of_others_are_left_alone(bad: Path, sm_lint: Run) -> None:
    (bad / "pages").mkdir()
    own = bad / "pages" / "preprocess.md"
    own.write_text("# Mine\n")
    result = sm_lint("contract", "docs", "--output", "pages", "--write")
    assert result.exit_code == 2
    assert "pages/preprocess.md: not written by `sm-lint contract docs`" in result.stderr
    assert own.read_text() == "# Mine\n"
    assert not (bad / "pages" / "index.md").exists()


def test_links_folders_and_pages_without_the_comment_are_left_alone(bad: Path, sm_lint: Run) -> None:
    arguments = ("contract", "docs", "--output", "pages", "--write")
    assert sm_lint(*arguments).exit_code == 0
    page, target = bad / "pages" / "preprocess.md", bad / "target.md"
    target.write_bytes(page.read_bytes())
    page.unlink()
    os.symlink(target, page)
    (bad / "preprocess.py").write_text(BAD.replace("/tables/", "/input/"))
    before = target.read_bytes()
    assert sm_lint(*arguments).exit_code == 2
    assert target.read_bytes() == before
    page.unlink()
    page.mkdir()
    assert sm_lint(*arguments).exit_code == 2
    page.rmdir()
    page.write_bytes(before.partition(b"\n")[2])
    assert sm_lint(*arguments).exit_code == 2


def test_pages_of_scripts_that_are_gone_are_kept_and_named(bad: Path, sm_lint: Run) -> None:
    arguments = ("contract", "docs", "--output", "pages", "--write")
    (bad / "score.py").write_text(BAD)
    assert sm_lint(*arguments).exit_code == 0
    (bad / "score.py").unlink()
    result = sm_lint(*arguments)
    assert "no script or contract is left for pages/score.md" in result.stderr
    assert (bad / "pages" / "score.md").exists()


def test_usage(bad: Path, sm_lint: Run) -> None:
    assert "--write needs --output DIR" in sm_lint("contract", "docs", "--write").stderr
    assert sm_lint("contract", "docs", "--format", "json", "--output", "pages").exit_code == 2
    assert sm_lint("contract", "docs", "nowhere.py").exit_code == 2
    result = sm_lint("contract", "docs", "--output", "preprocess.py", "--write")
    assert result.exit_code == 2
    assert (bad / "preprocess.py").read_text() == BAD


def test_nothing_to_describe(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text("[tool.sm-lint]\n")
    result = sm_lint("contract", "docs")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to describe" in result.stderr


def test_hostile_names_stay_names(project: Path, sm_lint: Run) -> None:
    evil = "<img src=x onerror=alert(1)>|`x`"
    key = json.dumps(evil)
    (project / "pyproject.toml").write_text(
        PYPROJECT.replace("preprocess]", f"{key}]")
        .replace("preprocess.", f"{key}.")
        .replace(f"{key}.py", "preprocess.py")
        + f'{key} = "/opt/ml/processing/other"\n'
    )
    (project / "preprocess.py").write_text(BAD)
    name = "x<b>y&z`w`|.py"
    (project / name).write_text(BAD)
    for form in ("markdown", "html"):
        result = sm_lint("contract", "docs", "--format", form, "--output", f"out-{form}", "--write")
        assert result.exit_code == 0, result.stderr
        for page in (project / f"out-{form}").iterdir():
            text = page.read_text("utf-8")
            assert "<img" not in text
            assert "<b>" not in text
    result = sm_lint("report", "--output-format", "html")
    assert "<img" not in result.stdout
    assert "<b>y" not in result.stdout


def test_nothing_is_called_written_that_was_not(sm_lint: Run, project: Path) -> None:
    (project / "clean.py").write_text('open("/opt/ml/processing/input/a/x.csv")\n')
    (project / "pages").write_text("a file where the folder should be")
    result = sm_lint("contract", "docs", "--output", "pages", "--write")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot write pages" in result.stderr
