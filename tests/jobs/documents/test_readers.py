"""The kinds of documents, and a reader for each that holds definitions."""

from __future__ import annotations

import pytest

from sm_lint.jobs.documents.readers import READERS, reader_of
from sm_lint.workspace.document_kind import DATA, DEFINITIONS, IMAGES, SCRIPTS, DocumentKind, document_kind


def test_each_kind_of_definitions_has_a_reader() -> None:
    assert READERS.keys() == DEFINITIONS | IMAGES
    assert not SCRIPTS & DATA
    broken = reader_of("p.json")
    assert broken is not None
    problem = broken.problem("p.json", b"{")
    assert problem is not None
    assert problem.code == "SMX901"
    assert reader_of("p.py") is None
    assert reader_of("train") is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a/b.py", DocumentKind.PYTHON),
        ("/a/b.pyi", DocumentKind.STUB),
        ("/a/n.ipynb", DocumentKind.NOTEBOOK),
        ("/a/p.json", DocumentKind.JSON),
        ("/a/.sm-lint.toml", DocumentKind.TOML),
        ("/a/.json", DocumentKind.JSON),
        ("/a/train", None),
        ("/a.py/train", None),
        ("/a/b.PY", None),
        ("", None),
    ],
)
def test_kinds_by_name(path: str, kind: DocumentKind | None) -> None:
    assert document_kind(path) is kind


@pytest.mark.parametrize(
    ("name", "is_dockerfile"),
    [
        ("Dockerfile", True),
        ("a/Dockerfile.gpu", True),
        ("Dockerfile-training", True),
        ("train.dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile.py", False),
        ("Dockerfile.j2", False),
        ("Dockerfile.dockerignore", False),
        ("Dockerfile.md", False),
        ("dockerfiles", False),
        ("profile", False),
    ],
)
def test_dockerfiles(name: str, is_dockerfile: bool) -> None:
    assert (document_kind(name) is DocumentKind.DOCKERFILE) == is_dockerfile
