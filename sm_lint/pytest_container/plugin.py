"""The plugin that pytest loads: one fixture. Nothing else is imported until a test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sm_lint.pytest_container.container import Container


@pytest.fixture
def container(tmp_path_factory: pytest.TempPathFactory) -> Container:
    """A container with the file system that SageMaker makes for a job, and nothing in it yet."""
    import os

    if os.name != "posix":
        pytest.skip("the fixture `container` needs Linux or macOS: on other systems no path is like /opt/ml")
    from sm_lint.pytest_container.container import Container

    return Container(tmp_path_factory.mktemp("container"))
