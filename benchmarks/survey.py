"""Lists the files of a folder that the linter would parse, and counts: files, those that are listed, lines.

python benchmarks/survey.py FOLDER LIST
"""

from __future__ import annotations

import sys

import libcst

from sm_lint.config.load import Resolver
from sm_lint.files.discover import discover
from sm_lint.files.relevance import matters


def main() -> None:
    folder, target = sys.argv[1:]
    files = [path for path in discover([folder], Resolver()).files if path.endswith(".py")]
    relevant: list[str] = []
    lines = 0
    for path in files:
        with open(path, "rb") as stream:
            data = stream.read()
        lines += data.count(b"\n")
        if matters(data) and _parses(data):
            relevant.append(path)
    with open(target, "w", encoding="utf-8") as stream:
        stream.writelines(f"{path}\n" for path in relevant)
    print(len(files), len(relevant), lines)


def _parses(data: bytes) -> bool:
    try:
        libcst.parse_module(data)
    except Exception:  # noqa: BLE001 - it need not be Python
        return False
    return True


if __name__ == "__main__":
    main()
