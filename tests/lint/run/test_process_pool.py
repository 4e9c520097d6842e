"""Processes that remember what they did."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from typing import Any

import pytest

from sm_lint.config.settings import Settings
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.process_pool import ProcessPool
from sm_lint.registry.packages import PluginError

pytestmark = pytest.mark.slow


def batch(*paths: str) -> Batch:
    return Batch(Settings(root="/"), tuple(FileTask(path) for path in paths))


def where(batch: Batch) -> list[tuple[str, int]]:
    return [(task.path, os.getpid()) for task in batch.tasks]


def fallible(batch: Batch) -> list[Any]:
    answers: list[Any] = []
    for task in batch.tasks:
        if task.path == "deadly":
            os._exit(3)
        if task.path == "broken":
            raise ValueError(task.path)
        if task.path == "unusable":
            raise PluginError("no such package", "acme")
        answers.append((lambda: 0) if task.path == "unsendable" else task.path)
    return answers


def paths(batches: list[Batch]) -> list[str]:
    return [task.path for batch in batches for task in batch.tasks]


def test_each_file_goes_back_to_where_it_was() -> None:
    first: list[tuple[str, int]] = []
    second: list[tuple[str, int]] = []
    with ProcessPool(2) as pool:
        assert pool.do(where, [batch("a", "b")], first.append) == []
        assert pool.do(where, [batch("b", "a")], second.append) == []
    assert len({pid for _, pid in first} | {os.getpid()}) == 3
    assert sorted(second) == sorted(first)


def test_who_has_nothing_left_takes_from_others() -> None:
    answers: list[tuple[str, int]] = []
    with ProcessPool(1) as pool:
        pool.do(where, [batch(*"abcd")], answers.append)
        pool.size = 2
        again: list[tuple[str, int]] = []
        pool.do(where, [batch(*"abcd")], again.append)
    assert len({pid for _, pid in answers}) == 1
    assert [path for path, _ in sorted(again)] == list("abcd")
    assert len({pid for _, pid in again}) == 2


def test_only_what_a_dead_process_worked_on_is_lost() -> None:
    answers: list[str] = []
    with ProcessPool(2) as pool:
        lost = pool.do(fallible, [batch("a", "deadly", "b", "deadly", "c")], answers.append)
        assert paths(lost) == ["deadly", "deadly"]
        assert sorted(answers) == ["a", "b", "c"]
        assert pool.do(fallible, [batch("d", "a")], answers.append) == []
    assert sorted(answers) == ["a", "a", "b", "c", "d"]


@pytest.mark.parametrize("path", ["broken", "unsendable"])
def test_without_an_answer_a_file_is_lost(path: str) -> None:
    answers: list[str] = []
    with ProcessPool(1) as pool:
        assert paths(pool.do(fallible, [batch("a", path, "b")], answers.append)) == [path]
    assert answers == ["a", "b"]


def test_an_unusable_rule_package_ends_the_run() -> None:
    with pytest.raises(PluginError, match="no such package") as caught, ProcessPool(2) as pool:
        pool.do(fallible, [batch("unusable", "a", "b")], lambda answer: None)
    assert caught.value.package == "acme"
    assert multiprocessing.active_children() == []


SCRIPT = """
import os, signal, sys
sys.path[:0] = {path!r}
from tests.lint.run.test_process_pool import ProcessPool, batch, where
with ProcessPool(2) as pool:
    pool.do(where, [batch("a", "b")], lambda answer: None)
    print("ready", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_no_process_outlives_a_killed_parent() -> None:
    script = SCRIPT.format(path=[os.getcwd(), *sys.path])
    # The output ends when the last process that holds it does.
    ended = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=300, check=False)
    assert (ended.returncode, ended.stdout) == (-9, b"ready\n")
