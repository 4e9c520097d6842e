"""A process pool with affinity: a process gets the files again whose trees it holds.

A process that read the job definitions of a file keeps its tree, and gets the same file again to lint. A pool of the
standard library gives each task to any idle process, so most of these trees would be parsed twice. It also loses all
remaining tasks when one of its processes dies. No threads are started here, which keeps forking safe.

Each file has a time limit, and a memory limit while it is parsed (:mod:`sm_lint.lint.linking.limits`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from sm_lint.lint.linking.limits import PATIENCE, SECONDS, allow_time, leave_no_core
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.registry.packages import PluginError
from sm_lint.syntax.collector import collector_off

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

_SHARES = 64  # small batches, so that the last one does not delay the run


@dataclass(eq=False, slots=True)
class _Member:
    """A worker process.

    Attributes:
        line: the connection to it; closed when the process ends.
        at: the batch that it works on.
        due: deadline of its answer, on the monotonic clock.
    """

    process: BaseProcess
    line: Connection
    at: Batch | None = None
    due: float = 0.0


@dataclass(slots=True)
class ProcessPool:
    """The worker processes of a run. A context manager that ends them on exit.

    Attributes:
        size: number of concurrent processes; may be raised.
        late: the reason, by path, for files whose process exceeded a time limit.
    """

    size: int
    late: dict[str, str] = field(default_factory=dict)
    _members: list[_Member] = field(default_factory=list)
    _homes: dict[str, _Member] = field(default_factory=dict)

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        for member in self._members:
            member.line.close()  # makes an idle process exit
            if kind is not None:
                member.process.terminate()
        for member in self._members:
            member.process.join()
        self._members.clear()
        self._homes.clear()

    def do(
        self, work: Callable[[Batch], Sequence[Any]], batches: Sequence[Batch], done: Callable[[Any], None]
    ) -> list[Batch]:
        """Process batches, each file preferably in the process that had it before.

        Args:
            work: a module-level function, so that it can be pickled.
            batches: files grouped by settings.
            done: called in this thread with each result, in no particular order.

        Returns:
            The lost batches: their process died, or the answer could not be sent.

        Raises:
            PluginError: a rule package cannot be used; batches not yet started are not processed.
        """
        queue = _Queue(self._shares(batches))
        lost: list[Batch] = []
        busy: dict[object, _Member] = {}
        while queue or busy:
            while queue and len(busy) < self.size:
                member = self._idle()
                member.at = queue.take(member)
                member.due = time.monotonic() + PATIENCE * len(member.at.tasks)
                busy[member.line] = member
                _send(member.line, (work, member.at))
            for line in _answered(list(busy.values())):
                member = busy.pop(line)
                batch, answer = member.at, _receive(member.line)
                assert batch is not None
                member.at = None
                if isinstance(answer, _Dead):
                    reason = self._part_from(member)
                    if reason and len(batch.tasks) == 1:
                        self.late[batch.tasks[0].path] = reason
                elif isinstance(answer, PluginError):
                    raise answer
                if not isinstance(answer, list):
                    lost.append(batch)
                    continue
                self._homes.update((task.path, member) for task in batch.tasks)
                for result in answer:
                    done(result)
        return lost

    def _shares(self, batches: Sequence[Batch]) -> Iterator[tuple[_Member | None, Batch]]:
        """Split batches into shares, each with the process that should get it, if any."""
        size = max(1, sum(len(batch.tasks) for batch in batches) // (self.size * _SHARES))
        for batch in batches:
            tasks: dict[_Member | None, list[FileTask]] = {}
            for task in batch.tasks:
                tasks.setdefault(self._homes.get(task.path), []).append(task)
            for home, mine in tasks.items():
                for start in range(0, len(mine), size):
                    yield home, replace(batch, tasks=tuple(mine[start : start + size]))

    def _idle(self) -> _Member:
        """An idle process, started if there is none."""
        for member in self._members:
            if member.at is None:
                return member
        context = _context()
        with _interrupts_held():  # signals stay blocked until the process is registered here and ignores Ctrl-C
            ours, theirs = context.Pipe()
            # A forked process inherits the parent's ends of all connections, which would keep them open.
            forked = context.get_start_method() == "fork"
            inherited = [ours, *(member.line for member in self._members)] if forked else []
            process = context.Process(target=_serve, args=(theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            self._members.append(_Member(process, ours))
        return self._members[-1]

    def _part_from(self, member: _Member) -> str:
        """Remove a process that died or timed out; returns the reason if it exceeded a time limit."""
        self._members.remove(member)
        member.line.close()
        late = time.monotonic() >= member.due
        if late:
            member.process.kill()
        member.process.join()
        for path in [path for path, home in self._homes.items() if home is member]:
            del self._homes[path]
        if late:
            return f"gave no answer for {PATIENCE} seconds"
        out_of_time = hasattr(signal, "SIGXCPU") and member.process.exitcode == -signal.SIGXCPU
        return f"took more than {SECONDS} seconds" if out_of_time else ""


class _Queue:
    """The remaining shares: those with a preferred process, and those for any process."""

    def __init__(self, shares: Iterator[tuple[_Member | None, Batch]]) -> None:
        self._rows: dict[_Member | None, deque[Batch]] = {}
        for home, batch in shares:
            self._rows.setdefault(home, deque()).append(batch)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def take(self, member: _Member) -> Batch:
        """The next share for a process: its own, then one for any process, then the last one of the busiest process."""
        rows = self._rows
        home = next((home for home in (member, None) if home in rows), member)
        if home in rows:
            batch = rows[home].popleft()
        else:
            home = max(rows, key=lambda other: len(rows[other]))
            batch = rows[home].pop()
        if not rows[home]:
            del rows[home]
        return batch


class _Dead:
    """Replaces an answer: the process is dead."""


def _answered(busy: Sequence[_Member]) -> list[Any]:
    """Wait for answers; returns the connections of processes that answered, died or timed out."""
    patience = min(member.due for member in busy) - time.monotonic()
    found = wait([member.line for member in busy], max(0.0, patience))
    return found or [member.line for member in busy if time.monotonic() >= member.due]


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block Ctrl-C within the block; a process started in it begins with the signals blocked."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(line: Connection, message: object) -> None:
    """Send a message to a process; a dead process is detected when its answer is awaited."""
    with suppress(OSError):
        line.send(message)


def _receive(line: Connection) -> object:
    """The answer of a process: a list of results, an exception that must end the run, or an unusable value.

    Never blocks: a missing answer means a dead process.
    """
    try:
        return line.recv() if line.poll() else _Dead()
    except (EOFError, OSError):
        return _Dead()


def _serve(line: Connection, inherited: Sequence[Connection]) -> None:
    """The main loop of a worker, until its connection closes. The parent handles Ctrl-C and ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    leave_no_core()
    for other in inherited:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            work, batch = line.recv()
            try:
                line.send(_within_limits(work, batch))
            except PluginError as error:
                line.send(error)
            except OSError:
                raise
            except Exception:  # noqa: BLE001 - a failed or unpicklable batch must not end the worker
                line.send(None)


def _within_limits(work: Callable[[Batch], Sequence[Any]], batch: Batch) -> list[Any]:
    """The results for the files of a batch, each with a time limit of its own."""
    answers: list[Any] = []
    with collector_off():
        for task in batch.tasks:
            allow_time()
            answers += work(replace(batch, tasks=(task,), heavy="limited"))
    return answers


def may_fork() -> bool:
    """Whether forking is safe: no other thread, of Python or of a library, may hold a lock."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: TID251 - not a file of the user
    except OSError:
        return True


def may_start(*, spawn: bool) -> bool:
    """Whether this process may start processes.

    Args:
        spawn: allow a fresh interpreter, which imports the main module again.
    """
    return not multiprocessing.current_process().daemon and (spawn or may_fork())


def _context() -> ForkContext | SpawnContext:
    """Forking saves every process the import of libcst."""
    if may_fork():
        import sm_lint.lint.run.engine  # noqa: F401 - imported once, before the processes are forked

        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
