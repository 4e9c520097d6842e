"""Processes of our own that remember what they did.

A process that read the job definitions of a file keeps its tree, and is given the same file again when it is linted. A
pool of the standard library hands each task to whoever is free, so that most of these trees would be made twice, and
loses all that is left to do when one of its processes dies. No thread is started here, which keeps forking safe.

Each file has limits of time, and of memory while it is parsed (:mod:`sm_lint.lint.linking.limits`).
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

_SHARES = 64  # so that nobody works on the last one for long


@dataclass(eq=False, slots=True)
class _Member:
    """One process.

    Attributes:
        line: the way to it and back; it ends when the process does.
        at: what it works on.
        due: when the answer must be there, on the monotonic clock.
    """

    process: BaseProcess
    line: Connection
    at: Batch | None = None
    due: float = 0.0


@dataclass(slots=True)
class ProcessPool:
    """The processes of a run. A context manager, at whose end they are gone.

    Attributes:
        size: how many work at once; it may be raised.
        late: by path, what became of the process that worked on a file until its time was up.
    """

    size: int
    late: dict[str, str] = field(default_factory=dict)
    _members: list[_Member] = field(default_factory=list)
    _homes: dict[str, _Member] = field(default_factory=dict)

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        for member in self._members:
            member.line.close()  # which ends a process that waits for more
            if kind is not None:
                member.process.terminate()
        for member in self._members:
            member.process.join()
        self._members.clear()
        self._homes.clear()

    def do(
        self, work: Callable[[Batch], Sequence[Any]], batches: Sequence[Batch], done: Callable[[Any], None]
    ) -> list[Batch]:
        """Have something done with files, by preference where it was done with them before.

        Args:
            work: what to do: a function of a module, so that it can be sent to another process.
            batches: files by settings.
            done: called in this thread with each of the results, in no particular order.

        Returns:
            What was lost: with the process that worked on it, or because the answer could not be sent.

        Raises:
            PluginError: a rule package cannot be used; what was not begun by then is not done.
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
        """What is sent in one go, and where to if there is a choice."""
        size = max(1, sum(len(batch.tasks) for batch in batches) // (self.size * _SHARES))
        for batch in batches:
            tasks: dict[_Member | None, list[FileTask]] = {}
            for task in batch.tasks:
                tasks.setdefault(self._homes.get(task.path), []).append(task)
            for home, mine in tasks.items():
                for start in range(0, len(mine), size):
                    yield home, replace(batch, tasks=tuple(mine[start : start + size]))

    def _idle(self) -> _Member:
        """A process without work, made if there is none."""
        for member in self._members:
            if member.at is None:
                return member
        context = _context()
        with _interrupts_held():  # until the process is known here, and deaf to Ctrl-C there
            ours, theirs = context.Pipe()
            # A forked process has the other ends of all lines as well, and none would ever end.
            forked = context.get_start_method() == "fork"
            inherited = [ours, *(member.line for member in self._members)] if forked else []
            process = context.Process(target=_serve, args=(theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            self._members.append(_Member(process, ours))
        return self._members[-1]

    def _part_from(self, member: _Member) -> str:
        """Let a process go that is gone, or gives no answer; says so if its time was up."""
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
    """What is still to do: for each process its own, and what anybody may do."""

    def __init__(self, shares: Iterator[tuple[_Member | None, Batch]]) -> None:
        self._rows: dict[_Member | None, deque[Batch]] = {}
        for home, batch in shares:
            self._rows.setdefault(home, deque()).append(batch)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def take(self, member: _Member) -> Batch:
        """The next for a process: its own, then anybody's, then the last of the process that has most left to do."""
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
    """In place of an answer: the process is gone."""


def _answered(busy: Sequence[_Member]) -> list[Any]:
    """Wait for answers; returns the lines of the processes that gave one, are gone, or should have answered by now."""
    patience = min(member.due for member in busy) - time.monotonic()
    found = wait([member.line for member in busy], max(0.0, patience))
    return found or [member.line for member in busy if time.monotonic() >= member.due]


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have Ctrl-C wait until the block is left; a process that is started within it begins without hearing any."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(line: Connection, message: object) -> None:
    """Send something to a process; one that is gone gives no answer either, and is missed then."""
    with suppress(OSError):
        line.send(message)


def _receive(line: Connection) -> object:
    """The answer of a process: a list of results, what must end the run, or nothing that can be used.

    One that is not there by now is not waited for.
    """
    try:
        return line.recv() if line.poll() else _Dead()
    except (EOFError, OSError):
        return _Dead()


def _serve(line: Connection, inherited: Sequence[Connection]) -> None:
    """Work until the line ends. Ctrl-C is left to the parent, which ends its processes."""
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
            except Exception:  # noqa: BLE001 - what fails in one batch, or cannot be sent, must not end the others
                line.send(None)


def _within_limits(work: Callable[[Batch], Sequence[Any]], batch: Batch) -> list[Any]:
    """The results for the files of a batch, each of which has time of its own."""
    answers: list[Any] = []
    with collector_off():
        for task in batch.tasks:
            allow_time()
            answers += work(replace(batch, tasks=(task,), heavy="limited"))
    return answers


def may_fork() -> bool:
    """Whether a copy of this process is safe: no other thread, of Python or of a library, may hold a lock."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: TID251 - no file of the user
    except OSError:
        return True


def may_start(*, spawn: bool) -> bool:
    """Whether this process may have processes of its own.

    Args:
        spawn: one that begins anew will do, which imports the main module once more.
    """
    return not multiprocessing.current_process().daemon and (spawn or may_fork())


def _context() -> ForkContext | SpawnContext:
    """Forking spares every process the import of libcst."""
    if may_fork():
        import sm_lint.lint.run.engine  # noqa: F401 - imported once, before the processes are made

        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
