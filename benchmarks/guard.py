"""Holds the instruction counts of two runs against what they were; a machine's speed and load change nothing in them.

    python benchmarks/guard.py             compare with guard.json, exit 1 where a count has grown past the tolerance
    python benchmarks/guard.py --write     write what is counted now

Each count is taken as a multiple of another one, so that versions of Python and libcst matter little: the start of a
run that finds everything in its cache over ``python -c "import click"``, and the first run over one file, with and
without the definitions of its project, over the parse of that file. Counted by `perf stat`, or by valgrind where the machine has no counters; without either nothing is held.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from generate import generate

HERE = os.path.dirname(os.path.abspath(__file__))
EXPECTED = os.path.join(HERE, "guard.json")
TOLERANCE = 0.08
FILES = 100

Counter = Callable[[Sequence[str]], int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    counter = _counter()
    if counter is None:
        print("skipped: neither `perf stat` nor valgrind counts instructions on this machine")
        return 0
    with tempfile.TemporaryDirectory(prefix="sm-lint-guard-") as folder:
        counted = _measure(counter, folder)
    if args.write:
        with open(EXPECTED, "w", encoding="utf-8") as stream:
            stream.write(json.dumps(counted, indent=2) + "\n")
    with open(EXPECTED, encoding="utf-8") as stream:
        expected = json.load(stream)
    worse = [name for name, ratio in counted.items() if ratio > expected[name] * (1 + TOLERANCE)]
    for name, ratio in counted.items():
        print(f"{name}: {ratio:.2f}, was {expected[name]:.2f}{'  TOO MUCH' if name in worse else ''}")
    return 1 if worse else 0


def _measure(count: Counter, folder: str) -> dict[str, float]:
    tree = os.path.join(folder, "tree")
    generate(tree, FILES)
    lint = [sys.executable, "-m", "sm_lint", "check", "-q", "-j1", "--cache-dir", os.path.join(folder, "cache"), tree]
    one = os.path.join(tree, "team_00", "project_0000", "training_1.py")
    listed = os.path.join(folder, "one.txt")
    with open(listed, "w", encoding="utf-8") as stream:
        stream.write(one + "\n")
    time.sleep(3)  # files that changed within the last two seconds may change once more unseen, and are not trusted
    for _ in range(2):  # the first run writes byte code and cache, the second what lets the next one be spared
        _run(lint)
        _run([sys.executable, os.path.join(HERE, "floor.py"), listed])
    first = [sys.executable, "-m", "sm_lint", "check", "-q", "-j1", "--no-cache", one]
    alone = [*first, "--no-index"]  # without the definitions of its project
    floor = count([sys.executable, os.path.join(HERE, "floor.py"), listed])
    return {
        "nothing changed / import click": _ratio(count, lint, [sys.executable, "-c", "import click"]),
        "first run of one file / libcst, that file parsed": round(count(first) / floor, 3),
        "first run of one file, no index / libcst, that file parsed": round(count(alone) / floor, 3),
    }


def _ratio(count: Counter, first: Sequence[str], second: Sequence[str]) -> float:
    return round(count(first) / count(second), 3)


def _counter() -> Counter | None:
    for counter, tool in ((_perf, "perf"), (_valgrind, "valgrind")):
        if shutil.which(tool) is not None and counter([sys.executable, "-c", ""]):
            return counter
    return None


def _perf(command: Sequence[str]) -> int:
    """Instructions that a command takes in user mode; 0 where the machine does not count them."""
    with tempfile.NamedTemporaryFile("r") as said:
        _run(["perf", "stat", "-x,", "-e", "instructions:u", "-o", said.name, *command])
        for line in said:
            number = line.partition(",")[0]
            if number.isdecimal():
                return int(number)
    return 0


def _valgrind(command: Sequence[str]) -> int:
    """Instructions that a command takes; 0 where valgrind does not run here."""
    with tempfile.NamedTemporaryFile("r") as said:
        _run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={said.name}", *command])
        for line in said:
            name, _, number = line.partition(":")
            if name in ("summary", "totals") and number.split():
                return int(number.split()[0])
    return 0


def _run(command: Sequence[str]) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    neutral = tempfile.gettempdir()  # what stands in the working directory would be imported first
    done = subprocess.run(command, cwd=neutral, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"status {done.returncode}: {' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    raise SystemExit(main())
