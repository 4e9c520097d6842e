"""What is measured, and what each measure must reach."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from environment import LIBRARIES, tool
from generate import generate_linked
from timing import Figure, Kind, Run, ratios, run

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of Python files to measure on.

    Attributes:
        name: how results call it.
        folder: absolute path.
        relevant: path of a list of the files that matter to the linter, one a line.
        files, lines: how many there are of all.
    """

    name: str
    folder: str
    relevant: str
    files: int
    lines: int

    @property
    def lint(self) -> list[str]:
        """Lint it as a first run does, in one process."""
        return [*self.lint_with("-j1"), "--no-cache"]

    def lint_with(self, *flags: str) -> list[str]:
        """Lint it with some flags."""
        return [tool("sm-lint"), "check", "-q", *flags, self.folder]

    def parse(self, *flags: str) -> list[str]:
        """Parse what matters, and nothing else."""
        return [tool("python"), os.path.join(HERE, "floor.py"), *flags, self.relevant]

    @property
    def peers(self) -> dict[str, list[str]]:
        """What the peers are called with."""
        pylint = [tool("pylint"), "-j1", "-E", "--rcfile=/dev/null", "--recursive=y", self.folder]
        return {
            "flake8": [tool("flake8"), "--isolated", "-j1", self.folder],
            "pylint": pylint,
            "pylint in the scripts' environment": ["env", f"PYTHONPATH={LIBRARIES}", *pylint],
            "fixit": [tool("fixit"), "--quiet", "lint", self.folder],
            "semgrep with patterns": self._semgrep("semgrep.yml"),
            "semgrep in taint mode": self._semgrep("semgrep-taint.yml"),
            "ruff": [tool("ruff"), "check", "--isolated", "--no-cache", "--quiet", self.folder],
        }

    def _semgrep(self, rules: str) -> list[str]:
        flags = ("--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore")
        return [tool("semgrep"), "scan", *flags, "--config", os.path.join(HERE, rules), self.folder]


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table.

    Attributes:
        measure: what was measured.
        tree: on which tree.
        figure: the ratio, or the amount.
        unit: what stands behind the number.
        bound: what it must reach; None for a figure that is only told.
        at_least: the bound is the least, otherwise the most.
    """

    measure: str
    tree: str
    figure: Figure
    unit: str
    bound: float | None
    at_least: bool = False

    @property
    def reached(self) -> bool | None:
        """Is the bound kept by the median?"""
        if self.bound is None:
            return None
        return self.figure.median >= self.bound if self.at_least else self.figure.median <= self.bound


@dataclass(slots=True)
class Bench:
    """All measures on some trees, which are given from the smallest to the largest.

    Attributes:
        runs: pairs of runs on the smallest tree; larger ones get fewer.
        costs: what one process costs on each tree, by its name.
    """

    trees: list[Tree]
    runs: int
    costs: dict[str, Run] = field(default_factory=dict)

    def pairs(self, tree: Tree) -> int:
        """How many pairs of runs a tree is worth."""
        return max(1, min(self.runs, self.runs * 400 // max(tree.files, 1)))

    def all(self) -> Iterator[Result]:
        """Every measure, one after the other."""
        small, large = self.trees[0], self.trees[-1]
        for tree in self.trees:
            yield from self.floor(tree)
        for tree in self.trees:
            yield self.faster("flake8", tree, "cpu", 1.5)
            for peer in ("semgrep with patterns", "semgrep in taint mode"):
                yield self.faster(peer, tree, "wall", 1.5 if tree is small else 1.0)
        yield self.faster("pylint in the scripts' environment", small, "cpu", 10)
        yield self.faster("pylint", small, "cpu", None)
        for tree in self.trees[:2]:
            yield self.faster("fixit", tree, "cpu", 20)
        yield self.faster("ruff", large, "cpu", None)
        middle = self.trees[min(1, len(self.trees) - 1)]
        yield from self.warm(middle)
        yield from self.indexed(middle)
        yield from self.two_processes(middle)
        if small is not large:
            yield self.growth(small, large)
            yield from self.linking()
        yield Result("peak memory of one process", large.name, _peak(self.costs[large.name]), "MiB", 200)

    def floor(self, tree: Tree) -> Iterator[Result]:
        """A first run against the parser alone."""
        figure, mine, _ = ratios(tree.lint, tree.parse(), runs=self.pairs(tree), kind="cpu")
        self.costs[tree.name] = min(mine, key=lambda each: each.cpu)
        yield Result("first run / `libcst.parse_module` alone, collector off", tree.name, figure, "", 1.5)
        figure, _, _ = ratios(tree.lint, tree.parse("--gc"), runs=self.pairs(tree), kind="cpu")
        yield Result("first run / `libcst.parse_module` alone, collector on", tree.name, figure, "", None)

    def faster(self, peer: str, tree: Tree, kind: Kind, least: float | None) -> Result:
        """How many times faster a first run is than a peer's."""
        mine = tree.lint if kind == "cpu" else tree.lint_with("--no-cache")
        figure, _, _ = ratios(tree.peers[peer], mine, runs=self.pairs(tree), kind=kind)
        jobs = "default jobs, elapsed" if kind == "wall" else "one job, CPU"
        return Result(f"{peer} / first run ({jobs})", tree.name, figure, "times", least, at_least=True)

    def warm(self, tree: Tree) -> Iterator[Result]:
        """Runs with a filled cache."""
        scratch = os.path.dirname(tree.relevant)
        cached = tree.lint_with("-j1", "--cache-dir", tempfile.mkdtemp(prefix="cache-", dir=scratch))
        # A file that changed within the last two seconds may change once more unseen, and is read by every run.
        time.sleep(3)
        for _ in range(2):  # the second run writes what lets the next one be spared
            run(cached)
        figure, _, _ = ratios(cached, [tool("python"), "-c", "import click"], runs=2 * self.runs, kind="cpu")
        yield Result('nothing changed / `python -c "import click"`', tree.name, figure, "", 3)
        changed = _paths(tree)[len(_paths(tree)) // 2]
        with open(changed, encoding="utf-8") as stream:
            before = stream.read()
        single = os.path.join(scratch, "changed.txt")
        _write(single, changed + "\n")
        try:
            edits = iter(range(1000))
            figure, mine, floor = ratios(
                cached,
                [tool("python"), os.path.join(HERE, "floor.py"), single],
                runs=2 * self.runs,
                kind="cpu",
                prepare=lambda: _write(changed, before + f"# {next(edits)}\n"),
            )
        finally:
            _write(changed, before)
        yield Result("one file changed / libcst started, that file parsed", tree.name, figure, "", None)
        extra = Figure.of([a.cpu - b.cpu for a, b in zip(mine, floor)])
        yield Result("one file changed, beyond libcst started and that file parsed", tree.name, extra, "s", 0.35)

    def indexed(self, tree: Tree) -> Iterator[Result]:
        """What the index of a project costs, with a filled cache: a file that is named in it, and all of it."""
        scratch = os.path.dirname(tree.relevant)
        named = _paths(tree)[len(_paths(tree)) // 2]
        single = os.path.join(scratch, "named.txt")
        _write(single, named + "\n")
        with open(named, encoding="utf-8") as stream:
            before = stream.read()
        cache = ("--cache-dir", tempfile.mkdtemp(prefix="cache-", dir=scratch))
        one = [tool("sm-lint"), "check", "-q", "-j1", *cache, named]
        # Verbose runs are never spared by what the last one left.
        whole = tree.lint_with("-v", "-j1", *cache)
        time.sleep(3)
        run(whole)
        edits = iter(range(1000))
        figure, mine, _ = ratios(
            one,
            [tool("python"), os.path.join(HERE, "floor.py"), single],
            runs=2 * self.runs,
            kind="cpu",
            prepare=lambda: _write(named, before + f"# {next(edits)}\n"),
        )
        _write(named, before)
        yield Result("one named file, changed / libcst started, that file parsed", tree.name, figure, "", None)
        taken = Figure.of([a.cpu for a in mine])
        yield Result("one named file, changed", tree.name, taken, "s", 0.5)
        run(whole)
        figure, _, _ = ratios(whole, [*whole, "--no-index"], runs=2 * self.runs, kind="cpu")
        yield Result("all files known / the same without the index", tree.name, figure, "", 1.05)

    def two_processes(self, tree: Tree) -> Iterator[Result]:
        """What a second process gains, and what it gains for the parser alone: processors may share a core."""
        pair = tree.lint_with("-j2", "--no-cache")
        figure, _, _ = ratios(tree.lint, pair, runs=self.pairs(tree), kind="wall")
        yield Result("one process / two, first run, elapsed", tree.name, figure, "times", 1.7, at_least=True)
        halves = [f"{tree.relevant}.{half}" for half in range(2)]
        for half, name in enumerate(halves):
            _write(name, "\n".join(_paths(tree)[half::2]) + "\n")
        floor = os.path.join(HERE, "floor.py")
        both = ["sh", "-c", '"$0" "$1" "$2" & "$0" "$1" "$3" & wait', tool("python"), floor, *halves]
        figure, _, _ = ratios(tree.parse(), both, runs=self.pairs(tree), kind="wall")
        yield Result("one process / two, the parser alone, elapsed", tree.name, figure, "times", None)

    def growth(self, small: Tree, large: Tree) -> Result:
        """Cost of a line in the large tree over its cost in the small one; the start of the linter is no part of it."""
        start = self.start()
        cost = [(self.costs[tree.name].cpu - start) / tree.lines for tree in (small, large)]
        return Result(
            "cost of a line / that on the smallest tree", large.name, Figure.of([cost[1] / cost[0]]), "", 1.15
        )

    def linking(self) -> Iterator[Result]:
        """Cost of a file in trees of pipelines and the scripts that they launch, over its cost in the smallest one."""
        start = self.start()
        cost: list[float] = []
        for tree in self.trees:
            folder = os.path.join(os.path.dirname(tree.relevant), f"linked{tree.files}")
            generate_linked(folder, tree.files)
            files = sum(len(names) for _, _, names in os.walk(folder)) - 1
            spent = min(run(_lint(folder)).cpu for _ in range(self.pairs(tree)))
            cost.append((spent - start) / files)
            if len(cost) > 1:
                name = f"{files:,} pipelines and scripts"
                figure = Figure.of([cost[-1] / cost[0]])
                yield Result("cost of a linked file / that on the smallest tree", name, figure, "", 1.15)

    def start(self) -> float:
        """Seconds that the linter takes for next to nothing."""
        empty = os.path.join(os.path.dirname(self.trees[0].relevant), "empty")
        os.makedirs(empty, exist_ok=True)
        _write(os.path.join(empty, "one.py"), "import os\n\nos.environ['A']\n")
        return min(run(_lint(empty)).cpu for _ in range(3))


def _lint(folder: str) -> list[str]:
    return [tool("sm-lint"), "check", "-q", "-j1", "--no-cache", folder]


def _peak(cost: Run) -> Figure:
    return Figure.of([cost.peak])


def _paths(tree: Tree) -> list[str]:
    with open(tree.relevant, encoding="utf-8") as stream:
        return stream.read().splitlines()


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
