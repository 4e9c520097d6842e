"""The fixture under test, also where the package's entry points are those of an older installation."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from sm_lint.pytest_container import Container
from sm_lint.pytest_container.plugin import container

__all__ = ["container"]


class Written(Protocol):
    def __call__(self, text: str, name: str = "job.py") -> Path: ...


@pytest.fixture
def script(tmp_path: Path) -> Written:
    """Writes a script beside the container."""

    def write(text: str, name: str = "job.py") -> Path:
        path = tmp_path / "scripts" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def job(container: Container) -> Container:
    """A processing job with one input and one output."""
    container.add_input("/opt/ml/processing/input/data", {"a.csv": [{"x": 1, "y": 0}, {"x": 2, "y": 1}]})
    container.add_output("/opt/ml/processing/output", name="result")
    container.timeout = 60
    return container
