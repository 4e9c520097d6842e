from __future__ import annotations

import pytest

from sm_lint.config.glob import Matcher, anchor, match_names, split


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/r/a/*.py", "/r/a/x.py", True),
        ("/r/a/*.py", "/r/a/b/x.py", False),
        ("/r/**/*.py", "/r/x.py", True),
        ("/r/**/*.py", "/r/a/b/x.py", True),
        ("/r/**", "/r/a/b/x.py", True),
        ("/r/**/b/**/x.py", "/r/a/b/b/c/x.py", True),
        ("/r/**/b/**/x.py", "/r/a/c/x.py", False),
        ("/r/a?.py", "/r/ab.py", True),
        ("/r/[ab].py", "/r/b.py", True),
        ("/r/[ab].py", "/r/c.py", False),
        ("/r/a [1].py", "/r/a [1].py", True),
        ("*.py", "/any/where/x.py", True),
        ("venv", "/any/venv", True),
        ("venv", "/any/venv/x", False),
    ],
)
def test_a_pattern_meets_a_path(pattern: str, path: str, expected: bool) -> None:
    assert Matcher([pattern]).matches(path) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("venv", "/r/venv/lib/x.py", True),
        ("/r/a", "/r/a/b/x.py", True),
        ("/r/a", "/r/ab/x.py", False),
        ("r", "/r/a/x.py", False),
        ("venv", "/venv/r/x.py", False),
    ],
)
def test_a_pattern_covers_what_is_below_a_folder_but_not_the_root(pattern: str, path: str, expected: bool) -> None:
    root = "/venv/r" if path.startswith("/venv") else "/r"
    assert Matcher([pattern]).covers(path, root) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.py", "*.py"),
        ("legacy/", "legacy"),
        ("a/b", "/r/a/b"),
        ("./x.py", "/r/x.py"),
        ("../a/*.py", "/a/*.py"),
        ("/abs/x", "/abs/x"),
    ],
)
def test_patterns_with_a_slash_are_made_absolute(pattern: str, expected: str) -> None:
    assert anchor(pattern, "/r") == expected


def test_a_pattern_of_many_stars_comes_to_an_end() -> None:
    patterns = split("/**/*a*a*a*a*a*a*a*a*a*b/**/" + "**/a/" * 20 + "x")
    assert not match_names(["a" * 200] * 400, patterns)
