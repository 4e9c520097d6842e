from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from sm_lint.config.load import Resolver
from sm_lint.preflight.asking.collect import Asked, collected
from sm_lint.preflight.clients import Aws, Bounds
from sm_lint.preflight.run import Result, preflight
from tests.preflight.world import World

Collect = Callable[..., Asked]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Write files, and collect the questions about them."""

    def write(files: Mapping[str, str] | str, **options: Any) -> Asked:
        for name, text in ({"job.py": files} if isinstance(files, str) else files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return collected([str(tmp_path)], Resolver(cwd=str(tmp_path)), cache=False, **options)

    return write


@pytest.fixture
def ask(collect: Collect) -> Callable[..., Result]:
    """Write files, and ask a world about them."""

    def run(files: Mapping[str, str] | str, world: World | None = None) -> Result:
        return preflight(collect(files), cast("Aws", world or World()), Bounds())

    return run
