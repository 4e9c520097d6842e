"""Ctrl-C and SIGTERM: the process ends at once, with the status that shells expect, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no such signals there"),
    pytest.mark.usefixtures("heeds_ctrl_c"),
]
COMMAND = [sys.executable, "-m", "sm_lint"]
HEAD = 'import os\n\nprint(os.environ["SM_MODEL_DIR"])\n'
AT_ONCE = 0.5
"""Seconds within which the process has to be gone; on a busy machine the tests allow several times as many."""
RUNS = 60


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile can be interrupted, even if these tests run where a shell ignores it: behind an `&`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def start(arguments: list[str], folder: Path) -> subprocess.Popen[str]:
    # A session of its own, so that the processes that it leaves behind can be counted.
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def left(group: int) -> bool:
    """Whether a process of a group is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str, float]:
    """Send a signal; returns status, standard error and the seconds until the process was gone."""
    begun = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err, time.monotonic() - begun


def test_at_any_moment_of_a_short_run(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"script_{number}.py").write_text(HEAD * 60)
    begun = time.monotonic()
    usual = subprocess.run([*COMMAND, "-n", "-j1"], cwd=tmp_path, capture_output=True, check=False).returncode
    length = min(time.monotonic() - begun, 0.4)  # the imports are what matters most
    ended = []
    for run in range(RUNS):
        process = start(["-n", "-j1"], tmp_path)
        time.sleep(length * run / RUNS)
        status, err, _ = end(process)
        ended.append(status)
        if status == usual:
            assert err == "" or "finding" in err
            continue
        # Before Python is ready the signal kills it, or interrupts its own start.
        loading = status in (-signal.SIGINT, 1) and "sm_lint" not in err
        assert loading or (status, err.strip()) == (130, "interrupted"), (run, status, err)
    assert ended.count(130) > RUNS / 4


@pytest.mark.parametrize("arguments", [["-j1"], ["-j1", "--fix"], ["-j2"], ["-j2", "--diff"]], ids=" ".join)
def test_while_a_large_file_is_parsed(arguments: list[str], tmp_path: Path) -> None:
    # As much as is parsed at all, in statements that cost much; and one that is refused.
    (tmp_path / "heavy.py").write_text(HEAD + "x\n" * 30_000)
    (tmp_path / "huge.py").write_text(HEAD + "x=1\n" * 1_500_000)
    slowest = 0.0
    for delay in (0.4, 0.7, 1.0, 1.5, 2.0):
        process = start(["-n", *arguments], tmp_path)
        time.sleep(delay)
        status, err, seconds = end(process)
        assert "Traceback" not in err
        assert status in (130, 1)
        assert not left(process.pid)
        slowest = max(slowest, seconds)
    assert slowest < 8 * AT_ONCE


def test_while_watching(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    (tmp_path / "script.py").write_text(HEAD)
    process = start(["--watch", "-n"], tmp_path)
    assert process.stderr is not None
    while "watching for changes" not in process.stderr.readline():
        assert process.poll() is None
    status, err, seconds = end(process)
    assert (status, err.strip()) == (130, "interrupted")
    assert seconds < 8 * AT_ONCE


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_sigterm_leaves_no_process(jobs: str, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"script_{number}.py").write_text(HEAD + "x\n" * 20_000)
    process = start(["-n", jobs], tmp_path)
    time.sleep(1)
    status, err, _ = end(process, signal.SIGTERM)
    assert (status, err) in [(143, ""), (-signal.SIGTERM, "")]
    assert not left(process.pid)


def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "heavy.py").write_text(HEAD + "x\n" * 30_000)
    process = start(["-n", "-j1"], tmp_path)
    time.sleep(0.8)
    process.send_signal(signal.SIGINT)
    status, err, _ = end(process)
    assert status in (130, -signal.SIGINT)
    assert "Traceback" not in err
