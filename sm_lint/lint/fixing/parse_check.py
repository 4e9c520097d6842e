"""Is a file still well-formed after a fix?"""

from __future__ import annotations

from sm_lint.diagnostics.rewrite import encoding_of, load_values
from sm_lint.workspace.document_kind import DATA, document_kind


def is_sound(path: str, before: bytes, after: bytes) -> bool:
    """Can what could be read as Python, notebook, JSON or TOML before a fix still be read as such after it?"""
    return _unreadable(path, after) <= _unreadable(path, before)


def _unreadable(path: str, data: bytes) -> int:
    """How many of the texts that a file holds cannot be read; more than there could be where the file cannot be."""
    if document_kind(path) in DATA:
        return 0 if _is_document(path, data) else 1
    from sm_lint.lint.linking.source_view import views
    from sm_lint.lint.run.heavy_files import parses
    from sm_lint.workspace.source import SourceProblem

    try:
        texts = views(path, data)
    except SourceProblem:
        return len(data) + 1
    return sum(not parses(view.module_path, view.text) for view in texts)


def _is_document(path: str, data: bytes) -> bool:
    try:
        load_values(path, data.decode(encoding_of(path, data)))
    except (ValueError, RecursionError):
        return False
    return True
