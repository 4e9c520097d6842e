from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Note, Severity
from sm_lint.lint.caching.findings import decoded, encoded
from sm_lint.syntax.span import Place, Span

PATH = "/project/code/script.py"
ROOT = "/project"
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates, as in names that are not UTF-8
NUMBERS = st.integers(1, 10**6)
PLACES = st.builds(
    Place,
    st.sampled_from([PATH, "/project/pyproject.toml", "/elsewhere/\udc80.py"]),
    st.builds(Span, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.none() | NUMBERS,
)
OWN = st.builds(Place, st.sampled_from([PATH, "/project/a.py"]), st.builds(Span, *[NUMBERS] * 4), st.none() | NUMBERS)
FIXES = st.builds(
    Fix,
    TEXTS,
    st.lists(st.builds(Edit, OWN, TEXTS, TEXTS), max_size=3).map(tuple),
    st.sampled_from(Applicability),
)
FINDINGS = st.builds(
    Finding,
    TEXTS,
    TEXTS,
    st.sampled_from(Severity),
    TEXTS,
    PLACES,
    st.lists(st.builds(Note, TEXTS, st.none() | PLACES), max_size=3).map(tuple),
    st.none() | FIXES,
    st.none() | TEXTS,
)
ONE = Finding(
    "SMC001",
    "unknown-input-path",
    Severity.ERROR,
    "message",
    Place(PATH, Span(1, 2, 3, 4), 5),
    (Note("declared at", Place("/project/pyproject.toml")), Note("because")),
    Fix("do it", (Edit(Place("/project/pyproject.toml"), "new", "old"),), Applicability.SAFE),
    "contract",
)


@pytest.mark.slow
@given(st.lists(FINDINGS, max_size=4).map(tuple))
def test_findings_are_what_they_were(findings: tuple[Finding, ...]) -> None:
    rows = json.loads(json.dumps(encoded(findings, PATH)))
    found = decoded(rows, PATH, ROOT)
    assert found == findings
    assert repr(found) == repr(findings)


def positions(value: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The positions of all values in nested lists."""
    found = [path] if path else []
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += positions(item, (*path, index))
    return found


def changed(rows: Any, position: tuple[int, ...], value: Any) -> Any:
    rows = copy.deepcopy(rows)
    inner = rows
    for index in position[:-1]:
        inner = inner[index]
    inner[position[-1]] = value
    return rows


ROWS = encoded([ONE], PATH)


@pytest.mark.parametrize("value", [None, True, 0, -1, 1.5, "x", "", [], {}, [[]], {"a": 1}], ids=repr)
@pytest.mark.parametrize("position", positions(ROWS), ids=str)
def test_a_value_of_another_kind_is_refused_or_a_finding(position: tuple[int, ...], value: Any) -> None:
    """A damaged table is noticed by its checksum; this is for one that somebody wrote."""
    try:
        found = decoded(changed(ROWS, position, value), PATH, ROOT)
    except (TypeError, ValueError, KeyError):
        return
    # All that passes are other values of the same types, which survive being stored again.
    assert decoded(json.loads(json.dumps(encoded(found, PATH))), PATH, ROOT) == found
    for finding in found:
        assert type(finding.code) is type(finding.message) is type(finding.place.path) is str
        assert all(type(number) is int and number >= 1 for number in finding.place.span)
        assert all(note.place is None or type(note.place) is Place for note in finding.notes)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/project/../etc/passwd", "/projects/a.py", "a.py", "/project/./a.py", "/project"]
)
def test_a_fix_edits_nothing_outside_of_the_project(path: str) -> None:
    def edited(where: str) -> Callable[[], object]:
        fix = Fix("do it", (Edit(Place(where), "new", "old"),))
        rows = encoded([Finding("A", "a", Severity.INFO, "m", Place(PATH), fix=fix)], PATH)
        return lambda: decoded(rows, PATH, ROOT)

    with pytest.raises(ValueError, match="edit"):
        edited(path)()
    edited("/project/a.py")()
