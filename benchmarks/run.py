"""Measures sm-lint beside its peers and writes the ratios down.

    python benchmarks/run.py                    the three generated trees; takes the better part of an hour
    python benchmarks/run.py --sizes 100,1000   the smaller ones
    python benchmarks/run.py FOLDER             any folder of Python files instead

See README.md for what each row means.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tempfile

import environment
from generate import generate
from measures import Bench, Result, Tree
from table import row, table
from warm import MARK

HERE = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="measure on these instead of generated trees")
    parser.add_argument("--sizes", default="100,1000,5000", help="numbers of files of the generated trees")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs on the smallest tree")
    parser.add_argument("--output", default=os.path.join(HERE, "results.md"))
    args = parser.parse_args()
    environment.make()
    kept = _kept(args.output)
    with tempfile.TemporaryDirectory(prefix="sm-lint-benchmark-") as scratch:
        trees = [_tree(os.path.abspath(folder), scratch) for folder in args.folders]
        trees = trees or [_generated(int(size), scratch) for size in args.sizes.split(",")]
        trees.sort(key=lambda tree: tree.files)
        results = []
        for result in Bench(trees, args.runs).all():
            results.append(result)
            print(row(result), flush=True)
    with open(args.output, "w", encoding="utf-8") as stream:
        stream.write(_report(trees, results) + kept)


def _generated(size: int, scratch: str) -> Tree:
    folder = os.path.join(scratch, f"tree{size}")
    generate(folder, size)
    return _tree(folder, scratch)


def _tree(folder: str, scratch: str) -> Tree:
    """Look at a folder; which of its files matter, and can be parsed, is found out by the environment's own linter."""
    name = f"tree-{len(os.listdir(scratch))}"
    listed = os.path.join(scratch, f"{name}.txt")
    command = [environment.tool("python"), os.path.join(HERE, "survey.py"), folder, listed]
    counted = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    files, relevant, lines = map(int, counted)
    return Tree(f"{files:,} files, {relevant:,} relevant", folder, listed, files, lines)


def _kept(path: str) -> str:
    """What benchmarks/warm.py added to the results."""
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as stream:
        _, mark, text = stream.read().partition(MARK)
    return f"\n{mark}{text}" if mark else ""


def _report(trees: list[Tree], results: list[Result]) -> str:
    lines = "; ".join(f"{tree.name}, {tree.lines:,} lines" for tree in trees)
    return (
        "<!-- written by benchmarks/run.py -->\n\n"
        f"{environment.versions()}, {platform.system()} on {platform.machine()}, {os.cpu_count()} processors.\n"
        f"Trees: {lines}.\n\n"
        f"{table(results)}"
    )


if __name__ == "__main__":
    main()
