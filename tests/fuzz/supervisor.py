"""Gives out inputs to worker processes, replaces those that hang or die, and gathers figures and failures."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.areas import AREAS, named
from tests.fuzz.generators.corpus import PROJECT
from tests.fuzz.inputs import Failure, store
from tests.fuzz.worker import Limits

LIFETIME = 5_000
"""A worker is replaced after so many inputs; what the linter keeps in memory for later runs is not counted forever."""
KEPT = 5
"""So many inputs are kept of each kind and cause."""


@dataclass(frozen=True)
class Job:
    """Inputs `start` to `stop` of an area."""

    area: str
    start: int
    stop: int


@dataclass
class Figures:
    """What is known of one area after a run.

    Attributes:
        failures: how many inputs failed, by kind and cause.
        slowest: seconds of processor time of the slowest input, and its number.
        memory: MiB by which a worker grew at most, and the number of the input.
    """

    inputs: int = 0
    size: int = 0
    cpu: float = 0
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)
    memory: tuple[int, int] = (0, 0)

    def add(self, said: dict[str, object]) -> None:
        """Count one input."""
        number, cpu, memory = int(said["end"]), float(said["cpu"]), int(said["memory"])  # type: ignore[call-overload, arg-type]
        self.inputs += 1
        self.size += int(said.get("size", 0))  # type: ignore[call-overload]
        self.cpu += cpu
        self.slowest = max(self.slowest, (cpu, number))
        self.memory = max(self.memory, (memory, number))
        if "kind" in said:
            self.fail(str(said["kind"]), str(said["cause"]), number, str(said["detail"]))

    def fail(self, kind: str, cause: str, number: int, detail: str) -> None:
        """Count one failure."""
        self.failures[kind, cause] += 1
        self.first.setdefault((kind, cause), (number, detail))


class Died(Exception):  # noqa: N818 - an end, not an error of this program
    """A worker came to an end in the midst of an input."""


class Process:
    """One worker process."""

    def __init__(self, limits: Limits, folder: str) -> None:
        self._limits = limits
        reading, writing = os.pipe()
        self._reading = reading
        self._buffer = b""
        handle, self.log = tempfile.mkstemp(prefix="sm-lint-fuzz-", suffix=".log")
        allowed = json.dumps([limits.cpu, limits.wall, limits.memory, limits.address])
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        environment.pop("SM_LINT_DEBUG", None)
        environment["PYTHONPATH"] = os.pathsep.join(
            [str(PROJECT), str(PROJECT / "rules"), os.environ.get("PYTHONPATH", "")]
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker", str(writing), self.log, allowed, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=handle,
            pass_fds=(writing,),
            cwd=PROJECT,
            env=environment,
            text=True,
        )
        os.close(writing)
        os.close(handle)
        self.done = 0

    def send(self, job: Job, seed: int) -> None:
        """Have inputs examined."""
        assert self._process.stdin is not None
        order = {"name": job.area, "seed": seed, "start": job.start, "stop": job.stop}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def answers(self) -> Iterator[dict[str, object]]:
        """What the worker says.

        Raises:
            Died: it says no more, or nothing for longer than an input may take.
        """
        while True:
            while b"\n" in self._buffer:
                line, _, self._buffer = self._buffer.partition(b"\n")
                yield json.loads(line)
            # The worker keeps its own limit; this one holds where even its watchdog is stopped.
            if not select.select([self._reading], [], [], self._limits.wall * 4 + 60)[0]:
                raise Died("says nothing")
            data = os.read(self._reading, 65_536)
            if not data:
                raise Died("ended")
            self._buffer += data

    def end(self) -> str:
        """Make sure that it is gone; returns how it ended and what it wrote to its log."""
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._reading)
        written = Path(self.log).read_text("utf-8", "replace")
        os.unlink(self.log)
        status = self._process.returncode
        ended = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"{ended}\n{written}"


class Supervisor:
    """One run over some areas.

    Attributes:
        figures: what is known of each area so far.
    """

    def __init__(
        self, seed: int, limits: Limits, folder: Path | None, progress: Callable[[str], None] | None = None
    ) -> None:
        self._seed = seed
        self._limits = limits
        self._folder = folder
        self._progress = progress
        self._lock = threading.Lock()
        self._jobs: list[Job] = []
        self._kept: Counter[tuple[str, str]] = Counter()
        self.figures: dict[str, Figures] = {}
        self.seconds = 0.0
        self._broken: Exception | None = None

    def run(self, jobs: Sequence[Job], workers: int) -> dict[str, Figures]:
        """Examine inputs.

        Args:
            jobs: which inputs, in order.
            workers: how many processes work at once.

        Raises:
            RuntimeError: a worker cannot start.
        """
        self.figures = {job.area: Figures() for job in jobs}
        self._jobs = list(reversed(jobs))
        begun = time.monotonic()
        threads = [threading.Thread(target=self._work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.seconds = time.monotonic() - begun
        if self._broken is not None:
            raise self._broken
        return self.figures

    def stop(self) -> None:
        """Give out no more; what has been given out is finished."""
        self._jobs = []

    def _next(self) -> Job | None:
        with self._lock:
            return self._jobs.pop() if self._jobs else None

    def _work(self) -> None:
        try:
            self._drive()
        except Exception as error:  # noqa: BLE001 - raised where the run was started
            self._broken = error
            self.stop()

    def _drive(self) -> None:
        """Keep one worker busy, and replace it when it is gone."""
        process: Process | None = None
        while (job := self._next()) is not None:
            if process is not None and process.done >= LIFETIME:
                process.end()
                process = None
            rest: Job | None = job
            while rest is not None:
                process = process or Process(self._limits, str(self._folder or ""))
                rest, process = self._one(process, rest)
        if process is not None:
            process.end()

    def _one(self, process: Process, job: Job) -> tuple[Job | None, Process | None]:
        """Have a worker do a job; what is left of it where the worker died, and the worker where it lives."""
        current = None
        made = False
        ended = job.start
        try:
            process.send(job, self._seed)
            for said in process.answers():
                if "begin" in said:
                    current, made = int(said["begin"]), False  # type: ignore[call-overload]
                elif "made" in said:
                    made = True
                elif "end" in said:
                    ended, current = int(said["end"]) + 1, None  # type: ignore[call-overload]
                    process.done += 1
                    self._count(job.area, said)
                elif "done" in said:
                    return None, process
        except (Died, OSError):
            log = process.end()
            if current is None:
                raise RuntimeError(f"a worker of the fuzzer cannot start:\n{log}") from None
            self._lost(job.area, current, log, made)
            following = Job(job.area, max(current + 1, ended), job.stop)
            return (following if following.start < following.stop else None), None
        return None, process

    def _count(self, area: str, said: dict[str, object]) -> None:
        with self._lock:
            self.figures[area].add(said)
            if "kind" in said:
                self._keep(area, int(said["end"]), (str(said["kind"]), str(said["cause"])))  # type: ignore[call-overload]
            total = sum(figures.inputs for figures in self.figures.values())
            if self._progress is not None and total % 2_000 == 0:
                self._progress(f"{total} inputs")

    def _keep(self, area: str, number: int, cause: tuple[str, str]) -> None:
        """Drop the folder of an input whose kind and cause is known well enough."""
        self._kept[cause] += 1
        if self._folder is not None and self._kept[cause] > KEPT:
            import shutil

            shutil.rmtree(self._folder / f"{area}-{self._seed}-{number}", ignore_errors=True)

    def _lost(self, area: str, number: int, log: str, was_made: bool) -> None:
        """An input that took its worker with it; one that was not even made is a failure of the fuzzer."""
        kind = "hang" if "Timeout" in log or log.startswith("SIGPROF") else "worker died"
        frames = [line.strip() for line in log.split("\n") if line.strip().startswith("File ")]
        # Paths begin where the packages do, so that causes are the same on every machine.
        ours = [frame.rsplit("/", 1)[-1] for frame in frames if "sm_lint" in frame]
        cause = ours[0] if ours else log.split("\n", maxsplit=1)[0]
        if not was_made:
            kind, cause = "fuzzer", "an input could not be made"
        with self._lock:
            figures = self.figures[area]
            figures.inputs += 1
            figures.fail(kind, cause, number, log[-2000:])
        if self._folder is None or not was_made:
            return
        made = named(area).inputs(self._seed, number, number + 1)
        given = next(made, None)
        if given is not None:
            store(
                self._folder / f"{area}-{self._seed}-{number}", area, number, given, Failure(kind, cause, log[-5000:])
            )


def jobs_of(counts: Mapping[str, int]) -> list[Job]:
    """The first so many inputs of each area, areas in turn: a run that is stopped early has seen something of each."""
    chunks = [
        Job(name, start, min(start + named(name).chunk, count))
        for name, count in counts.items()
        for start in range(0, count, named(name).chunk)
    ]
    return sorted(chunks, key=lambda job: job.start / counts[job.area])


def shares(total: int, names: Sequence[str]) -> dict[str, int]:
    """How many of `total` inputs each area gets."""
    available = [AREAS[name] for name in names if AREAS[name].available()]
    whole = sum(area.share for area in available)
    counts = {area.name: max(total * area.share // whole, 1) for area in available}
    return {name: min(count, AREAS[name].most or count) for name, count in counts.items()}
