"""Verbs are found, and every way a run can end has its status and its message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import Result

from sm_lint.cli import main as entry
from sm_lint.cli.main import VERBS, cli
from sm_lint.version import __version__

from .conftest import Run


def test_version(sm_lint: Run) -> None:
    result = sm_lint("--version")
    assert (result.exit_code, result.stdout) == (0, f"sm-lint {__version__}\n")


@pytest.mark.parametrize("arguments", [["-h"], *([verb, "--help"] for verb in VERBS), ["contract", "show", "-h"]])
def test_help(arguments: list[str], sm_lint: Run) -> None:
    result = sm_lint(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: sm-lint")


def test_every_verb_is_the_command_of_its_module() -> None:
    context = click.Context(cli)
    assert all(cli.get_command(context, verb) is not None for verb in VERBS)
    assert cli.get_command(context, "chek") is None


def test_unknown_first_word_is_a_path(good: Path, sm_lint: Run) -> None:
    assert sm_lint("preprocess.py").exit_code == 0
    assert sm_lint("--no-cache", "preprocess.py").exit_code == 0
    assert sm_lint().exit_code == 0


def test_a_path_named_like_a_verb(project: Path, sm_lint: Run) -> None:
    (project / "rule").mkdir()
    assert "SMC001" in sm_lint("rule").stdout
    assert "No files to check." in sm_lint("./rule").stdout


@pytest.mark.parametrize(
    "arguments",
    [["--nonsense"], ["check", "--select"], ["rule", "SMC999"], ["config", "sdkk"], ["contract", "nothing"]],
)
def test_wrong_usage_is_status_2(arguments: list[str], project: Path, sm_lint: Run) -> None:
    result = sm_lint(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch, sm_lint: Run) -> Result:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(entry.Verbs, "get_command", lambda *_: broken)
    return sm_lint("linter")


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch, sm_lint: Run) -> None:
    assert raising(KeyboardInterrupt(), monkeypatch, sm_lint).exit_code == 130


def test_an_internal_error_says_how_to_report_it(monkeypatch: pytest.MonkeyPatch, sm_lint: Run) -> None:
    result = raising(ZeroDivisionError("by nothing"), monkeypatch, sm_lint)
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.stderr
    assert "report this" in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SM_LINT_DEBUG", "1")

    @click.command()
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry.Verbs, "get_command", lambda *_: broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["linter"])


def test_a_refusal_of_the_system_is_no_traceback(monkeypatch: pytest.MonkeyPatch, sm_lint: Run) -> None:
    result = raising(PermissionError(13, "Permission denied", "x.toml"), monkeypatch, sm_lint)
    assert result.exit_code == 2
    assert result.stderr == "Error: x.toml: Permission denied\n"


def test_a_reader_that_goes_away_is_no_failure(monkeypatch: pytest.MonkeyPatch, sm_lint: Run) -> None:
    assert raising(BrokenPipeError(32, "Broken pipe"), monkeypatch, sm_lint).exit_code == 0


def test_python_dash_m() -> None:
    done = subprocess.run([sys.executable, "-m", "sm_lint", "-V"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sm-lint {__version__}\n"


IMPORTED = "import sys; from sm_lint.cli.main import cli; cli.main({}, standalone_mode=False); print(*sys.modules)"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--version"], ["check", "--help"], ["linter"], ["config"]])
def test_start_up_imports_no_parser(arguments: list[str], project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(arguments)], capture_output=True, text=True, check=True
    )
    modules = done.stdout.splitlines()[-1].split()
    assert "libcst" not in modules
    assert not {"sm_lint.output.formats.sarif", "sm_lint.output.formats.junit"}.intersection(modules)


def test_interrupted_while_it_loads() -> None:
    program = """
import sys

class Interrupting:
    def find_spec(self, name, *rest):
        if name == "click":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from sm_lint.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
