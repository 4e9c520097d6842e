"""Whether a file has the same findings whoever asks: the whole project, the file by its name, an editor over standard input.

Usage: python benchmarks/agreement.py [--most N] [--preview] CHECKOUT...

Each checkout is linted as a whole, then file by file, those with findings first. What differs is listed; the exit status is
1 where anything does. Checkouts are not written to: the cache is in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sm_lint import Finding, Resolver, lint_paths, lint_source

Key = tuple[str, str, int, int, int | None, str, str]


class Difference(NamedTuple):
    """A finding that one way of asking gives and the other does not.

    Attributes:
        asked: how: ``named`` or ``stdin``.
        file: the file that was asked about.
        missing: it is missing there; otherwise it is there and not in the run of the whole project.
        finding: the finding.
    """

    asked: str
    file: str
    missing: bool
    finding: Key


def key(finding: Finding, base: str) -> Key:
    """What makes a finding the same one for a reader."""
    place = finding.place
    path = os.path.relpath(place.path, base)
    return (path, finding.code, place.span.line, place.span.column, place.cell, finding.severity.value, finding.message)


def compare(folder: str, cache: str, most: int | None = None, preview: bool = False) -> tuple[list[Difference], int]:
    """What differs in one project, and how many findings of the whole project were compared.

    Args:
        folder: absolute path of the project.
        cache: absolute path of a folder for the cache.
        most: so many files are asked about, those with findings first; None for all.
        preview: run the rules that are in preview too.
    """
    differing: list[Difference] = []
    compared = 0

    def resolver() -> Resolver:
        return Resolver({"cache_dir": cache, "preview": preview}, cwd=folder)

    whole = lint_paths(["."], resolver=resolver())
    expected = {key(finding, folder) for finding in whole.findings}
    having = {finding.place.path for finding in whole.findings}
    files = sorted(whole.files, key=lambda path: (path not in having, path))[:most]
    for path in files:
        name = os.path.relpath(path, folder)
        mine = {each for each in expected if each[0] == name}
        data = Path(path).read_bytes()
        for asked, result in (
            ("named", lint_paths([path], resolver=resolver())),
            ("stdin", lint_source(data, path, resolver=resolver())),
        ):
            found = {key(finding, folder) for finding in result.findings}
            differing += [Difference(asked, name, True, each) for each in sorted(mine - found, key=str)]
            differing += [Difference(asked, name, False, each) for each in sorted(found - expected, key=str)]
        compared += len(mine)
    return differing, compared


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, help="files of each checkout to ask about")
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("checkouts", nargs="+")
    given = parser.parse_args(arguments)
    total = 0
    for checkout in given.checkouts:
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as cache:
            found, compared = compare(os.path.abspath(checkout), cache, given.most, given.preview)
        total += len(found)
        spent = time.perf_counter() - begun
        print(f"{os.path.basename(checkout)}: {len(found)} differences, {compared} findings, {spent:.1f} s", flush=True)
        for each in found:
            print(f"  {each.asked} {each.file}: {'lacks' if each.missing else 'adds'} {each.finding}", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
