"""Keeps output from replacing a source file: a mistyped ``-o train.py`` would cost the script."""

from __future__ import annotations

import os

from sm_lint.workspace.document_kind import IMAGES, SCRIPTS, DocumentKind, document_kind
from sm_lint.workspace.opening import read_start

_KINDS = SCRIPTS | IMAGES | {DocumentKind.STUB}
_CONFIGURATION = ("pyproject.toml", "sm-lint.toml", ".sm-lint.toml")
_ALIKE = 32
"""Number of first bytes by which an older output is recognized: what is written begins by saying what it is."""


def would_replace_source(path: str, data: bytes) -> bool:
    """Whether a file holds a script, a notebook, a Dockerfile or configuration, and not an older output of this kind.

    Args:
        path: absolute path of the file, which need not exist.
        data: what is to be written to it.
    """
    if document_kind(path) not in _KINDS and os.path.basename(path) not in _CONFIGURATION:
        return False
    try:
        before = read_start(path, _ALIKE)
    except OSError:
        return False  # that it cannot be written is said when it is tried
    return bool(before) and before != data[:_ALIKE]
