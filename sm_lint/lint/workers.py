"""Getting many files linted: here, in a pool of processes, or by an executor that the caller brings.

A file that kills its process costs one finding: what was lost with the process is tried again, one file at a time.
Pools are imported where one is made: a run that finds everything in its cache needs none.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sm_lint.lint.alone import alone
from sm_lint.lint.task import Batch, FileReport, internal_error
from sm_lint.syntax.collector import collector_off

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

Done = Callable[[FileReport], None]
Report = TypeVar("Report")

BYTES_PER_WORKER = 200_000
"""A process must have about this much source to lint before starting it pays."""
_BATCHES_PER_WORKER = 24  # so that none is left alone with the last one for long


@alone
def lint_batch(batch: Batch) -> list[FileReport]:
    """Lint the files of a batch; runs in whichever process it is sent to."""
    from sm_lint.lint.engine import lint_file

    with collector_off():
        return [lint_file(task, batch) for task in batch.tasks]


def collect(
    batches: Sequence[Batch], executor: Executor | None, workers: int, work: Callable[[Batch], list[Report]]
) -> list[Report]:
    """What `work` answers for all batches, in no particular order; what is lost with a process is left out.

    Args:
        batches: files by settings.
        executor: where to send them; None for this process or a pool of our own.
        workers: size of that pool; 1 for none.
        work: a function of a module, so that it can be sent to another process.
    """
    count = sum(len(batch.tasks) for batch in batches)
    if executor is not None:
        return _collected(executor, _split(batches, max(1, count // 64)), work)
    if workers > 1:
        with _pool(workers) as pool:
            return _collected(pool, _split(batches, max(1, count // (workers * _BATCHES_PER_WORKER))), work)
    return [report for batch in batches for report in work(batch)]


def _collected(executor: Executor, batches: Iterable[Batch], work: Callable[[Batch], list[Report]]) -> list[Report]:
    from concurrent.futures import BrokenExecutor, as_completed

    found: list[Report] = []
    pending: dict[Future[list[Report]], Batch] = {}
    try:
        for batch in batches:
            pending[executor.submit(work, batch)] = batch
        for future in as_completed(pending):
            found += future.result()
    except BrokenExecutor:
        return found  # the files that killed a process are tried, and named, when they are linted
    except BaseException:
        for future in pending:
            future.cancel()
        raise
    return found


def worker_count(size: int, files: int, jobs: int | None) -> int:
    """How many processes to use for so many bytes of source in so many files; 1 means no pool.

    Args:
        size: bytes to lint.
        files: how many files hold them.
        jobs: the most that the user wants; None or 0 for as many as there are processors.
    """
    wanted = jobs or _processors()
    return max(1, min(wanted, files, size // BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def run(batches: Sequence[Batch], executor: Executor | None, workers: int, done: Done) -> None:
    """Lint all batches and hand over each file's report as it comes.

    Args:
        batches: files by settings.
        executor: where to send them; None for this process or a pool of our own.
        workers: size of that pool; 1 for none.
        done: called in this thread, in no particular order.

    Raises:
        PluginError: a rule package cannot be used.
        KeyboardInterrupt: at once; processes of our own are ended.
    """
    if executor is not None:
        count = sum(len(batch.tasks) for batch in batches)
        _retry(_submit(executor, _split(batches, max(1, count // 64)), done), done)
    elif workers > 1:
        count = sum(len(batch.tasks) for batch in batches)
        with _pool(workers) as pool:
            lost = _submit(pool, _split(batches, max(1, count // (workers * _BATCHES_PER_WORKER))), done)
        _retry(lost, done)
    else:
        for batch in _split(batches, 1):
            for report in lint_batch(batch):
                done(report)


def _split(batches: Iterable[Batch], size: int) -> Iterator[Batch]:
    for batch in batches:
        for start in range(0, len(batch.tasks), size):
            yield replace(batch, tasks=batch.tasks[start : start + size])


def _submit(executor: Executor, batches: Iterable[Batch], done: Done) -> list[Batch]:
    """Have batches linted; returns those that were lost, in their order."""
    from concurrent.futures import as_completed

    from sm_lint.lint.registry import PluginError

    pending: dict[Future[list[FileReport]], Batch] = {}
    lost: list[Batch] = []
    order: dict[int, int] = {}
    try:
        for batch in batches:
            order[id(batch)] = len(order)
            try:
                pending[executor.submit(lint_batch, batch)] = batch
            except Exception:  # noqa: BLE001 - a broken executor takes nothing more
                lost.append(batch)
        for future in as_completed(pending):
            try:
                reports = future.result()
            except PluginError:
                raise
            except Exception:  # noqa: BLE001 - a dead worker, or whatever went wrong on the way
                lost.append(pending[future])
                continue
            for report in reports:
                done(report)
    except BaseException:
        for future in pending:
            future.cancel()
        raise
    return sorted(lost, key=lambda batch: order[id(batch)])


def _retry(lost: Sequence[Batch], done: Done) -> None:
    """Lint files one at a time in a process of their own; what kills it again is reported as a failure of ours."""
    todo = list(_split(lost, 1))
    while todo:
        with _pool(1) as pool:
            while todo:
                batch = todo.pop(0)
                if _submit(pool, [batch], done):
                    path = batch.tasks[0].path
                    message = f"the process that linted {os.path.basename(path)} ended abnormally"
                    done(FileReport(path, (internal_error(path, message),), errors=1))
                    break


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes are gone when an exception leaves the block."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_ignore_interrupt)
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _context() -> BaseContext:
    """Forking spares every worker the import of libcst; it is safe as long as no other thread may hold a lock."""
    import multiprocessing

    if sys.platform == "linux" and threading.active_count() == 1:
        import sm_lint.lint.engine  # noqa: F401 - imported once, before the processes are made

        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent, which ends its workers."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
