"""Measures runs with a filled cache on trees that have findings, as real ones do, and adds them to results.md.

    python benchmarks/warm.py --trees FOLDER           the repositories of trees.toml that are in the folder, and a generated tree
    python benchmarks/warm.py --python VENV/bin/python of another environment than .venv-benchmarks

Nothing is written to the checkouts: what is measured is a copy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import environment
import tomli
from generate import generate
from measures import Result
from table import row, table
from timing import Figure, ratios, run

HERE = os.path.dirname(os.path.abspath(__file__))
RESULTS = os.path.join(HERE, "results.md")
MARK = "<!-- written by benchmarks/warm.py -->"
WRONG = '\nopen("opt/ml/input/data/train/x.csv")\n'
EVERY = 3  # of the generated container scripts, one in so many gets a fault


@dataclass(frozen=True, slots=True)
class Warm:
    """The measures on one tree.

    Attributes:
        name: how results call it.
        folder: absolute path of a copy that may be changed.
        python: interpreter with sm-lint.
        scratch: folder for caches and lists.
        runs: pairs of runs.
        most: bound of a run without changes, in times of importing click; None for none.
    """

    name: str
    folder: str
    python: str
    scratch: str
    runs: int
    most: float | None

    def all(self) -> Iterator[Result]:
        """Every measure, one after the other."""
        cache = tempfile.mkdtemp(prefix="cache-", dir=self.scratch)
        command = [self.python, "-m", "sm_lint", "check", "-j1", "--cache-dir", cache]
        # A file that changed within the last two seconds may change once more unseen, and is read by every run.
        time.sleep(3)
        run([self.python, "-m", "sm_lint", "check", "--cache-dir", cache, self.folder])
        for _ in range(2):  # the second run of a command writes what lets the next one be spared
            run([*command, self.folder])
        click = [self.python, "-c", "import click"]
        spared, _, _ = ratios([*command, self.folder], click, runs=2 * self.runs, kind="cpu")
        yield self._result('nothing changed, with findings / `python -c "import click"`', spared, "", self.most)
        # Verbose runs are never spared by what the last one left.
        known, _, _ = ratios([*command, "-v", self.folder], click, runs=self.runs, kind="cpu")
        yield self._result('all findings known / `python -c "import click"`', known, "", None)
        script = self._script(command)
        named, mine, _ = ratios([*command, "-v", script], click, runs=self.runs, kind="cpu")
        yield self._result('one named file with findings, known / `python -c "import click"`', named, "", None)
        yield self._result("one named file with findings, known", Figure.of([a.cpu for a in mine]), "s", 0.5)
        yield from self._changed(command, script)

    def _changed(self, command: list[str], script: str) -> Iterator[Result]:
        """A file with findings that is edited before each run."""
        single = os.path.join(self.scratch, "changed.txt")
        _write(single, f"{script}\n")
        with open(script, encoding="utf-8", newline="") as stream:
            before = stream.read()
        edits = iter(range(1000))
        for measure, asked in (("one file with findings changed", self.folder), ("one named file, changed", script)):
            figure, mine, floor = ratios(
                [*command, asked],
                [self.python, os.path.join(HERE, "floor.py"), single],
                runs=self.runs,
                kind="cpu",
                prepare=lambda: _write(script, f"{before}# {next(edits)}\n"),
            )
            _write(script, before)
            yield self._result(f"{measure} / libcst started, that file parsed", figure, "", None)
            extra = Figure.of([a.cpu - b.cpu for a, b in zip(mine, floor)])
            yield self._result(f"{measure}, beyond libcst started and that file parsed", extra, "s", 0.35)

    def _script(self, command: list[str]) -> str:
        """The script of middle size among those with findings."""
        asked = [*command, "-v", "--output-format", "json", self.folder]
        # The report names paths relative to the working directory.
        done = subprocess.run(asked, check=False, capture_output=True, text=True, cwd=self.folder)
        found = json.loads(done.stdout)
        paths = {os.path.join(self.folder, finding["path"]) for finding in found if finding["path"].endswith(".py")}
        return sorted(paths, key=lambda path: (os.path.getsize(path), path))[len(paths) // 2]

    def _result(self, measure: str, figure: Figure, unit: str, bound: float | None) -> Result:
        return Result(measure, self.name, figure, unit, bound)


def start(python: str, scratch: str, runs: int) -> Iterator[Result]:
    """What the command line costs before it does anything."""
    click = [python, "-c", "import click"]
    figure, _, _ = ratios([python, "-m", "sm_lint", "--version"], click, runs=4 * runs, kind="cpu")
    yield Result('`sm-lint --version` / `python -c "import click"`', "none", figure, "", 1.5)
    folder = os.path.join(scratch, "one")
    os.makedirs(folder)
    _write(os.path.join(folder, "one.py"), "import os\n")
    cached = [python, "-m", "sm_lint", "check", "--cache-dir", tempfile.mkdtemp(dir=scratch), folder]
    time.sleep(3)
    for _ in range(2):
        run(cached)
    figure, _, _ = ratios(cached, click, runs=4 * runs, kind="cpu")
    yield Result('nothing changed / `python -c "import click"`', "one clean file", figure, "", 1.5)


def generated(size: int, folder: str) -> None:
    """A generated tree with a fault in some of its scripts."""
    generate(folder, size)
    paths = sorted(os.path.join(top, name) for top, _, names in os.walk(folder) for name in names)
    for path in [path for path in paths if path.endswith(".py") and _is_of_container(path)][::EVERY]:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(WRONG)


def _is_of_container(path: str) -> bool:
    """Whether a generated file is a script that runs in a container."""
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    return "/opt/ml" in text and "sagemaker" not in text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", default=os.path.join(HERE, "trees"), help="folder with the repositories")
    parser.add_argument("--sizes", default="1000", help="numbers of files of the generated trees; empty for none")
    parser.add_argument("--python", help="an interpreter that has sm-lint; by default that of .venv-benchmarks")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs")
    args = parser.parse_args()
    if args.python is None:
        environment.make()
    python = args.python or environment.tool("python")
    results: list[Result] = []

    def take(found: Iterator[Result]) -> None:
        for result in found:
            results.append(result)
            print(row(result), flush=True)

    with tempfile.TemporaryDirectory(prefix="sm-lint-warm-") as scratch:
        take(start(python, scratch, args.runs))
        for size in filter(None, args.sizes.split(",")):
            folder = os.path.join(scratch, f"generated{size}")
            generated(int(size), folder)
            take(Warm(f"{int(size):,} generated files", folder, python, scratch, args.runs, 3).all())
        with open(os.path.join(HERE, "trees.toml"), "rb") as stream:
            trees = tomli.load(stream)["tree"]
        for tree in trees:
            checkout = os.path.join(args.trees, f"{tree['name']}-{tree['commit'][:12]}")
            if not os.path.isdir(checkout):
                print(f"left out: {checkout} is not there", flush=True)
                continue
            folder = os.path.join(scratch, tree["name"])
            shutil.copytree(os.path.join(checkout, tree["folder"]), folder, symlinks=True)
            take(Warm(tree["name"], folder, python, scratch, args.runs, tree["most"]).all())
    with open(RESULTS, encoding="utf-8") as stream:
        before = stream.read().partition(MARK)[0].rstrip("\n")
    _write(RESULTS, f"{before}\n\n{MARK}\n\nWith a filled cache, by `benchmarks/warm.py`:\n\n{table(results)}")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)


if __name__ == "__main__":
    main()
