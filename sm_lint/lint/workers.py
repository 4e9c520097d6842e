"""Getting many files read or linted: here, by processes of our own, or by an executor that the caller brings.

A file that kills its process costs one finding: what was lost with the process is tried again, one file at a time.
Processes are prepared where some are made: a run that finds everything in its cache needs none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sm_lint.lint.alone import alone
from sm_lint.lint.task import Batch, FileReport, internal_error
from sm_lint.syntax.collector import collector_off

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from sm_lint.lint.crew import Crew

Work = Callable[[Batch], list[Any]]
"""A function of a module, so that it can be sent to another process; answers with something for each file."""
Done = Callable[[Any], None]
"""Called with each answer in the thread that waits for them, in no particular order."""

BYTES_PER_WORKER = 200_000
"""A process must have about this much source to work on before starting it pays."""
_FUTURES = 64


@alone
def lint_batch(batch: Batch) -> list[FileReport]:
    """Lint the files of a batch; runs in whichever process it is sent to."""
    from sm_lint.lint.engine import lint_file

    with collector_off():
        return [lint_file(task, batch) for task in batch.tasks]


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
    """

    executor: Executor | None
    jobs: int | None
    _crew: Crew | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *raised: Any) -> None:
        self._crew = None
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
        if self.executor is not None:
            return _submit(self.executor, work, _split(batches, max(1, files // _FUTURES)), done)
        count = worker_count(size, files, self.jobs)
        if count > 1 or self._crew is not None:
            return self._processes(count).do(work, batches, done)
        with collector_off():  # trees of definitions are kept from file to file
            for batch in _split(batches, 1):
                for answer in work(batch):
                    done(answer)
        return []

    def lint(self, batches: Sequence[Batch], size: int, done: Callable[[FileReport], None]) -> None:
        """Lint files; one that takes its process with it again when it is tried alone is reported as a failure of ours.

        The arguments and exceptions are those of :meth:`do`.
        """
        lost = list(_split(self.do(lint_batch, batches, size, done), 1))
        for batch in self._processes(1).do(lint_batch, lost, done) if lost else ():
            path = batch.tasks[0].path
            message = f"the process that linted {os.path.basename(path)} ended abnormally"
            done(FileReport(path, (internal_error(path, message),), errors=1))

    def _processes(self, count: int) -> Crew:
        if self._crew is None:
            from sm_lint.lint.crew import Crew

            self._crew = self._open.enter_context(Crew(count))
        self._crew.size = max(self._crew.size, count)
        return self._crew


def _split(batches: Iterable[Batch], size: int) -> Iterator[Batch]:
    for batch in batches:
        for start in range(0, len(batch.tasks), size):
            yield replace(batch, tasks=batch.tasks[start : start + size])


def _submit(executor: Executor, work: Work, batches: Iterable[Batch], done: Done) -> list[Batch]:
    """Have an executor do the work; returns the batches that were lost, in their order."""
    from concurrent.futures import as_completed

    from sm_lint.lint.registry import PluginError

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
