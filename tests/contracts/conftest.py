from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.contracts.load import ContractSet, load_contracts

Load = Callable[..., ContractSet]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Contracts of an ``sm-lint.toml`` with this text; further files by name."""

    def call(text: str, **files: str) -> ContractSet:
        (tmp_path / "sm-lint.toml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
        settings = Resolver(cwd=str(tmp_path)).settings_for("x.py")
        assert settings.problems == ()
        return load_contracts(settings)

    return call
