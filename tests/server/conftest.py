"""A project to open in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.lint.linking.lasting_trees import lasting_trees
from tests.server.project import write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder)
    return folder


@pytest.fixture(autouse=True)
def no_lasting_trees() -> Iterator[None]:
    """A server keeps trees for as long as its process lives, and this process lives on."""
    yield
    lasting_trees.give_room(0)
