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
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no such signals there"),
    pytest.mark.usefixtures("heeds_ctrl_c"),
]
COMMAND = [sys.executable, "-m", "sm_lint"]
HEAD = 'import os\n\nprint(os.environ["SM_MODEL_DIR"])\n'
AT_ONCE = 0.5
"""Seconds within which the process has to be gone. Its processor time is held to them: machines may be busy."""
RUNS = 40


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


def wait_until_it_heeds(process: subprocess.Popen[str]) -> None:
    """Wait until the handler of a process is in place, which is the case when it catches SIGTERM too."""
    status = Path(f"/proc/{process.pid}/status")
    while True:
        caught = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigCgt:"))
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        assert process.poll() is None
        time.sleep(0.01)


def seconds_of(pid: int) -> float:
    """Processor time of a process, without its children; of one that has ended too, until it is waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def left(group: int) -> bool:
    """Whether a process of a group is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str]:
    """Send a signal; returns status and standard error."""
    process.send_signal(number)
    _, err = process.communicate(timeout=300)
    return process.returncode, err


def end_at_once(process: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, str]:
    """Send a signal to a process that works, and have it end without working on."""
    before = seconds_of(process.pid)
    process.send_signal(number)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert seconds_of(process.pid) - before <= AT_ONCE
    _, err = process.communicate(timeout=300)
    assert not left(process.pid)
    return process.returncode, err


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
        status, err = end(process)
        ended.append(status)
        if status == usual:
            # An interrupt in a callback of Python's own is lost, and reported; a run that is nearly over ends by itself.
            assert err == "" or "finding" in err or err.startswith("Exception ignored in: "), err
            continue
        # Before Python is ready the signal kills it, or interrupts its own start.
        loading = status in (-signal.SIGINT, 1) and "sm_lint" not in err
        assert loading or (status, err.strip()) in ((130, "interrupted"), (130, "")), (run, status, err)
    assert ended.count(130) > RUNS / 4


@pytest.mark.skipif(sys.platform != "linux", reason="what a process is at is told there")
@pytest.mark.parametrize("arguments", [["-j1"], ["-j1", "--fix"], ["-j2"], ["-j2", "--diff"]], ids=" ".join)
def test_while_a_large_file_is_parsed(arguments: list[str], tmp_path: Path) -> None:
    # As much as is parsed at all, in statements that cost much; and one that is refused.
    (tmp_path / "heavy.py").write_text(HEAD + "x\n" * 30_000)
    (tmp_path / "huge.py").write_text(HEAD + "x=1\n" * 1_500_000)
    for delay in (0.0, 0.2, 0.5, 0.8, 1.2):
        process = start(["-n", *arguments], tmp_path)
        wait_until_it_heeds(process)
        time.sleep(delay)
        status, err = end_at_once(process)
        assert (status, err.strip()) == (130, "interrupted") or (status == 1 and "Traceback" not in err)


EXECUTING = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *rest):
        if name == "sm_lint.cli.verbs.clean":
            exec("os.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(10**9): pass")

sys.meta_path.insert(0, Interrupting())
sys.argv = ["sm-lint", "clean"]
from sm_lint.__main__ import main
main()
"""


def test_while_text_is_executed(tmp_path: Path) -> None:
    """Python remembers such an interrupt though it was handled, and would end by the signal."""
    (tmp_path / "executing.py").write_text(EXECUTING)
    path = os.pathsep.join([str(tmp_path), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    done = subprocess.run(
        [sys.executable, "-m", "executing"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (130, "interrupted")


def test_while_watching(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    (tmp_path / "script.py").write_text(HEAD)
    process = start(["--watch", "-n"], tmp_path)
    assert process.stderr is not None
    while "watching for changes" not in process.stderr.readline():
        assert process.poll() is None
    status, err = end(process)
    assert (status, err.strip()) == (130, "interrupted")


@pytest.mark.skipif(sys.platform != "linux", reason="what a process is at is told there")
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_sigterm_leaves_no_process(jobs: str, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"script_{number}.py").write_text(HEAD + "x\n" * 20_000)
    process = start(["-n", jobs], tmp_path)
    wait_until_it_heeds(process)
    time.sleep(0.5)
    status, err = end_at_once(process, signal.SIGTERM)
    assert (status, err.strip()) in [(143, "interrupted"), (143, "")]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process is at is told there")
def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "heavy.py").write_text(HEAD + "x\n" * 30_000)
    process = start(["-n", "-j1"], tmp_path)
    wait_until_it_heeds(process)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    status, err = end(process)
    assert status == 130
    assert err.split() in (["interrupted"], ["interrupted", "interrupted"])
