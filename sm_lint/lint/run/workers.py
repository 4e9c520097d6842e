"""Distributes files for reading or linting: to this process, to a process pool, or to the caller's executor.

A file that kills its process costs one finding: the batch lost with the process is tried again, one file at a time.
Heavy files go to a disposable process even if all others are handled in this one. Processes are prepared only when some
are started: a run that finds everything in its cache needs none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sm_lint.lint.linking.serialize import serialized
from sm_lint.lint.linking.task import Batch, FileReport, FileTask, Heavy, internal_error
from sm_lint.syntax.collector import collector_off

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from sm_lint.lint.run.process_pool import ProcessPool

Work = Callable[[Batch], list[Any]]
"""A module-level function, so that it can be pickled; returns an answer for each file."""
Done = Callable[[Any], None]
"""Called with each answer in the waiting thread, in no particular order."""

BYTES_PER_WORKER = 200_000
"""Amount of source per process that justifies starting one. Tuning: it changes no finding."""
_FUTURES = 64


@serialized
def lint_batch(batch: Batch) -> list[FileReport | Heavy]:
    """Lint the files of a batch; can run in any process."""
    from sm_lint.lint.run.engine import lint_file
    from sm_lint.syntax.parse import HeavyText

    def lint(task: FileTask) -> FileReport | Heavy:
        try:
            return lint_file(task, batch)
        except HeavyText:
            return Heavy(task.path)

    with collector_off():
        return [lint(task) for task in batch.tasks]


def worker_count(size: int, files: int, jobs: int | None) -> int:
    """The number of processes for some bytes of source in some files; 1 means only this process.

    Args:
        size: total size in bytes.
        files: number of files.
        jobs: maximum set by the user; None or 0 for the number of processors.
    """
    wanted = jobs or _processors()
    return max(1, min(wanted, files, size // BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@dataclass(slots=True)
class Workers:
    """The workers of a run. A context manager that ends its processes on exit.

    Attributes:
        executor: the caller's executor; None for this process or a process pool.
        jobs: maximum number of processes; None for as many as are useful.
        spawn: allow starting processes in a way that imports the caller's main module.
    """

    executor: Executor | None
    jobs: int | None
    spawn: bool = False
    _crew: ProcessPool | None = None
    _guard: ProcessPool | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *raised: Any) -> None:
        self._crew = self._guard = None
        self._open.__exit__(*raised)

    def do(self, work: Work, batches: Sequence[Batch], size: int, done: Done) -> list[Batch]:
        """Process the files of batches.

        Args:
            work: what to do.
            batches: files grouped by settings.
            size: total size in bytes.
            done: called with each result.

        Returns:
            The lost batches.

        Raises:
            PluginError: a rule package cannot be used.
            KeyboardInterrupt: immediately.
        """
        files = sum(len(batch.tasks) for batch in batches)
        count = worker_count(size, files, self.jobs)
        if self.executor is None and (count > 1 or self._crew is not None):
            return self._processes(count).do(work, batches, done)
        heavy: list[str] = []

        def take(answer: Any) -> None:
            if isinstance(answer, Heavy):
                heavy.append(answer.path)
            else:
                done(answer)

        lost: list[Batch] = []
        light = [replace(batch, heavy="elsewhere") for batch in batches]
        if self.executor is not None:
            lost = _submit(self.executor, work, _split(light, max(1, files // _FUTURES)), take)
        else:
            _do_here(work, light, take)
        return [*lost, *self._do_heavy(work, _only(batches, heavy), done)] if heavy else lost

    def _do_heavy(self, work: Work, batches: Sequence[Batch], done: Done) -> list[Batch]:
        """Process files that may kill their process; returns those that did."""
        from sm_lint.lint.run.process_pool import may_start

        if self._guard is not None or may_start(spawn=self.spawn):
            return self._one_apart().do(work, batches, done)
        _do_here(work, batches, done)
        return []

    def lint(self, batches: Sequence[Batch], size: int, done: Callable[[FileReport], None]) -> None:
        """Lint files; a file that kills its process is reported as an internal error.

        It is tried once more, alone, unless it exceeded a time limit. For arguments and exceptions see :meth:`do`.
        """
        given = [task.path for batch in batches for task in batch.tasks]
        lost = list(_split(self.do(lint_batch, self._in_time(batches, given), size, done), 1))
        again = self._in_time(lost, given)
        dead = {batch.tasks[0].path: "ended abnormally" for batch in self._try_again(again, done)}
        dead.update((path, reason) for path, reason in self._late().items() if path in given)
        for path, reason in dead.items():
            message = f"the process that linted {os.path.basename(path)} {reason}"
            done(FileReport(path, (internal_error(path, message),), errors=1))

    def _try_again(self, batches: Sequence[Batch], done: Callable[[FileReport], None]) -> list[Batch]:
        return self._one_apart().do(lint_batch, batches, done) if batches else []

    def _in_time(self, batches: Iterable[Batch], paths: Iterable[str]) -> list[Batch]:
        """The batches without files that exceeded a time limit before."""
        return _only(batches, set(paths).difference(self._late()))

    def _late(self) -> dict[str, str]:
        """The files that exceeded a time limit, each with the reason."""
        pools = (self._crew, self._guard)
        return {path: reason for pool in pools if pool is not None for path, reason in pool.late.items()}

    def _processes(self, count: int) -> ProcessPool:
        if self._crew is None:
            from sm_lint.lint.run.process_pool import ProcessPool

            self._crew = self._open.enter_context(ProcessPool(count))
        self._crew.size = max(self._crew.size, count)
        return self._crew

    def _one_apart(self) -> ProcessPool:
        """The pool for files that may kill their process: the existing one, or a pool of one process."""
        if self._crew is not None:
            return self._crew
        if self._guard is None:
            from sm_lint.lint.run.process_pool import ProcessPool

            self._guard = self._open.enter_context(ProcessPool(1))
        return self._guard


def _do_here(work: Work, batches: Iterable[Batch], done: Done) -> None:
    """Process batches in this process."""
    with collector_off():  # trees of definitions stay alive from file to file
        for batch in _split(batches, 1):
            for answer in work(batch):
                done(answer)


def _only(batches: Iterable[Batch], paths: Collection[str]) -> list[Batch]:
    """The batches restricted to some files."""
    wanted = frozenset(paths)
    chosen = [replace(batch, tasks=tuple(t for t in batch.tasks if t.path in wanted)) for batch in batches]
    return [batch for batch in chosen if batch.tasks]


def _split(batches: Iterable[Batch], size: int) -> Iterator[Batch]:
    for batch in batches:
        for start in range(0, len(batch.tasks), size):
            yield replace(batch, tasks=batch.tasks[start : start + size])


def _submit(executor: Executor, work: Work, batches: Iterable[Batch], done: Done) -> list[Batch]:
    """Process batches in an executor; returns the lost ones in order."""
    from concurrent.futures import as_completed

    from sm_lint.registry.packages import PluginError

    pending: dict[Future[list[Any]], Batch] = {}
    lost: list[Batch] = []
    order: dict[int, int] = {}
    try:
        for batch in batches:
            order[id(batch)] = len(order)
            try:
                pending[executor.submit(work, batch)] = batch
            except Exception:  # noqa: BLE001 - a broken executor accepts nothing more
                lost.append(batch)
        for future in as_completed(pending):
            try:
                answers = future.result()
            except PluginError:
                raise
            except Exception:  # noqa: BLE001 - a dead worker, or any other failure of the executor
                lost.append(pending[future])
                continue
            for answer in answers:
                done(answer)
    except BaseException:
        for future in pending:
            future.cancel()
        raise
    return sorted(lost, key=lambda batch: order[id(batch)])
