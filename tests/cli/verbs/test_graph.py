"""`sm-lint graph`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

LAUNCH = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
processor.run(
    code="preprocess.py",
    inputs=[ProcessingInput(input_name="raw", source="s3://b/raw", destination="/opt/ml/processing/input")],
)
"""


@pytest.fixture
def launched(bad: Path) -> Path:
    (bad / "launch.py").write_text(LAUNCH)
    return bad


def test_mermaid_is_what_comes_without_a_format(launched: Path, sm_lint: Run) -> None:
    result = sm_lint("graph", "launch.py")
    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart TD\n")
    assert "preprocess.py" in result.stdout


def test_findings_of_scripts_outside_the_paths_are_shown(launched: Path, sm_lint: Run) -> None:
    assert "SMC" in sm_lint("graph", "launch.py").stdout


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        (("--format", "svg"), "<svg "),
        (("--format", "html"), "<!DOCTYPE html>"),
        (("--format", "mermaid"), "flowchart TD"),
    ],
)
def test_formats(launched: Path, sm_lint: Run, arguments: tuple[str, ...], beginning: str) -> None:
    result = sm_lint("graph", *arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith(beginning)
    assert sm_lint("graph", *arguments).stdout == result.stdout


@pytest.mark.parametrize(
    ("name", "beginning"), [("a.svg", "<svg "), ("a.html", "<!DOCTYPE html>"), ("sub/a.mmd", "flowchart TD")]
)
def test_the_name_of_the_file_tells_the_format(launched: Path, sm_lint: Run, name: str, beginning: str) -> None:
    result = sm_lint("graph", "--output-file", name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (launched / name).read_text("utf-8").startswith(beginning)


@pytest.mark.parametrize(("output", "link"), [("reports/a.html", "../preprocess.py"), ("-", "preprocess.py")])
def test_links_to_sources_start_where_the_picture_is(launched: Path, sm_lint: Run, output: str, link: str) -> None:
    result = sm_lint("graph", "--output-format", "html", "--output-file", output)
    text = result.stdout if output == "-" else (launched / output).read_text("utf-8")
    assert f'href="{link}"' in text
    assert f'href="{link}#L' in text


def test_nothing_to_draw(good: Path, sm_lint: Run) -> None:
    result = sm_lint("graph", "--output-file", "a.svg")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to draw" in result.stderr
    assert not (good / "a.svg").exists()


def test_a_path_that_is_not_there(launched: Path, sm_lint: Run) -> None:
    result = sm_lint("graph", "launch.py", "nowhere.py")
    assert result.exit_code == 2
    assert "nowhere.py" in result.stderr
    assert result.stdout.startswith("flowchart TD")
    assert sm_lint("graph", "nowhere.py").exit_code == 2


def test_a_broken_definition_is_no_traceback(project: Path, sm_lint: Run) -> None:
    (project / "launch.py").write_text("from sagemaker.processing import (\n")
    (project / "binary.py").write_bytes(b"\x00\xff\xfe")
    result = sm_lint("graph")
    assert result.exit_code == 0
    assert "nothing to draw" in result.stderr


def test_a_mistake_in_the_configuration(launched: Path, sm_lint: Run) -> None:
    (launched / "pyproject.toml").write_text("[tool.sm-lint]\nselcet = []\n")
    result = sm_lint("graph")
    assert result.exit_code == 2
    assert "selcet" in result.stderr
    assert sm_lint("graph", "--isolated").exit_code == 0


def test_a_file_that_cannot_be_written(launched: Path, sm_lint: Run) -> None:
    result = sm_lint("graph", "--output-file", "launch.py/a.svg")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_the_verb_costs_no_parser(project: Path) -> None:
    code = (
        "import sys, sm_lint.cli.verbs.graph; print('libcst' in sys.modules or 'sm_lint.graph.collect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
