"""Infers the contract of a script that is written in the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.inference.model import InferredContract, Source
from sm_lint.inference.run import infer_paths

Infer = Callable[..., InferredContract]


@pytest.fixture
def infer(tmp_path: Path) -> Infer:
    """The contract of one of some files, by default of the first one."""

    def run(
        text: str, source: Source = "script", name: str = "script_under_test.py", **others: str
    ) -> InferredContract:
        (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
        (tmp_path / name).write_text(text)
        for other, content in others.items():
            (tmp_path / other.replace("__", ".")).write_text(content)
        (found,) = infer_paths([str(tmp_path / name)], Resolver(cwd=str(tmp_path)), source)
        assert found.contract is not None, found.problem
        return found.contract

    return run
