"""The long run: ``python -m tests.fuzz --inputs 200000 --seed 7``; see tests/fuzz/README.md."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

from tests.fuzz.areas import AREAS
from tests.fuzz.generators.corpus import PROJECT
from tests.fuzz.inputs import Failure, load
from tests.fuzz.supervisor import Figures, Supervisor, jobs_of, shares
from tests.fuzz.worker import Limits

FOLDER = PROJECT / ".fuzz-failures"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the linter.")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many inputs, of all areas together")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same inputs")
    parser.add_argument("--areas", default="", help="areas, separated by commas; all if left out")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 2))
    parser.add_argument("--seconds", type=float, default=Limits.cpu, help="processor time that one input may take")
    parser.add_argument(
        "--elapsed", type=float, help="time that one input may take, more on a busy machine; 6 x seconds"
    )
    parser.add_argument("--memory", type=int, default=Limits.memory, help="MiB that one input may take")
    parser.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        help="where inputs that fail are stored; those of an earlier run are dropped",
    )
    parser.add_argument("--replay", metavar="FOLDER", help="examine one stored input again, in this process")
    return parser.parse_args()


def _replay(folder: str) -> int:
    name, given = load(folder)
    try:
        AREAS[name].examine(given, 0)
    except Failure as failure:
        print(failure)
        return 1
    print("passed")
    return 0


def _forget(folder: Path) -> None:
    """Drop the inputs of an earlier run; whatever else is in the folder stays."""
    for stored in folder.glob("*/input.json"):
        shutil.rmtree(stored.parent, ignore_errors=True)


def table(figures: dict[str, Figures]) -> str:
    """Figures by area."""
    lines = [f"{'area':14} {'inputs':>8} {'failures':>8} {'KiB':>7} {'ms':>7} {'slowest':>9} {'memory':>8}"]
    for name, found in figures.items():
        count = max(found.inputs, 1)
        lines.append(
            f"{name:14} {found.inputs:8} {found.failures.total():8} {found.size / count / 1024:7.1f}"
            f" {found.cpu / count * 1000:7.1f} {found.slowest[0]:7.2f} s {found.memory[0]:4} MiB"
        )
    inputs = sum(found.inputs for found in figures.values())
    failures = sum(found.failures.total() for found in figures.values())
    slowest = max((found.slowest[0] for found in figures.values()), default=0)
    memory = max((found.memory[0] for found in figures.values()), default=0)
    return "\n".join([*lines, f"{'all':14} {inputs:8} {failures:8} {'':7} {'':7} {slowest:7.2f} s {memory:4} MiB"])


def causes(figures: dict[str, Figures]) -> str:
    """Failures by kind and cause, the most frequent first, each with the number of its first input."""
    rows = [
        (count, f"{count:6}  {name:14} {kind}: {cause}  (first: {found.first[kind, cause][0]})")
        for name, found in figures.items()
        for (kind, cause), count in found.failures.items()
    ]
    return "\n".join(text for _, text in sorted(rows, reverse=True))


def main() -> int:
    """Run, print figures, and say by the exit status whether all oracles held."""
    given = _arguments()
    if given.replay:
        return _replay(given.replay)
    names = given.areas.split(",") if given.areas else list(AREAS)
    unknown = [name for name in names if name not in AREAS]
    if unknown:
        print(f"no such area: {', '.join(unknown)}; there are {', '.join(AREAS)}", file=sys.stderr)
        return 2
    for name in names:
        if not AREAS[name].available():
            print(f"left out: {name}, which needs what is not installed", file=sys.stderr)
    _forget(given.folder)
    limits = Limits(cpu=given.seconds, wall=given.elapsed or given.seconds * 6, memory=given.memory)
    supervisor = Supervisor(given.seed, limits, given.folder, lambda text: print(text, file=sys.stderr, flush=True))
    # A run that is told to stop says what it has found so far.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    figures = supervisor.run(jobs_of(shares(given.inputs, names)), given.workers)
    print(table(figures))
    total = sum(found.inputs for found in figures.values())
    print(
        f"seed {given.seed}, {supervisor.seconds:.0f} s, {total / max(supervisor.seconds, 0.001):.0f} inputs/s, {given.workers} workers"
    )
    found = causes(figures)
    if found:
        print(f"\n{found}\n\ninputs that failed are in {given.folder}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
