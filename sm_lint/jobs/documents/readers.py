"""The readers of documents that hold job definitions, by the kind of document.

Another kind, such as templates of another service, is a line here and in :mod:`sm_lint.workspace.document_kind`, and its reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions
from sm_lint.jobs.documents.extract_json import json_definitions, json_problem
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import DocumentKind, document_kind


class DocumentReader(NamedTuple):
    """How a kind of document is read.

    Attributes:
        problem: what keeps a file from being read as a definition, or None, by its path and bytes.
        definitions: the jobs that it defines; None for a file that cannot be read or defines none.
    """

    problem: Callable[[str, bytes], Problem | None]
    definitions: Callable[[str, bytes], Definitions | None]


READERS: Mapping[DocumentKind, DocumentReader] = {DocumentKind.JSON: DocumentReader(json_problem, json_definitions)}


def reader_of(path: str) -> DocumentReader | None:
    """The reader of a file, by its name; None for a file that is no document of definitions."""
    kind = document_kind(path)
    return READERS.get(kind) if kind is not None else None
