"""Properties of a file derived from its location in the project."""

from __future__ import annotations

from sm_lint.patterns import regex

_TEST = regex(r"(^|[\\/])(tests?|testing|fixtures?)[\\/]|(^|[\\/])(test_[^\\/]*|[^\\/]*_test|conftest)\.py$")


def is_test(path: str, root: str) -> bool:
    """Whether an absolute path is that of a test, by its name or a folder below `root`."""
    return _TEST.search(path.removeprefix(root)) is not None
