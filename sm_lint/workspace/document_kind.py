"""What kind of document a file is, told from its name: the one place where the suffixes of documents are listed."""

from __future__ import annotations

import os
import re
from enum import Enum


class DocumentKind(Enum):
    """A kind of document, by the suffix of its files; a Dockerfile has none."""

    PYTHON = ".py"
    STUB = ".pyi"
    NOTEBOOK = ".ipynb"
    JSON = ".json"
    TOML = ".toml"
    DOCKERFILE = "Dockerfile"


SCRIPTS = frozenset({DocumentKind.PYTHON, DocumentKind.NOTEBOOK})
"""Documents that hold Python and are looked at wherever they are found."""
DEFINITIONS = frozenset({DocumentKind.JSON})
"""Documents that hold nothing but job definitions, and are looked at where `pipeline-definitions` names them or their content
says so; each has a reader in :mod:`sm_lint.jobs.documents.readers`."""
IMAGES = frozenset({DocumentKind.DOCKERFILE})
"""Documents that describe images, and are looked at wherever they are found."""
DATA = frozenset({DocumentKind.JSON, DocumentKind.TOML, DocumentKind.DOCKERFILE})
"""Documents of values: an edit changes a value, and no comment of ours is read."""

_BY_SUFFIX = {kind.value: kind for kind in DocumentKind if kind is not DocumentKind.DOCKERFILE}
_DOCKERFILE = re.compile(r"(?:docker|container)file(?:[.-][\w-]+)?|[\w.-]+\.dockerfile", re.IGNORECASE)
_NO_DOCKERFILES = (".md", ".txt", ".rst", ".sh", ".yml", ".yaml", ".png", ".j2", ".jinja", ".tmpl", ".tpl", ".template")


def document_kind(path: str) -> DocumentKind | None:
    """The kind of document that a path names; None for all other names, which are read as Python where they are read."""
    found = _BY_SUFFIX.get(path[path.rfind(".") :])
    if found is None and _is_dockerfile(path):
        return DocumentKind.DOCKERFILE
    return found


def _is_dockerfile(path: str) -> bool:
    """Does a path name a Dockerfile: ``Dockerfile``, ``Dockerfile.gpu``, ``train.dockerfile``? Templates are none."""
    if "file" not in path[-40:].lower():
        return False
    name = os.path.basename(path)
    return _DOCKERFILE.fullmatch(name) is not None and not name.lower().endswith((*_NO_DOCKERFILES, ".dockerignore"))


def is_notebook(path: str) -> bool:
    """Does a path name a notebook?"""
    return document_kind(path) is DocumentKind.NOTEBOOK
