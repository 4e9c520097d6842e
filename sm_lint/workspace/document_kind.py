"""The kind of document, derived from the file name: the only place that lists the suffixes of documents."""

from __future__ import annotations

import os
import re
from enum import Enum

from sm_lint.patterns import regex


class DocumentKind(Enum):
    """A kind of document, by file suffix; a Dockerfile has none."""

    PYTHON = ".py"
    STUB = ".pyi"
    NOTEBOOK = ".ipynb"
    JSON = ".json"
    YAML = ".yaml"
    TOML = ".toml"
    DOCKERFILE = "Dockerfile"


SCRIPTS = frozenset({DocumentKind.PYTHON, DocumentKind.NOTEBOOK})
"""Documents that hold Python. They are linted wherever they are found."""
DEFINITIONS = frozenset({DocumentKind.JSON, DocumentKind.YAML})
"""Documents that hold nothing but job definitions, and are looked at where `pipeline-definitions` names them or their content
says so; each has a reader in :mod:`sm_lint.jobs.documents.readers`."""
IMAGES = frozenset({DocumentKind.DOCKERFILE})
"""Documents that describe images. They are linted wherever they are found."""
DATA = frozenset({DocumentKind.JSON, DocumentKind.YAML, DocumentKind.TOML, DocumentKind.DOCKERFILE})
"""Data documents: an edit changes a value, and suppression comments do not apply."""

_BY_SUFFIX = {kind.value: kind for kind in DocumentKind if kind is not DocumentKind.DOCKERFILE}
_BY_SUFFIX[".yml"] = DocumentKind.YAML
SUFFIXES = frozenset(_BY_SUFFIX)
_DOCKERFILE = regex(r"(?:docker|container)file(?:[.-][\w-]+)?|[\w.-]+\.dockerfile", re.IGNORECASE)
_NO_DOCKERFILES = (".md", ".txt", ".rst", ".sh", ".yml", ".yaml", ".png", ".j2", ".jinja", ".tmpl", ".tpl", ".template")


def document_kind(path: str) -> DocumentKind | None:
    """The kind of document that a path names; None for any other name, which is parsed as Python where it is read."""
    found = _BY_SUFFIX.get(path[path.rfind(".") :])
    if found is None and _is_dockerfile(path):
        return DocumentKind.DOCKERFILE
    return found


def _is_dockerfile(path: str) -> bool:
    """Whether a path names a Dockerfile, such as ``Dockerfile.gpu`` or ``train.dockerfile``. Templates are excluded."""
    if "file" not in path[-40:].lower():
        return False
    name = os.path.basename(path)
    return _DOCKERFILE.fullmatch(name) is not None and not name.lower().endswith((*_NO_DOCKERFILES, ".dockerignore"))


def is_notebook(path: str) -> bool:
    """Whether a path names a notebook."""
    return document_kind(path) is DocumentKind.NOTEBOOK
