"""Counts by rule."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics


def test_table(findings: Sequence[Finding]) -> None:
    assert statistics.table(findings).splitlines() == [
        "2  SMC001  [*] unknown-input-path",
        "1  SMC002  [ ] file-path-on-output-dir",
        "1  SME201  [ ] unset-variable",
        "1  SMP101  [ ] path-rule",
        "1  SMX904  [ ] missing-file",
    ]
    assert statistics.table([]) == ""


def test_document(findings: Sequence[Finding]) -> None:
    rows = json.loads(statistics.document(findings))
    assert rows[0] == {"code": "SMC001", "name": "unknown-input-path", "count": 2, "fixable": 2}
    assert json.loads(statistics.document([])) == []
