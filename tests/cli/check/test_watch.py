"""`--watch` runs again when something changes, and ends with Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import GOOD, Run

pytestmark = pytest.mark.slow


@pytest.fixture
def changes(bad: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the library: the script is mended, then the user interrupts."""
    seen: dict[str, Any] = {}

    def watch(*paths: str, watch_filter: Callable[[object, str], bool], raise_interrupt: bool) -> Iterator[set[Any]]:
        seen.update(paths=paths, filter=watch_filter)
        (bad / "preprocess.py").write_text(GOOD)
        yield {(1, str(bad / "preprocess.py"))}
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "watchfiles", SimpleNamespace(watch=watch))
    return seen


def test_runs_again(changes: dict[str, Any], sm_lint: Run) -> None:
    result = sm_lint("-w")
    assert result.exit_code == 130
    assert result.stdout.count("Found 2 findings") == 1
    assert result.stdout.endswith("All checks passed!\n")
    assert result.stderr.count("watching for changes") == 2


def test_what_is_watched(changes: dict[str, Any], bad: Path, sm_lint: Run) -> None:
    (bad / "sub").mkdir()
    sm_lint("--watch", "preprocess.py", "sub")
    assert set(changes["paths"]) == {str(bad), str(bad / "sub"), str(bad / "pyproject.toml")}
    names = ("a.py", "pyproject.toml", "requirements.txt", "train", ".gitignore", "a.csv", "x.pyc", ".a.py.swp")
    relevant = [name for name in names if changes["filter"](1, name)]
    assert relevant == ["a.py", "pyproject.toml", "requirements.txt", "train", ".gitignore"]


def test_what_a_run_writes_does_not_start_another(changes: dict[str, Any], bad: Path, sm_lint: Run) -> None:
    sm_lint("--watch", "--output-format", "json:out/found.json", "--cache-dir", "kept")
    names = ["a.json", "out/found.json", "kept/0/x.json", ".sm_lint_cache/0/x.json", ".git/HEAD", "venv/a.py", "d/a.py"]
    assert [name for name in names if changes["filter"](1, str(bad / name))] == ["a.json", "d/a.py"]


def test_a_folder_below_an_excluded_one_can_be_watched(changes: dict[str, Any], bad: Path, sm_lint: Run) -> None:
    (bad / "dist" / "a").mkdir(parents=True)
    sm_lint("--watch", "dist/a")
    assert changes["filter"](1, str(bad / "dist" / "a" / "b.py"))


def test_a_mistake_in_the_configuration_is_waited_out(changes: dict[str, Any], bad: Path, sm_lint: Run) -> None:
    (bad / "pyproject.toml").write_text('[tool.sm-lint]\nplugins = ["acme_gone"]\n')
    result = sm_lint("--watch", "--allow-plugins")
    assert result.exit_code == 130
    assert result.stderr.count("cannot import rule package `acme_gone`") == 2


def test_wrong_usage_is_said_and_the_watch_goes_on(changes: dict[str, Any], sm_lint: Run) -> None:
    result = sm_lint("--watch", "--output-format", "sariff")
    assert result.exit_code == 130
    assert result.stderr.count("did you mean `sarif`?") == 2
