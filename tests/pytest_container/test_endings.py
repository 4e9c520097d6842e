"""A script that does not end as it should gives one clear result."""

from __future__ import annotations

import os
import time

import pytest

from sm_lint.pytest_container import Container

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fixture needs POSIX paths")


def problems(run) -> list[str]:
    return [problem.code for problem in run.problems]


def test_a_run_that_hangs(job: Container, script) -> None:
    job.timeout = 8  # a busy machine takes seconds to start the interpreter
    text = "import time\n\ndef wait():\n    while True:\n        time.sleep(0.05)\n\nwait()\n"
    run = job.run(script(text))
    assert run.timed_out
    assert problems(run) == ["hang"]
    assert str(run.problems[0]) == "hang the script did not end within 8 seconds; it was at job.py:5"


def test_processes_that_are_left_running_end_with_the_run(job: Container, script, tmp_path) -> None:
    text = """
import subprocess, sys
child = "import time\\nwhile True:\\n    open('/opt/ml/processing/output/beat', 'w').write('x')\\n    time.sleep(0.02)"
subprocess.Popen([sys.executable, "-c", child])
open("/opt/ml/processing/output/done", "w")
"""
    run = job.run(script(text))
    assert run.succeeded
    time.sleep(0.2)
    beat = job.path("/opt/ml/processing/output/beat")
    first = beat.stat().st_mtime_ns if beat.exists() else 0
    time.sleep(0.2)
    assert (beat.stat().st_mtime_ns if beat.exists() else 0) == first


@pytest.mark.parametrize(
    ("text", "codes", "message"),
    [
        ("import os\nos._exit(0)\n", ["ended"], "ended with status 0"),
        ("import os\nos._exit(7)\n", ["ended"], "without the end of the interpreter (`os._exit`)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", ["ended"], "was ended by SIGKILL"),
        ("import sys\nsys.exit(3)\n", ["failed"], "ended with status 3"),
        ("raise SystemExit('no data')\n", ["failed"], "no data"),
        ("def f(:\n", ["failed"], "SyntaxError"),
    ],
)
def test_endings(job: Container, script, text: str, codes: list[str], message: str) -> None:
    run = job.run(script(text))
    assert [code for code in problems(run) if not code.startswith("SMC")] == codes
    assert message in run.report()
    with pytest.raises(AssertionError, match=r"job\.py"):
        run.check()


def test_output_without_end(job: Container, script) -> None:
    run = job.run(script("for number in range(300_000):\n    print('line', number)\n"))
    assert run.stdout.endswith("line 299999\n")
    assert len(run.stdout) <= 1 << 18


def test_no_network(job: Container, script) -> None:
    text = """
import socket, urllib.request
for call in (lambda: urllib.request.urlopen("http://example.com"), lambda: socket.create_connection(("10.1.2.3", 80))):
    try:
        call()
    except OSError as error:
        print(error)
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
"""
    run = job.run(script(text))
    assert run.succeeded, run.report()
    assert run.connections == ["10.1.2.3:80", "example.com:80"]
    assert "a test has no network" in run.stdout


def test_a_script_that_is_not_there(job: Container, tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no script"):
        job.run(tmp_path / "missing.py")


def test_content_that_does_not_fit(job: Container) -> None:
    with pytest.raises(ValueError, match="a table is a list of rows"):
        job.add_input("/opt/ml/processing/input/more", {"a.csv": {"x": 1}})
    with pytest.raises(ValueError, match="not below the input"):
        job.add_input("/opt/ml/processing/input/more", {"../a.csv": "x"})
    with pytest.raises(ValueError, match=r"does not write \.h5 files"):
        job.add_input("/opt/ml/processing/input/more", {"a.h5": [1]})
    with pytest.raises(ValueError, match="no absolute path"):
        job.add_output("output")


def test_an_error_that_the_script_prints_itself_is_no_access(job: Container, script) -> None:
    """The traceback of a script's own handler quotes lines of the redirection."""
    text = """
import sys, traceback
try:
    open("/opt/ml/processing/input/data")
except OSError:
    traceback.print_exc()
    sys.exit(1)
"""
    run = job.run(script(text))
    assert problems(run) == ["failed"]
    assert run.stderr.splitlines()[-1].endswith("Is a directory: '/opt/ml/processing/input/data'")


def test_an_error_without_end(job: Container, script) -> None:
    run = job.run(script("raise ValueError('y' * 5_000_000)"))
    text = run.report()
    assert "ValueError: yyy" in text
    assert "y (" in text
    assert ":1)" in text
    assert len(text) < 10_000
