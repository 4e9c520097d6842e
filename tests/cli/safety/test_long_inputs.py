"""Inputs that took minutes, as something was done with all of the input for each part of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import cli

pytestmark = pytest.mark.slow

Limited = Callable[[float], AbstractContextManager[None]]
SECONDS = 15


def lint(name: str, text: str, *arguments: str) -> Result:
    Path(name).write_text(text)
    return CliRunner().invoke(cli, ["check", ".", "-n", *(arguments or ("--output-format=concise",))])


def notebook(*cells: str) -> str:
    rows = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_unknown_selectors(limited: Limited) -> None:
    names = ", ".join(f'"zzz{number}"' for number in range(2_000))
    Path("sm-lint.toml").write_text(f"select = [\n{names},\n]\n")
    with limited(SECONDS):
        done = lint("a.py", "import os\n")
    assert done.stdout.count("unknown rule selector") == 2_000
    assert "sm-lint.toml:2:1: " in done.stdout


def test_selectors_of_all_lengths(limited: Limited) -> None:
    Path("sm-lint.toml").write_text(f"ignore = {['z' * length for length in range(1, 2_000)]}\n")
    with limited(SECONDS):
        assert lint("a.py", "import os\n").stdout.count("unknown rule selector") == 1_999


def test_broken_cells(limited: Limited) -> None:
    cells = ['import os\nos.environ["SM_MODEL_DIR"]\n('] * 1_500
    formats = ("full", "sarif:n.sarif", "gitlab:n.gitlab")
    with limited(SECONDS):
        done = lint("n.ipynb", notebook(*cells), *(f"--output-format={output}" for output in formats))
    for text in (done.stdout, Path("n.sarif").read_text(), Path("n.gitlab").read_text()):
        assert "was never closed; cells 2, 3, 4, 5, 6 and 1,494 others cannot be parsed either" in text


def test_the_name_of_a_file_that_a_cell_writes(limited: Limited) -> None:
    text = notebook("%%writefile a" + " " * 200_000 + "b", "import sagemaker")
    with limited(SECONDS):
        assert lint("n.ipynb", text).exit_code == 0


def test_a_file_that_many_cells_write(limited: Limited) -> None:
    text = notebook(*["%%writefile -a s.py\nx = 1"] * 8_000, "import sagemaker")
    with limited(SECONDS):
        assert lint("n.ipynb", text).exit_code == 0


def test_many_commands(limited: Limited) -> None:
    with limited(SECONDS):
        assert lint("n.ipynb", notebook("import sagemaker\n" + "!ls\n" * 50_000)).exit_code == 0


def test_many_suppressions_of_many_findings(limited: Limited) -> None:
    text = "import os\n# sm-lint: ignore-file[SMX902]\n" + "# sm-lint: off[SMX902]\n" * 3_000
    text += 'os.environ["SM_MODEL_DIR"]  # noqa: SMZ999\n' * 3_000
    with limited(SECONDS):
        done = lint("a.py", text)
    assert done.stdout == "All checks passed!\n"


def test_ranges_that_end_nothing(limited: Limited) -> None:
    text = 'import os\nos.environ["SM_MODEL_DIR"]\n' + "# sm-lint: off[SMX901]\n" * 5_000
    with limited(SECONDS):
        done = lint("a.py", text + "# sm-lint: on[SMX902]\n" * 5_000)
    assert done.stdout.count("`on` ends nothing") == 5_000


def test_many_findings_on_one_line(limited: Limited) -> None:
    text = 'import os\nos.environ["SM_MODEL_DIR"]  ' + "# noqa: SMZ999 " * 3_000
    with limited(SECONDS):
        done = lint("a.py", text, "--output-format=full")
    assert done.stdout.count("`SMZ999` is no rule") >= 3_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('x = "' + "a" * 1_000_000 + '"\n', id="string"),
        pytest.param("# " + "a" * 1_000_000 + "\n", id="comment"),
        pytest.param("\n" * 50_000, id="lines"),
        pytest.param("# noqa: SMC001" * 20_000 + "\n", id="markers"),
        pytest.param("x = 1  # noqa: SMC001\n" * 10_000, id="comments"),
        pytest.param('x = "' + "a" * 1_000_000, id="open string"),
        pytest.param("x = '" + "\\" * 1_000_000, id="backslashes"),
        pytest.param("x = f'" + "{{" * 500_000, id="braces"),
        pytest.param("%(" * 100_000, id="percent"),
    ],
)
def test_long_texts(limited: Limited, text: str) -> None:
    with limited(SECONDS):
        done = lint("a.py", 'import os\nos.environ["SM_MODEL_DIR"]\n' + text)
    assert isinstance(done.exception, SystemExit | None)


def test_a_comment_of_many_useless_codes(limited: Limited) -> None:
    """The fix for each of them would hold all the others."""
    text = "import os, sagemaker\nx = 1  # sm-lint: ignore[" + ", ".join(["a", "b"] * 10_000) + "]\n"
    with limited(SECONDS):
        done = lint("a.py", text, "--select=SMX902", "--output-format=concise")
    assert done.stdout.count("20000 codes of this comment suppress nothing") == 1
    with limited(SECONDS):
        assert lint("a.py", text, "--select=SMX902", "--fix").exit_code == 0
    assert Path("a.py").read_text() == "import os, sagemaker\nx = 1\n"
