"""Finds configuration files: the one that governs a folder, and those it extends."""

from __future__ import annotations

import os
import re

from sm_lint.config.documents import Documents
from sm_lint.config.toml import INVALID, Document, KeyPath
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk
from sm_lint.workspace.boundary import foreign_owner

OWN_FILES = ("sm-lint.toml", ".sm-lint.toml")
PYPROJECT = "pyproject.toml"
PYPROJECT_TABLE: KeyPath = ("tool", "sm-lint")


def prefix_of(path: str) -> KeyPath:
    """The keys that lead to the options in a file of this name."""
    return PYPROJECT_TABLE if os.path.basename(path).endswith(PYPROJECT) else ()


def has_options(document: Document) -> bool:
    """Whether a document has the table in which a file of its name keeps options."""
    table: object = document.data
    for part in prefix_of(document.path):
        if not isinstance(table, dict) or part not in table:
            return False
        table = table[part]
    return True


def find_in(folder: str, documents: Documents) -> Document | Problem | None:
    """The configuration file in a folder, parsed; None if there is none.

    A ``pyproject.toml`` without the sm-lint table does not count, nor does an invalid one that never mentions sm-lint.
    """
    for name in OWN_FILES:
        path = os.path.join(folder, name)
        if disk.is_file(path):
            return _refused(path) or documents.read(path)
    path = os.path.join(folder, PYPROJECT)
    if not disk.is_file(path):
        return None
    content = documents.content(path)
    if isinstance(content, Problem):
        return content
    # A quoted key could spell the name with escapes; in practice none does, and this way most files need not be parsed.
    if b"sm-lint" not in content:
        return None
    document = _refused(path) or documents.read(path)
    return document if isinstance(document, Problem) or has_options(document) else None


def _refused(path: str) -> Problem | None:
    """Why a configuration file that was found is not used."""
    owner = foreign_owner(path)
    if owner is None:
        return None
    message = f"belongs to another user ({owner}), in a folder that every user may write to, and is not used"
    return Problem(INVALID, message, Place(path), "name it with --config to use it all the same, or give --isolated")


def read_named(path: str, documents: Documents, place: Place | None = None) -> Document | Problem:
    """A configuration file requested by name; `place` is where it is named, for the problem that it is missing."""
    document = documents.read(path)
    if isinstance(document, Problem):
        if place is not None and document.place.span.end_column == document.place.span.column == 1:
            return Problem(document.code, f"`{path}`: {document.message}", place)
        return document
    if not has_options(document):
        return Problem(INVALID, f"`{path}` has no [tool.sm-lint] table", place or Place(path))
    return document


def extended_path(text: str, folder: str) -> str:
    """The absolute path for an `extend` option: a relative path, or ``package:file.toml``.

    The package is resolved like an import, but not imported.

    Raises:
        LookupError: the package is not installed, or is a module without a folder.
    """
    found = re.fullmatch(r"([A-Za-z_][A-Za-z0-9_.]+):(.+)", text)
    if found is None or os.path.isabs(text):
        return os.path.normpath(os.path.join(folder, os.path.expanduser(text)))
    package, file = found[1], found[2]
    folders = [os.path.join(base, *package.split(".")[1:]) for base in _package_folders(package.split(".")[0])]
    if not folders:
        raise LookupError(f"package `{package}` is not installed")
    candidates = [os.path.normpath(os.path.join(base, file)) for base in folders]
    return next((path for path in candidates if disk.is_file(path)), candidates[0])


def _package_folders(name: str) -> list[str]:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
        return [os.path.abspath(folder) for folder in (spec.submodule_search_locations if spec else None) or ()]
    except (ImportError, ValueError, AttributeError, OSError):
        return []
