"""Runs one target under atheris, guided by coverage: ``python -m tests.fuzz.coverage_guided notebooks -max_total_time=60``.

What follows the name goes to libFuzzer: a folder for its corpus, and options. Inputs that fail are written as libFuzzer
does it; `-artifact_prefix=` says where. ``python -m tests.fuzz.coverage_guided --list`` names the targets.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random

SEEDS = 200


def main() -> None:
    """Instrument the linter, write seeds, and go on until libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["sm_lint", "sm_lint_rules"]):
        from tests.fuzz import targets
    names = list(targets.TARGETS)
    name = sys.argv[1] if len(sys.argv) > 1 else "--list"
    if name not in names:
        print("\n".join(names))
        sys.exit(0 if name == "--list" else 2)
    folder = tempfile.mkdtemp(prefix="sm-lint-fuzz-seeds-")
    for number in range(SEEDS):
        data = targets.seed_data(name, Random(f"seed/{name}/{number}"))
        Path(folder, str(number)).write_bytes(data)
    # libFuzzer writes what it finds into the first folder and only reads the others.
    corpus = [argument for argument in sys.argv[2:] if not argument.startswith("-")] or [
        tempfile.mkdtemp(prefix="sm-lint-fuzz-corpus-")
    ]
    options = [argument for argument in sys.argv[2:] if argument.startswith("-")]
    for made in corpus:
        os.makedirs(made, exist_ok=True)
    atheris.Setup([sys.argv[0], *options, *corpus, folder], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
