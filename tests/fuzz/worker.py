"""The process that inputs are examined in: it may hang, run out of memory or die, and the supervisor says of which input."""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from tests.fuzz.areas import named
from tests.fuzz.inputs import Area, Failure, Input, store
from tests.fuzz.linting import describe


@dataclass(frozen=True)
class Limits:
    """What one input may cost.

    Attributes:
        cpu: seconds of processor time, of this process.
        wall: seconds until it is given up, whatever it waits for.
        memory: MiB by which the process may grow.
        address: MiB of address space of the process, beyond which allocations fail.
    """

    cpu: float = 10
    wall: float = 60
    memory: int = 400
    address: int = 3_000


def _status(name: str) -> int:
    """A figure of ``/proc/self/status`` in KiB; 0 where there is none."""
    with suppress(OSError), open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(name):
                return int(line.split()[1])
    return 0


class Memory:
    """The most memory that the process took since it was last asked to forget."""

    def __init__(self) -> None:
        self._start = 0

    def forget(self) -> None:
        """Begin anew."""
        with suppress(OSError), open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        self._start = _status("VmRSS")

    def grown(self) -> int:
        """MiB above what it took at the start; where the system does not tell, what it ever took."""
        peak = _status("VmHWM")
        if not peak:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        return max(peak - self._start, 0) >> 10


def _cpu() -> float:
    """Processor time of this process and of those that it waited for, in seconds."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


class Worker:
    """Examines inputs and says of each when it begins and how it ended, one JSON object a line."""

    def __init__(self, channel: TextIO, log: TextIO, limits: Limits, folder: str) -> None:
        self._channel = channel
        self._log = log
        self._limits = limits
        self._folder = folder
        self._memory = Memory()

    def tell(self, **said: object) -> None:
        """Write one line to the supervisor."""
        self._channel.write(json.dumps(said) + "\n")
        self._channel.flush()

    def work(self, name: str, seed: int, start: int, stop: int) -> None:
        """Examine inputs `start` to `stop` of an area."""
        area = named(name)
        made = area.inputs(seed, start, stop)
        for number in range(start, stop):
            self.tell(begin=number)
            try:
                given = next(made, None)
            except Exception as error:  # noqa: BLE001 - a generator that failed gives no more
                made = area.inputs(seed, number + 1, stop)
                self.tell(
                    end=number, cpu=0, memory=0, kind="fuzzer", cause=describe(error), detail="while the input was made"
                )
                continue
            if given is None:
                break
            self.tell(made=number)
            self._memory.forget()
            begun = _cpu()
            self._arm()
            try:
                failure = self._examine(area, given, number)
            finally:
                self._disarm()
            cpu = _cpu() - begun
            grown = self._memory.grown()
            if failure is None and grown > self._limits.memory:
                failure = Failure("memory", f"more than {self._limits.memory} MiB", f"{grown} MiB")
            end: dict[str, object] = {"end": number, "cpu": cpu, "memory": grown, "size": given.size}
            if failure is not None:
                end |= {"kind": failure.kind, "cause": failure.cause, "detail": failure.detail[:2000]}
                store_in = os.path.join(self._folder, f"{name}-{seed}-{number}")
                self._store(store_in, name, number, given, failure)
            self.tell(**end)

    def _examine(self, area: Area, given: Input, number: int) -> Failure | None:
        try:
            area.examine(given, number)
        except Failure as failure:
            return failure
        except MemoryError:
            return Failure("memory", "MemoryError")
        except Exception as error:  # noqa: BLE001 - of the fuzzer itself: to be seen, not to end the run
            return Failure("fuzzer", describe(error))
        return None

    def _store(self, folder: str, name: str, number: int, given: Input, failure: Failure) -> None:
        from pathlib import Path

        if self._folder:
            store(Path(folder), name, number, given, failure)

    def _arm(self) -> None:
        faulthandler.dump_traceback_later(self._limits.wall, exit=True, file=self._log)
        signal.setitimer(signal.ITIMER_PROF, self._limits.cpu)

    def _disarm(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Read what to do, one JSON object a line, until there is no more."""
    channel = os.fdopen(int(sys.argv[1]), "w", encoding="ascii")
    log = open(sys.argv[2], "a", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - open as long as the process
    limits = Limits(*json.loads(sys.argv[3]))
    faulthandler.enable(log)
    # Works while native code runs; then the signal ends the process.
    faulthandler.register(signal.SIGPROF, file=log, all_threads=False, chain=True)
    resource.setrlimit(resource.RLIMIT_AS, (limits.address << 20, limits.address << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    worker = Worker(channel, log, limits, sys.argv[4])
    gc.freeze()
    worker.tell(ready=True)
    for line in sys.stdin:
        worker.work(**json.loads(line))
        worker.tell(done=True)


if __name__ == "__main__":
    main()
