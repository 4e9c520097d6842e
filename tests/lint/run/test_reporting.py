"""Which of several findings about the same thing is reported."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any, cast

import pytest

from sm_lint.diagnostics.finding import Edit, Finding, Fix, Note, Severity
from sm_lint.lint.run.reporting import _one_of
from sm_lint.lint.run.runner import _once
from sm_lint.registry.bases import Report
from sm_lint.registry.message import Message
from sm_lint.syntax.span import Place, Span

PLACE = Place("/project/train.py", Span(1, 1, 1, 5))
FIX = Fix("define it", (Edit(PLACE, "x", "y"),))


def finding(severity: Severity = Severity.ERROR, fix: Fix | None = None, note: str = "") -> Finding:
    return Finding("SMC001", "unknown-input-path", severity, "read", PLACE, (Note(note),) if note else (), fix)


class _Job:
    """As much of a job as a report needs to name it."""

    step = None
    api = "Estimator"

    def __init__(self, label: str) -> None:
        self.label = label
        self.place = Place(f"/project/{label}.py", Span(1, 1, 1, 2))


def report(label: str | None) -> Report:
    job: Any = None if label is None else _Job(label)
    return Report(cast("Any", None), PLACE, Message("read under {contract}"), Severity.ERROR, job=job)


@pytest.mark.parametrize("found", list(permutations([finding(), finding(fix=FIX)])))
def test_the_fix_is_kept_of_what_is_found_twice(found: Sequence[Finding]) -> None:
    assert [each.fix for each in _once(found)] == [FIX]


@pytest.mark.parametrize("severities", list(permutations([Severity.INFO, Severity.ERROR, Severity.WARNING])))
def test_the_highest_severity_of_several_jobs_is_reported(severities: Sequence[Severity]) -> None:
    rows = [(report(f"job-{number}"), finding(severity)) for number, severity in enumerate(severities)]
    assert _one_of(rows).severity is Severity.ERROR


def test_one_finding_of_several_jobs_has_the_notes_of_all() -> None:
    rows = [(report(name), finding(note=note)) for name, note in (("a", "1"), ("b", "2"), ("c", "1"))]
    merged = _one_of(rows)
    assert [note.message for note in merged.notes] == ["1", "2"]
    assert merged.message == "read under `Estimator` (a.py:1 and 2 more)"
