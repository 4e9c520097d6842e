"""Statistics: the number of findings per rule, instead of the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sm_lint.diagnostics.finding import Applicability, Finding
from sm_lint.output.text import json_text


def table(findings: Sequence[Finding]) -> str:
    """A line per rule, the most frequent first; ``[*]`` marks rules whose findings all have a safe fix."""
    rows = _rows(findings)
    width = max((len(str(number)) for _, number, _ in rows), default=0)
    return "".join(
        f"{number:>{width}}  {finding.code}  [{'*' if fixable == number else '-' if fixable else ' '}] {finding.name}\n"
        for finding, number, fixable in rows
    )


def document(findings: Sequence[Finding]) -> str:
    """A JSON array with an object per rule."""
    return json_text(_records(findings), indent=2) + "\n"


def lines(findings: Sequence[Finding]) -> str:
    """A JSON object per rule, each on a line."""
    return "".join(f"{json_text(record)}\n" for record in _records(findings))


def _records(findings: Sequence[Finding]) -> list[dict[str, str | int]]:
    return [
        {"code": finding.code, "name": finding.name, "count": number, "fixable": fixable}
        for finding, number, fixable in _rows(findings)
    ]


def _rows(findings: Sequence[Finding]) -> list[tuple[Finding, int, int]]:
    """One finding of each rule, the number of its findings, and the number of those with a safe fix."""
    numbers = Counter(finding.code for finding in findings)
    safe = Counter(f.code for f in findings if f.fix is not None and f.fix.applicability is Applicability.SAFE)
    first = {finding.code: finding for finding in reversed(findings)}
    rows = [(first[code], number, safe[code]) for code, number in numbers.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0].code))
