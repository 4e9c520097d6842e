"""Every kind of change: the pair of contracts in its table has that change, and no other that breaks anything."""

from __future__ import annotations

import pytest

from sm_lint.contracts.versions import Bump
from sm_lint.evolution.compare import contract_diff
from sm_lint.evolution.kinds import CATEGORIES, ChangeKind, kinds
from tests.evolution.pairs import contract, diff

ALL = [*kinds().values()]
COMPANIONS = {
    "version-too-low": {"required-variable-added"},
    "reserved-name-used": set(),
}
"""Kinds whose pair cannot do without another breaking change."""


def test_there_are_enough_kinds_and_no_code_twice() -> None:
    codes = [kind.code for kind in ALL]
    assert len(codes) >= 80
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("SMD8") and len(code) == 6 for code in codes)
    assert {kind.category for kind in ALL} == set(CATEGORIES)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind(kind: ChangeKind) -> None:
    launch = kind.name.startswith("launch-")
    if kind.name == "contract-renamed":
        found = contract_diff("y", "contract", contract(kind.before, "x"), contract(kind.after, "y"))
    else:
        found = diff(kind.before, kind.after, origin="job" if launch else "contract")
    names = [change.kind.name for change in found.changes]
    assert kind.name in names
    change = found.changes[names.index(kind.name)]
    assert (change.category, change.severity) == (kind.category, kind.severity)
    assert "{" not in change.message
    assert change.place is not None
    breaking = {each.kind.name for each in found.changes if each.is_breaking}
    expected = {kind.name} if kind.severity == "error" else set()
    assert breaking == expected | COMPANIONS.get(kind.name, set())
    if kind.severity == "error":
        assert found.is_unannounced
    if kind.severity != "info" and kind.name != "contract-renamed":
        assert change.witness is not None
        assert change.witness.text
    if kind.severity == "info":
        assert change.witness is None


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_nothing_differs_from_itself(kind: ChangeKind) -> None:
    origin = "job" if kind.name.startswith("launch-") else "contract"
    assert diff(kind.before, kind.before, origin=origin).changes == ()
    assert diff(kind.after, kind.after, origin=origin).changes == ()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_severity_goes_with_the_bump(kind: ChangeKind) -> None:
    allowed = {
        "error": {Bump.MAJOR, Bump.NONE},
        "warning": {Bump.MINOR, Bump.NONE},
        "info": {Bump.MINOR, Bump.PATCH},
    }
    assert kind.bump in allowed[kind.severity]
