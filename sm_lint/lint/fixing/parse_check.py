"""Checks that a file is still well-formed after a fix."""

from __future__ import annotations

from sm_lint.diagnostics.rewrite import encoding_of, load_values
from sm_lint.workspace.document_kind import DATA, document_kind

_LINES = (".txt", ".in", ".cfg")
"""Requirements: every line stands for itself, and there is no form that a fix could break."""


def is_sound(path: str, before: bytes, after: bytes) -> bool:
    """Whether every text that was valid Python, notebook, JSON or TOML before a fix is still valid after it.

    A fix inside a field of an f-string that repeats the f-string's quote is refused: Python before 3.12 cannot parse
    it.
    """
    old, new = _unreadable(path, before), _unreadable(path, after)
    return all(now <= then for now, then in zip(new, old))


def _unreadable(path: str, data: bytes) -> tuple[int, int]:
    """The number of texts of a file that cannot be parsed, and of strings that need Python 3.12 or later.

    The first number exceeds any possible number of texts if the file itself cannot be read.
    """
    if path.endswith(_LINES):
        return 0, 0
    if document_kind(path) in DATA:
        return (0 if _is_document(path, data) else 1, 0)
    from sm_lint.lint.linking.source_view import views
    from sm_lint.lint.run.heavy_files import parses
    from sm_lint.syntax.repeated_quotes import repeated_quotes
    from sm_lint.workspace.source import SourceProblem

    try:
        texts = views(path, data)
    except SourceProblem:
        return len(data) + 1, 0
    unreadable = sum(not parses(view.module_path, view.text) for view in texts)
    return unreadable, sum(repeated_quotes(view.text) for view in texts)


def _is_document(path: str, data: bytes) -> bool:
    try:
        load_values(path, data.decode(encoding_of(path, data)))
    except (ValueError, RecursionError):
        return False
    return True
