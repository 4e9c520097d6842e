"""Is a file still well-formed after a fix?"""

from __future__ import annotations

from sm_lint.diagnostics.rewrite import encoding_of, load_values
from sm_lint.workspace.document_kind import DATA, document_kind


def is_sound(path: str, before: bytes, after: bytes) -> bool:
    """Can what could be read as Python, notebook, JSON or TOML before a fix still be read as such after it?

    A fix in a field of an f-string that repeats the f-string's quote is not sound: Python before 3.12 does not read it.
    """
    old, new = _unreadable(path, before), _unreadable(path, after)
    return all(now <= then for now, then in zip(new, old))


def _unreadable(path: str, data: bytes) -> tuple[int, int]:
    """How many of the texts of a file cannot be read, and how many of their strings only by Python 3.12 and later.

    The first is more than the number of texts could be where the file itself cannot be read.
    """
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
