"""The progress line shows itself on long runs only, and leaves nothing behind."""

from __future__ import annotations

import pytest

from sm_lint.cli.check import progress
from sm_lint.cli.check.progress import ProgressLine


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
