"""The progress line shows itself on long runs only, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.cli.verbs.check import progress
from sm_lint.cli.verbs.check.progress import ProgressLine
from sm_lint.config.load import Resolver
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import run


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


def test_a_short_run_shows_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    clock.now = 0.9
    line(1, 2)
    line.clear()
    assert capsys.readouterr().err == ""


def test_a_long_run(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    for clock.now, done in ((1.5, 10), (1.55, 11), (2.0, 9)):
        line(done, 20)
    line.clear()
    shown = capsys.readouterr().err.split("\r")
    assert shown == ["", "linting 10 of 20 files", "linting 9 of 20 files ", " " * 21, ""]


def test_reading_a_project_that_is_not_known_yet(
    clock: Clock, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What a first run does before it lints anything is shown too."""
    (tmp_path / ".git").mkdir()
    for name in ("prep.py", "launch.py", "other.py"):
        (tmp_path / name).write_text("import sagemaker\n\nsagemaker.Processor().run()\n")
    line = ProgressLine()
    clock.now = 1.5
    options = RunOptions(Resolver(cwd=str(tmp_path)), reading=line.reading)
    run(["prep.py"], options)
    line.clear()
    assert "\rreading 1 of 3 job definitions of the project" in capsys.readouterr().err
    clock.now = 5.0
    run(["prep.py"], options)
    assert capsys.readouterr().err == ""
