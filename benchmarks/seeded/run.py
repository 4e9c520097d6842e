"""Measures how many seeded faults the linter finds, by kind of fault and by idiom of the script.

python benchmarks/seeded CHECKOUTS... [--pairs PAIRS.json] [--mutants 300]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator

import sm_lint
from seeded import definition_operators, script_operators
from seeded.judging import Judge, Verdict
from seeded.mutant import Mutant
from seeded.pairs import MAX_FILES, Pair, copy, pairs_in
from seeded.tables import tables


def main() -> int:
    """Run the benchmark; 1 where something is said of a pair that is not broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="+", help="folders with one project in each of their folders")
    parser.add_argument("--pairs", help="JSON list of objects with `definition` and `script`, relative to a checkout")
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1200, help="stop after so long")
    parser.add_argument("--only", default="", help="kinds of fault that hold this text")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    args = parser.parse_args()
    verdicts: list[Verdict] = []
    noise: list[str] = []
    random.seed(args.seed)
    projects = [*_projects(args.checkouts, args.pairs)]
    random.shuffle(projects)
    share = max(3, -(-args.mutants // max(1, len(projects))))
    started = time.monotonic()
    for folder, definitions in projects:
        if len(verdicts) >= args.mutants or time.monotonic() - started > args.seconds:
            break
        found, said = measure(folder, definitions, share, args.only, started + args.seconds)
        verdicts += found
        noise += said
        if args.misses:
            for verdict in found:
                if verdict.outcome != "found":
                    print(_described(verdict), file=sys.stderr, flush=True)
    print(tables(verdicts, len(noise)))
    print(*noise, sep="\n", file=sys.stderr)
    return 1 if noise else 0


def _projects(checkouts: list[str], labels: str | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    if labels is not None:
        by_folder: dict[str, set[str]] = defaultdict(set)
        with open(labels, encoding="utf-8") as stream:
            for pair in json.load(stream):
                for checkout in checkouts:
                    definition, script = (os.path.join(checkout, pair[key]) for key in ("definition", "script"))
                    if os.path.isfile(definition):
                        folder = os.path.commonpath([os.path.dirname(definition), os.path.dirname(script)])
                        by_folder[folder].add(os.path.relpath(definition, folder))
        yield from ((folder, tuple(sorted(files))) for folder, files in sorted(by_folder.items()))
        return
    for checkout in checkouts:
        yield from (
            (entry.path, ()) for entry in sorted(os.scandir(checkout), key=lambda entry: entry.name) if entry.is_dir()
        )


def measure(
    folder: str, definitions: tuple[str, ...], limit: int, only: str = "", until: float = float("inf")
) -> tuple[list[Verdict], list[str]]:
    """Break what can be broken in one project.

    Args:
        folder: the project; it is copied and not changed.
        definitions: files that define jobs; all files where there are none.
        limit: how many mutants are linted; the kinds of fault take turns.
        only: part of the names of the kinds.
        until: when to stop, by the monotonic clock.

    Returns:
        What came of each mutant, and what was said of pairs that are not broken.
    """
    with tempfile.TemporaryDirectory(prefix="sm-lint-seeded-") as target:
        project = os.path.join(os.path.realpath(target), "project")
        if not 0 < copy(folder, project) <= MAX_FILES:
            return [], []
        cache = os.path.join(os.path.realpath(target), "cache")
        resolver = sm_lint.Resolver(overrides={"cache-dir": cache}, isolated=True, cwd=project)
        judge = Judge(resolver)
        chosen = _chosen(pairs_in(project, definitions, resolver), limit, only)
        verdicts = []
        for pair, mutant in chosen:
            if time.monotonic() > until:
                break
            try:
                verdicts.append(judge.judge(pair, mutant))
            except ValueError as error:
                print(f"left out: {mutant.kind}: {error}", file=sys.stderr)
        seen = {} if time.monotonic() > until else {(pair.definition, pair.script): pair for pair, _ in chosen}
        noise = [text for pair in seen.values() for text in judge.unbroken(pair)]
    return verdicts, noise


def _chosen(pairs: list[Pair], limit: int, only: str) -> list[tuple[Pair, Mutant]]:
    by_kind: dict[tuple[str, str], list[tuple[Pair, Mutant]]] = defaultdict(list)
    seen = set()
    for pair in pairs:
        for operator in (*definition_operators.OPERATORS, *script_operators.OPERATORS):
            for mutant in operator(pair):
                if mutant.edits not in seen and only in mutant.kind:
                    seen.add(mutant.edits)
                    by_kind[mutant.kind, mutant.side].append((pair, mutant))
    for mutants in by_kind.values():
        random.shuffle(mutants)
    order = sorted(by_kind)
    random.shuffle(order)
    chosen: list[tuple[Pair, Mutant]] = []
    while len(chosen) < limit and any(by_kind.values()):
        for kind in order:
            if by_kind[kind] and len(chosen) < limit:
                chosen.append(by_kind[kind].pop())
    return chosen


def _described(verdict: Verdict) -> str:
    change = verdict.mutant.edits[0]
    cell = f" cell {change.place.cell}" if change.place.cell else ""
    lines = [
        f"{verdict.outcome}: {verdict.mutant.kind} in the {verdict.mutant.side} ({verdict.pair.idiom}, {verdict.pair.job.api})",
        f"    {change.place.path}{cell}:{change.place.span.line}: {change.expected!r} -> {change.content!r}",
        f"    {verdict.pair.job.label} -> {verdict.pair.script}",
        *(f"    said: {text}" for text in verdict.findings),
    ]
    return "\n".join(lines)
