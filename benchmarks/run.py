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

HERE = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="measure on these instead of generated trees")
    parser.add_argument("--sizes", default="100,1000,5000", help="numbers of files of the generated trees")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs on the smallest tree")
    parser.add_argument("--output", default=os.path.join(HERE, "results.md"))
    args = parser.parse_args()
    environment.make()
    with tempfile.TemporaryDirectory(prefix="sm-lint-benchmark-") as scratch:
        trees = [_tree(os.path.abspath(folder), scratch) for folder in args.folders]
        trees = trees or [_generated(int(size), scratch) for size in args.sizes.split(",")]
        trees.sort(key=lambda tree: tree.files)
        results = []
        for result in Bench(trees, args.runs).all():
            results.append(result)
            print(_row(result), flush=True)
    with open(args.output, "w", encoding="utf-8") as stream:
        stream.write(_report(trees, results))


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


def _report(trees: list[Tree], results: list[Result]) -> str:
    lines = "; ".join(f"{tree.name}, {tree.lines:,} lines" for tree in trees)
    return (
        "<!-- written by benchmarks/run.py -->\n\n"
        f"{environment.versions()}, {platform.system()} on {platform.machine()}, {os.cpu_count()} processors.\n"
        f"Trees: {lines}.\n\n"
        "| measure | tree | median | lowest | highest | must reach | |\n|---|---|---:|---:|---:|---:|---|\n"
        + "".join(f"{_row(result)}\n" for result in results)
    )


def _row(result: Result) -> str:
    figure, unit = result.figure, result.unit
    bound = "" if result.bound is None else f"{'≥' if result.at_least else '≤'} {result.bound:g}"
    verdict = {True: "yes", False: "**no**", None: ""}[result.reached]
    numbers = " | ".join(f"{value:.2f}{unit and f' {unit}'}" for value in (figure.median, figure.low, figure.high))
    return f"| {result.measure} | {result.tree} | {numbers} | {bound} | {verdict} |"


if __name__ == "__main__":
    main()
