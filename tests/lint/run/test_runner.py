from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sm_lint.lint.linking.task import Batch, FileReport
from sm_lint.lint.run import workers

if TYPE_CHECKING:
    from tests.lint.conftest import Project

REPOSITORY = Path(__file__).parents[3]


def many(project: Project, count: int = 12) -> None:
    for number in range(count):
        text = "bad()  # sagemaker\n" if number % 3 == 0 else "pass  # sagemaker\n"
        project.write(f"s{number:02}.py", text)


def test_unchanged_files_are_not_linted_again(project: Project) -> None:
    many(project)
    first, second = project.lint(), project.lint()
    assert (first.cached, second.cached) == (0, 12)
    assert first.findings == second.findings
    assert first.files == second.files


def test_without_a_cache_nothing_is_written(project: Project) -> None:
    many(project)
    assert project.lint(cache=False).cached == project.lint(cache=False).cached == 0
    assert not (project.root / ".sm_lint_cache").exists()


@pytest.mark.parametrize("what", ["settings", "contract", "helper", "rules"])
def test_what_makes_a_clean_file_dirty(project: Project, what: str) -> None:
    contract = '[contracts.one]\nentry-point = "a.py"\ndescription = "x"\njob = "{}"\n'
    project.configure(contract.format("training"))
    project.write("a.py", "import helper\nhelper.work()\n")
    project.write("helper.py", "def work():\n    open('/opt/ml/model/a')\n")
    project.write("b.py", "pass\n")
    project.lint()
    assert project.lint().cached == 3
    if what == "settings":
        project.configure('severity = { ACME = "info" }\n' + contract.format("training"))
        expected = 0
    elif what == "contract":
        project.configure(contract.format("processing"))
        expected = 2
    elif what == "helper":
        project.write("helper.py", "def work():\n    open('/opt/ml/model/b')\n")
        expected = 1
    else:
        plugin = project.root.parent / "plugins" / "acme_rules.py"
        os.utime(plugin, ns=(0, 0))
        expected = 0
    assert project.lint().cached == expected


def test_a_module_that_is_written_later(project: Project) -> None:
    project.write("a.py", "import helper  # sagemaker\nhelper.work()\n")
    project.lint()
    assert project.lint().cached == 1
    project.write("helper.py", "def work():\n    pass\n")
    assert project.lint("a.py").cached == 0


def test_a_clean_run_does_not_import_libcst(project: Project) -> None:
    project.configure('[contracts.one]\nentry-point = "s01.py"\ndescription = "x"\n')
    plugins = str(project.root.parent / "plugins")
    assert project.root.joinpath("sm-lint.toml").write_text('[contracts.one]\nentry-point = "s01.py"\n')
    project.write("s01.py", "print()\n")
    project.write("s02.py", "print()  # sagemaker\n")
    script = (
        "import sys, sm_lint\nr = sm_lint.lint_paths(['.'])\n"
        "print(r.cached, len(r.findings), sorted({'libcst', 'sm_lint.registry.bases', 'click'} & set(sys.modules)))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "rules"), plugins]),
    }

    def run() -> str:
        command = [sys.executable, "-c", script]
        return subprocess.run(
            command, cwd=project.root, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert run() == "0 0 ['libcst', 'sm_lint.registry.bases']\n"
    assert run() == "2 0 []\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_order_is_the_same_whoever_does_the_work(
    project: Project, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(workers, "BYTES_PER_WORKER", 1)
    many(project)
    result = project.lint(cache=False, jobs=jobs)
    assert project.shown(result) == [f"s{number:02}.py:1:1 ACME001" for number in (0, 3, 6, 9)]


def test_a_pool_is_used_only_where_it_pays() -> None:
    size = workers.BYTES_PER_WORKER
    assert workers.worker_count(size - 1, 100, 8) == 1
    assert workers.worker_count(3 * size, 100, 8) == 3
    assert workers.worker_count(30 * size, 100, 8) == 8
    assert workers.worker_count(30 * size, 2, 8) == 2
    assert workers.worker_count(30 * size, 100, 1) == 1
    assert workers.worker_count(0, 0, None) == 1


def test_small_projects_are_linted_in_one_process_and_large_ones_in_several() -> None:
    """A promise: starting processes costs more than a few files. The exact number of bytes is tuning."""
    assert workers.worker_count(50_000, 20, 8) == 1
    assert workers.worker_count(10_000_000, 400, 8) == 8


def test_a_file_that_kills_its_process_costs_one_finding(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BYTES_PER_WORKER", 1)
    many(project)
    project.write("s04.py", "deadly()  # sagemaker\n")
    project.write("s07.py", "deadly()  # sagemaker\n")
    result = project.lint(cache=False, jobs=2)
    assert project.shown(result) == [
        "s00.py:1:1 ACME001",
        "s03.py:1:1 ACME001",
        "s04.py:1:1 SMX900",
        "s06.py:1:1 ACME001",
        "s07.py:1:1 SMX900",
        "s09.py:1:1 ACME001",
    ]
    assert result.internal_errors == 2
    assert result.findings[2].message == "the process that linted s04.py ended abnormally"


def test_any_executor_will_do(project: Project) -> None:
    many(project)
    with ThreadPoolExecutor(2) as executor:
        result = project.lint(cache=False, executor=executor)
    assert project.shown(result) == project.shown(project.lint(cache=False))


def test_threads_take_turns(project: Project) -> None:
    words = ["bad", "old", "new", "broken"]
    for number in range(40):
        project.write(f"t{number}.py", f"import sagemaker\n{chr(10) * (number % 7)}{words[number % 4]}(x)\n" * 5)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as executor:
            result = project.lint(cache=False, executor=executor)
    finally:
        sys.setswitchinterval(before)
    assert project.shown(result) == project.shown(project.lint(cache=False))


class Unreliable(Executor):
    """Loses every second task that it is given."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        if self.submitted % 2:
            future.set_exception(ConnectionError("worker lost"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_what_an_executor_loses_is_linted_here(project: Project) -> None:
    many(project)
    executor = Unreliable()
    assert project.shown(project.lint(cache=False, executor=executor)) == project.shown(project.lint(cache=False))
    assert executor.submitted > 1


def test_an_interrupt_ends_the_run(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    many(project)

    def interrupt(batch: Batch) -> list[FileReport]:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers, "lint_batch", interrupt)
    with pytest.raises(KeyboardInterrupt):
        project.lint(cache=False)


def test_progress_is_told(project: Project) -> None:
    many(project, 3)
    told: list[tuple[int, int]] = []
    project.lint(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_text_in_place_of_the_one_on_disk(project: Project) -> None:
    path = project.write("a.py", "pass  # sagemaker\n")
    new = str(project.root / "new.py")
    result = project.lint("a.py", "new.py", overlay={str(path): b"bad()  # sagemaker\n", new: b"bad() # sagemaker"})
    assert project.shown(result) == ["a.py:1:1 ACME001", "new.py:1:1 ACME001"]
    assert project.lint("a.py").findings == ()


def test_imports_see_the_overlay(project: Project) -> None:
    project.write("a.py", "import helper  # sagemaker\nprint(helper)\n")
    helper = project.write("helper.py", "x = 1\n")
    project.lint("a.py")
    assert project.lint("a.py").cached == 1
    assert project.lint("a.py", overlay={str(helper): b"x = 2\n"}).cached == 0


def test_the_baseline_is_taken_out(project: Project) -> None:
    from sm_lint.diagnostics.lines import LineTexts
    from sm_lint.lint.run import baseline

    project.configure('baseline = "old.json"\n')
    project.write("a.py", "bad()  # sagemaker\n")
    known = project.lint(baseline=False).findings
    baseline.write(str(project.root / "old.json"), known, LineTexts())
    project.write("a.py", "import x\nbad()  # sagemaker\nbad(2)\n")
    assert project.shown(project.lint()) == ["a.py:3:1 ACME001"]
    project.write("a.py", "pass\n")
    assert project.lint().stale_baseline == ("a.py: ACME001",)
