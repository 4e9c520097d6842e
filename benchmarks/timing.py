"""Whole processes timed from outside, two commands in turn, so that a machine that slows down slows both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Command = Sequence[str]
Kind = Literal["cpu", "wall"]

# Findings are no failure; pylint adds 1 for fatal messages and 2 for errors.
ACCEPTED = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to exit, its children included.

    Attributes:
        wall, cpu: seconds; `cpu` is user and system time together.
        peak: MiB of the largest single process.
        status: exit status.
    """

    wall: float
    cpu: float
    peak: float
    status: int

    def seconds(self, kind: Kind) -> float:
        """The time that counts."""
        return self.cpu if kind == "cpu" else self.wall


@dataclass(frozen=True, slots=True)
class Figure:
    """What several runs gave.

    Attributes:
        median, low, high: of the values.
    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        """The figure of some values."""
        return cls(statistics.median(values), min(values), max(values))


def run(command: Command, folder: str | None = None) -> Run:
    """Run a command; what it prints is thrown away.

    Raises:
        RuntimeError: it ended with a status that no tool uses for findings.
    """
    # Nobody's settings of the interpreter or of a tool shall decide what is measured.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYLINT"))}
    begin = time.perf_counter()
    process = subprocess.Popen(
        list(command), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ACCEPTED:
        raise RuntimeError(f"status {process.returncode}: {' '.join(command)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def ratios(
    first: Command, second: Command, *, runs: int, kind: Kind, prepare: Callable[[], None] | None = None
) -> tuple[Figure, list[Run], list[Run]]:
    """Time of the first command over that of the second, pair by pair, with the runs of both.

    Args:
        runs: pairs that count; one more goes before them where several are asked for.
        kind: which time counts.
        prepare: called before each run of the first command.
    """
    pairs = []
    for number in range(runs + (runs > 1)):
        if prepare is not None:
            prepare()
        pair = run(first), run(second)
        if number or runs == 1:
            pairs.append(pair)
    figure = Figure.of([a.seconds(kind) / b.seconds(kind) for a, b in pairs])
    return figure, [a for a, _ in pairs], [b for _, b in pairs]
