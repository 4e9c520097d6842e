"""The readers of documents that hold job definitions, by the kind of document.

Support for another kind, by a suffix of its own, needs a line here and in :mod:`sm_lint.workspace.document_kind`, and a
reader. Another format in JSON is a branch of :func:`json_definitions`, one in YAML of :func:`yaml_definitions`; see "Adding a source of definitions" in
CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sm_lint.jobs.definition.dockerfile import read_dockerfile
from sm_lint.jobs.definition.model import Definitions, Image
from sm_lint.jobs.documents.extract_json import json_definitions, json_problem
from sm_lint.jobs.documents.extract_yaml import yaml_definitions, yaml_problem
from sm_lint.syntax.span import Place, Problem, Span
from sm_lint.workspace.document_kind import DocumentKind, document_kind


class DocumentReader(NamedTuple):
    """The reader for a kind of document.

    Attributes:
        problem: returns why a file, given by path and bytes, cannot be read as a definition, or None.
        definitions: returns the jobs of a file; None if it cannot be read or defines none.
    """

    problem: Callable[[str, bytes], Problem | None]
    definitions: Callable[[str, bytes], Definitions | None]


def image_definitions(path: str, raw: bytes) -> Definitions | None:
    """The image of a Dockerfile; None if the file is not one."""
    found = read_dockerfile(path, raw)
    if found is None:
        return None
    line = found.image.line
    return Definitions(path, images=(Image(Place(path, Span(line, 1, line, 1)), found.image.base),))


READERS: Mapping[DocumentKind, DocumentReader] = {
    DocumentKind.JSON: DocumentReader(json_problem, json_definitions),
    DocumentKind.YAML: DocumentReader(yaml_problem, yaml_definitions),
    DocumentKind.DOCKERFILE: DocumentReader(lambda path, raw: None, image_definitions),
}


def reader_of(path: str) -> DocumentReader | None:
    """The reader for a file, by its name; None if it is not a document with definitions."""
    kind = document_kind(path)
    return READERS.get(kind) if kind is not None else None
