from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.making import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A project without files but its configuration."""
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    return Tree(tmp_path)
