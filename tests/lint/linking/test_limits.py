"""Files that are too much for a process: one finding each, whatever the number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sm_lint.config.settings import Settings
from sm_lint.lint.linking import limits
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run import process_pool as pools
from sm_lint.lint.run import workers
from sm_lint.lint.run.heavy_files import parses
from sm_lint.lint.run.process_pool import ProcessPool
from sm_lint.lint.run.runner import lint_paths, lint_source
from sm_lint.syntax import load

pytestmark = pytest.mark.slow

HEAD = 'import os\n\nprint(os.environ["SM_MODEL_DIR"])\n'
COMMAND = [sys.executable, "-m", "sm_lint", "-n", "--output-format", "concise"]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are limited by the system there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint]\nselect = ["ALL"]\n')
    (tmp_path / "small.py").write_text(HEAD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads of a test runner keep this process from forking, and one that begins anew is not patched."""
    monkeypatch.setattr(pools, "may_fork", lambda: True)


@pytest.fixture
def all_heavy(monkeypatch: pytest.MonkeyPatch, forks: None) -> None:
    """Every text belongs into a process of its own."""
    monkeypatch.setattr(load, "LIGHT_COST", 0)


def batch(*paths: str) -> Batch:
    return Batch(Settings(root="/"), tuple(FileTask(path) for path in paths))


def spend(batch: Batch) -> list[str]:
    for task in batch.tasks:
        if task.path == "busy":
            while True:
                pass
        if task.path == "idle":
            time.sleep(600)
    return [task.path for task in batch.tasks]


def where(batch: Batch) -> list[tuple[int, str]]:
    return [(os.getpid(), batch.heavy) for _ in batch.tasks]


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_too_much_code_is_one_finding(jobs: str, folder: Path) -> None:
    (folder / "much.py").write_text(HEAD + "x=1\n" * 200_000)
    done = subprocess.run([*COMMAND, jobs], capture_output=True, text=True, timeout=120, check=False)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("much.py")]
    assert "SMX901 [syntax-error] too much code to be parsed" in line
    assert done.returncode == 1


@LINUX
@pytest.mark.parametrize("arguments", [["-j1"], ["-j2"], ["-j1", "heavy.py"]], ids=" ".join)
def test_a_parser_that_runs_out_of_memory_is_one_finding(arguments: list[str], folder: Path) -> None:
    (folder / "heavy.py").write_text(HEAD + "x\n" * 30_000)
    words = " ".join(f"'{word}'" for word in [*COMMAND, *arguments])
    done = subprocess.run(
        ["/bin/sh", "-c", f"ulimit -v 200000; exec {words}"], capture_output=True, text=True, timeout=120, check=False
    )
    assert [line for line in done.stdout.splitlines() if "heavy.py" in line] == [
        "heavy.py:1:1: error SMX900 [internal-error] the process that linted heavy.py ended abnormally"
    ]
    assert done.returncode == 2
    assert "memory allocation" not in done.stderr


@LINUX
def test_memory_is_limited_while_a_heavy_text_is_parsed() -> None:
    program = """
import resource
from sm_lint.lint.linking import limits
before = resource.getrlimit(resource.RLIMIT_AS)
with limits.memory_limited():
    try:
        bytearray(limits.STACK + limits.MEMORY + (64 << 20))
    except MemoryError:
        print("refused")
    bytearray(limits.MEMORY // 2)
assert resource.getrlimit(resource.RLIMIT_AS) == before
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "refused\n"


@LINUX
@pytest.mark.usefixtures("forks")
def test_a_process_that_is_busy_too_long_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1)
    answers: list[Any] = []
    with ProcessPool(1) as pool:
        lost = pool.do(spend, [batch("a", "busy", "b")], answers.append)
        assert [task.path for each in lost for task in each.tasks] == ["busy"]
        assert list(pool.late) == ["busy"]
    assert answers == ["a", "b"]


@LINUX
@pytest.mark.usefixtures("forks")
def test_each_file_has_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 2)
    answers: list[Any] = []
    with ProcessPool(1) as pool:
        assert pool.do(work_a_second, [batch(*"abcd")], answers.append) == []
    assert answers == [*"abcd"]


def work_a_second(batch: Batch) -> list[str]:
    begun = time.process_time()
    while time.process_time() < begun + 0.9:
        pass
    return [task.path for task in batch.tasks]


@LINUX
@pytest.mark.usefixtures("forks")
def test_a_process_that_gives_no_answer_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "PATIENCE", 2)
    answers: list[Any] = []
    with ProcessPool(2) as pool:
        lost = pool.do(spend, [batch("a", "idle", "b")], answers.append)
        assert [task.path for each in lost for task in each.tasks] == ["idle"]
        assert pool.late == {"idle": "gave no answer for 2 seconds"}
    assert sorted(answers) == ["a", "b"]


@LINUX
@pytest.mark.parametrize("text", [HEAD, "import sagemaker\nfrom sagemaker.processing import Processor\n"])
def test_a_file_that_takes_too_long_is_one_finding(
    text: str, folder: Path, all_heavy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dawdle(*given: object, **options: object) -> None:
        while True:
            pass

    monkeypatch.setattr(limits, "SECONDS", 1)
    monkeypatch.setattr("sm_lint.flow.interpreter.analysis.Machine", dawdle)
    (folder / "small.py").write_text(text)
    result = lint_paths(["."], cache=False)
    assert [(finding.code, finding.message) for finding in result.findings if finding.code == "SMX900"] == [
        ("SMX900", f"the process that linted small.py took more than {pools.SECONDS} seconds")
    ]
    assert result.internal_errors == 1


@LINUX
@pytest.mark.usefixtures("forks")
def test_with_one_job_heavy_files_go_to_another_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[str] = []
    there: list[str] = []
    do_here, do = workers._do_here, ProcessPool.do

    def noting_here(work: Any, batches: Any, done: Any) -> None:
        here.extend(task.path for batch in batches for task in batch.tasks)
        do_here(work, batches, done)

    def noting_there(pool: ProcessPool, work: Any, batches: Any, done: Any) -> Any:
        there.extend(os.path.basename(task.path) for batch in batches for task in batch.tasks)
        return do(pool, work, batches, done)

    monkeypatch.setattr(workers, "_do_here", noting_here)
    monkeypatch.setattr(ProcessPool, "do", noting_there)
    (folder / "heavy.py").write_text(HEAD + "x\n" * 20_000)
    (folder / "imports_heavy.py").write_text("import heavy\n" + HEAD + 'if __name__ == "__main__":\n    heavy.f()\n')
    result = lint_paths(["."], cache=False)
    assert result.internal_errors == 0
    assert len(here) == 3
    assert "heavy.py" in there
    assert "small.py" not in there
    assert "SMX900" not in {finding.code for finding in result.findings}


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings_do_not_depend_on_where_a_file_is_linted(
    jobs: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pipeline.py").write_text(
        "from sagemaker.processing import ScriptProcessor\n"
        "ScriptProcessor('role', 'image', ['python3']).run(code='small.py')\n"
    )
    light = lint_paths(["."], cache=False)
    monkeypatch.setattr(load, "LIGHT_COST", 0)
    monkeypatch.setattr(workers, "BYTES_PER_WORKER", 1)
    assert lint_paths(["."], cache=False, jobs=jobs).findings == light.findings
    with ThreadPoolExecutor(1) as executor:
        assert lint_paths(["."], cache=False, executor=executor).findings == light.findings
    assert light.findings


@LINUX
def test_one_text_obeys_the_limits(folder: Path, all_heavy: None) -> None:
    result = lint_source(HEAD + "x=1\n" * 200_000, "much.py")
    assert [finding.code for finding in result.findings] == ["SMX901"]
    assert {finding.code for finding in lint_source(HEAD, "small.py").findings} == {
        finding.code for finding in lint_paths(["small.py"], cache=False).findings
    }


def test_no_process_is_spawned_behind_the_back_of_a_program(
    folder: Path, all_heavy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside other threads a process could only be spawned, which imports the main module of the program again."""

    def refuse(*given: object, **options: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(ProcessPool, "do", refuse)
    monkeypatch.setattr(pools, "may_fork", lambda: False)
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(lint_source(HEAD, "small.py")))
    thread.start()
    thread.join()
    assert found[0].internal_errors == 0


@LINUX
def test_what_fixes_lead_to_is_parsed_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parses("/p/a.py", "x = 1\n")
    assert not parses("/p/a.py", "x = (\n")
    monkeypatch.setattr(load, "LIGHT_COST", 0)
    assert parses("/p/a.py", "x = 1\n")
    assert not parses("/p/a.py", "x = (\n")


def test_a_crew_tells_its_processes_to_parse_heavy_texts() -> None:
    answers: list[tuple[int, str]] = []
    with ProcessPool(1) as pool:
        pool.do(where, [batch("a")], answers.append)
    assert [heavy for _, heavy in answers] == ["limited"]


@pytest.mark.parametrize("error", [MemoryError, RecursionError])
def test_running_out_of_memory_or_stack_is_one_finding(
    error: type[Exception], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("sm_lint.lint.linking.file_analysis.analyse", fail)
    result = lint_paths(["."], cache=False)
    assert [finding.code for finding in result.findings] == ["SMX900"]
    assert error.__name__ in result.findings[0].message
