"""The names in the import statements of a file, found by scanning its bytes: which files may import which others."""

from __future__ import annotations

import os
import re

from sm_lint.patterns import regex

_STATEMENT = regex(rb'^[ \t>"]*(?:from|import)\b([^#;\r\n(]*(?:\([^)]{0,20000}\))?)', re.MULTILINE)
_NAME = regex(rb"[A-Za-z_]\w*")
_WORDS = frozenset({b"import", b"as", b"from"})
MOST_NAMES = 500


def imported_names(data: bytes) -> str:
    """All imported names of modules, packages and members, sorted and separated by blanks.

    Other words may be among them, such as those of a docstring; names that are not ASCII are omitted.
    """
    names = {name for found in _STATEMENT.findall(data) for name in _NAME.findall(found)} - _WORDS
    return b" ".join(sorted(names)[:MOST_NAMES]).decode("ascii", "replace")


def module_name(path: str) -> str:
    """The name by which a file is imported; empty if it cannot be imported."""
    folder, name = os.path.split(path)
    if name == "__init__.py":
        return os.path.basename(folder)
    return name.removesuffix(".py") if name.endswith(".py") else ""
