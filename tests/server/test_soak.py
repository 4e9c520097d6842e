from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.server.project import write
from tests.server.soak import soak


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_findings_are_those_of_a_fresh_run(tmp_path: Path, seed: int) -> None:
    write(tmp_path / "project")
    assert asyncio.run(soak(tmp_path / "project", seed, steps=15)) == 15
