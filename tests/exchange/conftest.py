"""The examples, and the modules that their contracts are exported as."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("broken", "plugin", ".sm-lint*", "__pycache__"))
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments), prog_name="sm-lint")
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def exported(examples: Path) -> Callable[[str], ModuleType]:
    """Gives the module with the functions for an SDK."""

    def module(target: str) -> ModuleType:
        path = examples / "pipelines" / f"jobs_{target}.py"
        path.write_text(run("contract", "export", "--to", target), encoding="utf-8")
        return loaded(path)

    return module


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parameter(name: str) -> str:
    """The parameter that a logical name, variable or flag becomes."""
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.lstrip("-"))).lower()
