"""The floor: ``libcst.parse_module`` over the files that matter, and nothing else.

    python benchmarks/floor.py [--gc] LIST

LIST names a file with one path a line. The collector is off during each parse, as it is in sm-lint; ``--gc`` leaves it
on, as it is for everybody who calls libcst and thinks no more of it.
"""

from __future__ import annotations

import gc
import sys

import libcst


def main() -> None:
    collect = "--gc" in sys.argv
    with open(sys.argv[-1], encoding="utf-8") as stream:
        paths = stream.read().splitlines()
    for path in paths:
        with open(path, "rb") as stream:
            data = stream.read()
        if not collect:
            gc.disable()
        libcst.parse_module(data)
        gc.enable()


if __name__ == "__main__":
    main()
