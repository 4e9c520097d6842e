"""What kind of document a file is, told from its name: the one place where the suffixes of documents are listed."""

from __future__ import annotations

from enum import Enum


class DocumentKind(Enum):
    """A kind of document, by the suffix of its files."""

    PYTHON = ".py"
    STUB = ".pyi"
    NOTEBOOK = ".ipynb"
    JSON = ".json"
    TOML = ".toml"


SCRIPTS = frozenset({DocumentKind.PYTHON, DocumentKind.NOTEBOOK})
"""Documents that hold Python and are looked at wherever they are found."""
DEFINITIONS = frozenset({DocumentKind.JSON})
"""Documents that hold nothing but job definitions, and are looked at where `pipeline-definitions` names them; each has a
reader in :mod:`sm_lint.jobs.documents.readers`."""
DATA = frozenset({DocumentKind.JSON, DocumentKind.TOML})
"""Documents of values: an edit changes a value, and no comment of ours is read."""

_BY_SUFFIX = {kind.value: kind for kind in DocumentKind}


def document_kind(path: str) -> DocumentKind | None:
    """The kind of document that a path names; None for all other names, which are read as Python where they are read."""
    return _BY_SUFFIX.get(path[path.rfind(".") :])


def is_notebook(path: str) -> bool:
    """Does a path name a notebook?"""
    return document_kind(path) is DocumentKind.NOTEBOOK
