from __future__ import annotations

import pytest

from sm_lint.contracts.model import Input
from sm_lint.contracts.paths import is_above, is_under, may_be_under, normalise, owner, possible_owners
from sm_lint.syntax.span import Place


def inputs(*paths: str | None) -> list[Input]:
    return [Input(str(index), path, Place("/x")) for index, path in enumerate(paths)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a//b/./c/../d/", "/a/b/d"),
        ("//a/b", "/a/b"),
        ("/", "/"),
        ("", ""),
        ("a/b/", "a/b"),
        ("/../a", "/a"),
    ],
)
def test_paths_are_normalised(path: str, expected: str) -> None:
    assert normalise(path) == expected


@pytest.mark.parametrize(
    ("path", "folder", "certain", "possible"),
    [
        ("/a/b", "/a/b", True, True),
        ("/a/b/c", "/a/b", True, True),
        ("/a/bc", "/a/b", False, False),
        ("/a", "/a/b", False, False),
        ("/a/b*", "/a/b", False, True),
        ("/a/b/*", "/a/b", True, True),
        ("/a/*/c", "/a/b", False, True),
        ("/a/*", "/b", False, False),
        ("*", "/a", False, True),
        ("/a/b/c*", "/a/b", True, True),
        ("/x*", "/a", False, False),
        ("/a", "/", True, True),
    ],
)
def test_a_path_with_holes_is_under_a_folder(path: str, folder: str, certain: bool, possible: bool) -> None:
    assert (is_under(path, folder), may_be_under(path, folder)) == (certain, possible)


def test_the_longest_path_owns_a_file() -> None:
    places = inputs("/in", None, "/in/deep", "/other")
    found = owner("/in/deep/x.csv", places)
    assert found is places[2]
    assert owner("/in/x.csv", places) is places[0]
    assert owner("/no/x.csv", places) is None
    assert possible_owners("/in/*/x.csv", places) == [places[0], places[2]]


def test_an_ancestor_is_above() -> None:
    assert is_above("/opt/ml", "/opt/ml/processing")
    assert not is_above("/opt/ml", "/opt/ml")
    assert not is_above("/opt/m", "/opt/ml")
