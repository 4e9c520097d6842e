"""Path algebra on strings with holes, against Python's own on strings without."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.flow.domain import paths
from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.text import display
from sm_lint.flow.domain.values import Constant, PathValue, Value
from sm_lint.flow.machine.normal import normal
from tests.flow.domain.test_text import text

SEGMENTS = st.lists(st.sampled_from(["a", "b.csv", "..", ".", "c.tar.gz", ".hidden", ""]), max_size=4)
PATHS = st.builds(lambda rows, root: root + "/".join(rows), SEGMENTS, st.sampled_from(["", "/"])).filter(
    lambda path: not path.startswith("//")  # POSIX leaves that one open
)
WORDS = st.sampled_from(["x", "x/y", "x.csv", "x/y.csv"])


def shown(value: Value) -> list[str]:
    return [display(option.text if isinstance(option, PathValue) else option) for option in options(value)]


def covers(value: Value, path: str) -> bool:
    return any(re.fullmatch(re.escape(row).replace(r"\*", ".*"), path) for row in shown(value))


@given(PATHS, PATHS)
def test_known_paths_are_as_python_has_them(one: str, other: str) -> None:
    a, b = Constant(one), Constant(other)
    assert shown(paths.join_paths(a, [b])) == [posixpath.join(one, other)]
    assert shown(paths.dirname(a)) == [posixpath.dirname(one)]
    assert shown(paths.basename(a)) == [posixpath.basename(one)]
    assert shown(paths.normalize(a)) == [posixpath.normpath(one)]
    pure = paths.pure(a)
    assert shown(pure) == [str(PurePosixPath(one))]
    assert shown(paths.parent(pure)) == [str(PurePosixPath(one).parent)]


@given(st.sampled_from(["/opt/*", "/opt/*/z", "*", "/opt/a*", "/opt/*.csv", "/opt/*/../z", "*/b"]), WORDS)
def test_a_hole_covers_what_it_stands_for(pattern: str, word: str) -> None:
    """Whatever stands in the hole, the result covers what Python makes of the whole."""
    value, real = text(pattern), pattern.replace("*", word)
    assert covers(paths.dirname(value), posixpath.dirname(real))
    assert covers(paths.basename(value), posixpath.basename(real))
    assert covers(paths.normalize(value), posixpath.normpath(real))
    assert covers(paths.splitext(value)[0], posixpath.splitext(real)[0])
    assert covers(paths.splitext(value)[1], posixpath.splitext(real)[1])
    pure, path = paths.pure(value), PurePosixPath(real)
    assert covers(pure, str(path))
    assert covers(paths.parent(pure), str(path.parent))
    assert covers(paths.name(pure), path.name)
    assert covers(paths.with_name(pure, Constant("new")), str(path.with_name("new")))
    assert covers(paths.with_suffix(pure, Constant(".new")), str(path.with_suffix(".new")))
    assert covers(paths.stem_and_suffix(pure)[0], path.stem)
    assert covers(paths.stem_and_suffix(pure)[1], path.suffix)
    found = normal(display(value), None)
    assert found is not None
    assert re.fullmatch(re.escape(found).replace(r"\*", ".*"), posixpath.normpath(real))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/a/*.csv", "/a/*.csv"),
        ("/a/**/*.csv", "/a/*.csv"),
        ("/a/[xy]?/b", "/a/*/b"),
        ("/a/**/b/c", "/a/*b/c"),
        ("/a/b", "/a/b"),
    ],
)
def test_glob_patterns(pattern: str, expected: str) -> None:
    assert shown(paths.glob_pattern(Constant(pattern))) == [expected]


@pytest.mark.parametrize(
    ("path", "cwd", "expected"),
    [
        ("/a/../b/", None, "/b"),
        ("x/y", None, "x/y"),
        ("x/y", "/opt", "/opt/x/y"),
        ("s3://bucket/key", None, None),
        ("", None, None),
        ("file:/a", None, "/a"),
        ("//a", None, "/a"),
        ("/a/*/../b", None, "/a*/b"),
        ("*/../b", None, "*/b"),
    ],
)
def test_normal(path: str, cwd: str | None, expected: str | None) -> None:
    assert normal(path, cwd) == expected
