from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.disk_guard import watch


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """Whatever a rule looks at on disk must be among what its verdict rests on, or an edit of it goes unnoticed."""
    found = watch(monkeypatch, str(tmp_path))
    yield found
    assert found == []
