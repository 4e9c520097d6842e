"""Hold sm-lint to what this folder promises: nothing in the good project, expected.txt in the broken one.

Usage: python verify.py [SM_LINT]; exit status 1 with one line for each difference.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).resolve().parent
BROKEN = EXAMPLES / "broken"


class Expected(NamedTuple):
    """A finding: rule code, file relative to this folder, text of the line without indentation."""

    code: str
    path: str
    line: str

    def __str__(self) -> str:
        return f"{self.code} {self.path}: {self.line}"


def expected() -> list[Expected]:
    """What expected.txt promises, sorted."""
    lines = (BROKEN / "expected.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(maxsplit=2) for line in lines if not line.startswith("#")]
    return sorted(Expected(code, f"broken/{path}", text) for code, path, text in rows)


def found(command: list[str]) -> list[Expected]:
    """What the linter says of this folder, sorted.

    Raises:
        RuntimeError: the linter did not run to its end.
    """
    run = subprocess.run(
        [*command, "check", "--no-cache", "--output-format", "json", "."],
        cwd=EXAMPLES,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with status {run.returncode}\n{run.stderr}")
    return sorted(located(finding) for finding in json.loads(run.stdout))


def located(finding: dict) -> Expected:
    """A finding of the JSON output with the text of its line."""
    path = EXAMPLES / finding["path"]
    line = path.read_text(encoding="utf-8").splitlines()[finding["line"] - 1]
    return Expected(finding["code"], path.relative_to(EXAMPLES).as_posix(), line.strip())


def differences(wanted: list[Expected], seen: list[Expected]) -> list[str]:
    """One line for each finding that is missing or was not promised."""
    missing = [f"missing: {row}" for row in wanted if wanted.count(row) > seen.count(row)]
    surplus = [f"not expected: {row}" for row in seen if seen.count(row) > wanted.count(row)]
    return missing + surplus


def main() -> int:
    """Compare, print the differences, and say how it went."""
    wanted, seen = expected(), found(sys.argv[1:] or ["sm-lint"])
    problems = differences(wanted, seen)
    print("\n".join(problems) or f"as promised: {len(wanted)} findings in examples/broken, none elsewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
