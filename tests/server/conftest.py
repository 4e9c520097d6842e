"""A project to open in an editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.project import write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder)
    return folder
