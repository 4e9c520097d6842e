"""Getting many files read or linted: here, by processes of our own, or by an executor that the caller brings.

A file that kills its process costs one finding: what was lost with the process is tried again, one file at a time.
Files that may take long, or much memory, go to a process that may be lost even where all others are done in this one.
Processes are prepared where some are made: a run that finds everything in its cache needs none.
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
"""A function of a module, so that it can be sent to another process; answers with something for each file."""
Done = Callable[[Any], None]
"""Called with each answer in the thread that waits for them, in no particular order."""

BYTES_PER_WORKER = 200_000
"""A process must have about this much source to work on before starting it pays. Tuning: it changes no finding."""
_FUTURES = 64


@serialized
def lint_batch(batch: Batch) -> list[FileReport | Heavy]:
    """Lint the files of a batch; runs in whichever process it is sent to."""
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
    """How many processes to use for so many bytes of source in so many files; 1 means none but this.

    Args:
        size: bytes to work on.
        files: how many files hold them.
        jobs: the most that the user wants; None or 0 for as many as there are processors.
    """
    wanted = jobs or _processors()
    return max(1, min(wanted, files, size // BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@dataclass(slots=True)
class Workers:
    """Those who work for one run. A context manager; processes of our own are gone when it is left.

    Attributes:
        executor: where to send files; None for this process or processes of our own.
        jobs: the most processes of our own; None for as many as pay.
        spawn: processes may be started in a way that imports the main module of this one.
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
        """Have something done with files.

        Args:
            work: what to do.
            batches: files by settings.
            size: bytes of all of them.
            done: told what came of them.

        Returns:
            What was lost on the way.

        Raises:
            PluginError: a rule package cannot be used.
            KeyboardInterrupt: at once.
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
        """Have something done with files that may take their process with them; returns those that did."""
        from sm_lint.lint.run.process_pool import may_start

        if self._guard is not None or may_start(spawn=self.spawn):
            return self._one_apart().do(work, batches, done)
        _do_here(work, batches, done)
        return []

    def lint(self, batches: Sequence[Batch], size: int, done: Callable[[FileReport], None]) -> None:
        """Lint files; one that takes its process with it is reported as a failure of ours.

        It is tried once more, alone, unless its time was up. The arguments and exceptions are those of :meth:`do`.
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
        """Batches without the files whose time was up when they were worked on before."""
        return _only(batches, set(paths).difference(self._late()))

    def _late(self) -> dict[str, str]:
        """The files whose time was up, and what is said of each."""
        pools = (self._crew, self._guard)
        return {path: reason for pool in pools if pool is not None for path, reason in pool.late.items()}

    def _processes(self, count: int) -> ProcessPool:
        if self._crew is None:
            from sm_lint.lint.run.process_pool import ProcessPool

            self._crew = self._open.enter_context(ProcessPool(count))
        self._crew.size = max(self._crew.size, count)
        return self._crew

    def _one_apart(self) -> ProcessPool:
        """A process for files that may take it with them: one of those that there are, or one for these files."""
        if self._crew is not None:
            return self._crew
        if self._guard is None:
            from sm_lint.lint.run.process_pool import ProcessPool

            self._guard = self._open.enter_context(ProcessPool(1))
        return self._guard


def _do_here(work: Work, batches: Iterable[Batch], done: Done) -> None:
    """Do something with files in this process."""
    with collector_off():  # trees of definitions are kept from file to file
        for batch in _split(batches, 1):
            for answer in work(batch):
                done(answer)


def _only(batches: Iterable[Batch], paths: Collection[str]) -> list[Batch]:
    """Batches without the files that are not among some."""
    wanted = frozenset(paths)
    chosen = [replace(batch, tasks=tuple(t for t in batch.tasks if t.path in wanted)) for batch in batches]
    return [batch for batch in chosen if batch.tasks]


def _split(batches: Iterable[Batch], size: int) -> Iterator[Batch]:
    for batch in batches:
        for start in range(0, len(batch.tasks), size):
            yield replace(batch, tasks=batch.tasks[start : start + size])


def _submit(executor: Executor, work: Work, batches: Iterable[Batch], done: Done) -> list[Batch]:
    """Have an executor do the work; returns the batches that were lost, in their order."""
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
            except Exception:  # noqa: BLE001 - a broken executor takes nothing more
                lost.append(batch)
        for future in as_completed(pending):
            try:
                answers = future.result()
            except PluginError:
                raise
            except Exception:  # noqa: BLE001 - a dead worker, or whatever went wrong on the way
                lost.append(pending[future])
                continue
            for answer in answers:
                done(answer)
    except BaseException:
        for future in pending:
            future.cancel()
        raise
    return sorted(lost, key=lambda batch: order[id(batch)])
