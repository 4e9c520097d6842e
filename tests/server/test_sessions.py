"""The recorded sessions of the protocol still have the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.server.sessions import RECORDED, SESSIONS, file_of, played


@pytest.mark.parametrize("name", sorted(SESSIONS))
def test_a_session(tmp_path: Path, name: str) -> None:
    assert played(name, tmp_path / "project") == json.loads(file_of(name).read_text(encoding="utf-8"))


def test_each_recording_has_a_session() -> None:
    assert {file.name for file in RECORDED.iterdir()} == {file_of(name).name for name in SESSIONS}
