"""The examples hold what they promise: the good project is clean, each broken twin has its one finding."""

from __future__ import annotations

import sys

import pytest

from examples.verify import Expected, expected, found

pytestmark = pytest.mark.slow

RULES = {f"SMC{number:03d}" for number in (*range(1, 11), 12)}


@pytest.fixture(scope="module")
def findings() -> list[Expected]:
    return found([sys.executable, "-m", "sm_lint"])


def test_the_good_project_is_clean(findings: list[Expected]) -> None:
    assert [row for row in findings if not row.path.startswith("broken/")] == []


@pytest.mark.parametrize("row", expected(), ids=lambda row: row.code)
def test_each_twin_is_found_out(findings: list[Expected], row: Expected) -> None:
    assert [seen for seen in findings if seen.path == row.path] == [row]


def test_nothing_else_is_found(findings: list[Expected]) -> None:
    assert findings == expected()


def test_every_contract_rule_has_a_twin() -> None:
    assert {row.code for row in expected()} == RULES
