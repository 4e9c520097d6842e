"""`sm-lint config`: values and where they come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.config import schema
from sm_lint.config.options import options
from tests.cli.conftest import Run


def shown(sm_lint: Run, *arguments: str) -> Any:
    return json.loads(sm_lint("config", "--output-format", "json", *arguments).stdout)


def test_all_options(project: Path, sm_lint: Run) -> None:
    assert [entry["name"] for entry in shown(sm_lint)] == list(options())
    lines = sm_lint("config").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(options())


def test_value_from_the_file(project: Path, sm_lint: Run) -> None:
    entry = shown(sm_lint, "ignore")
    assert (entry["value"], entry["origin"]) == (["SMX904"], "pyproject.toml:2")
    assert shown(sm_lint, "contracts")["value"] == ["preprocess"]


def test_default(project: Path, sm_lint: Run) -> None:
    entry = shown(sm_lint, "cache_dir")
    assert (entry["value"], entry["origin"]) == (".sm_lint_cache", "default")


def test_inline_override(project: Path, sm_lint: Run) -> None:
    entry = shown(sm_lint, "--config", 'sdk = "v3"', "sdk")
    assert (entry["value"], entry["origin"]) == ("v3", "--config")


def test_isolated(project: Path, sm_lint: Run) -> None:
    assert shown(sm_lint, "--isolated", "ignore")["value"] == []


@pytest.mark.parametrize("key", options())
def test_text(key: str, project: Path, sm_lint: Run) -> None:
    out = sm_lint("config", key).stdout
    entry = options()[key]
    assert out.startswith(f"{key}\n")
    assert entry.doc in out
    assert entry.example.splitlines()[0] in out
    assert "\nbecause   " in out


def test_tables(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.sm-lint]\nio = { reads = { "acme.load" = 0 } }\njob-kinds = { "a/*.py" = "training" }\n'
        'extend = "base.toml"\n'
    )
    (project / "base.toml").write_text('sdk = "v2"\n')
    assert shown(sm_lint, "io")["value"] == {"reads": {"acme.load": [0]}}
    assert shown(sm_lint, "job-kinds")["value"] == {"a/*.py": "training"}
    assert shown(sm_lint, "extend")["value"] == ["base.toml"]
    assert shown(sm_lint, "sdk")["origin"] == "base.toml:1"


def test_near_miss(project: Path, sm_lint: Run) -> None:
    result = sm_lint("config", "fail-levle")
    assert result.exit_code == 2
    assert "did you mean `fail-level`?" in result.stderr


def test_a_mistake_is_shown_with_its_place(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text("[tool.sm-lint]\nignored = []\n")
    result = sm_lint("config")
    assert result.exit_code == 2
    assert result.stderr.startswith("pyproject.toml:2:1: ")
    assert "ignore" in result.stderr


@pytest.mark.parametrize("item", ["sdk = 3", "sdk = ", "nowhere.toml"])
def test_a_mistake_on_the_command_line(item: str, project: Path, sm_lint: Run) -> None:
    result = sm_lint("config", "--config", item)
    assert result.exit_code == 2
    assert result.stderr


def test_the_schemas_are_printed(project: Path, sm_lint: Run) -> None:
    assert sm_lint("config", "schema").stdout == schema.text()
    printed = json.loads(sm_lint("config", "schema", "--pyproject").stdout)
    assert printed == schema.pyproject_schema()
    assert "schema" not in options()
    refused = sm_lint("config", "--pyproject", "sdk")
    assert refused.exit_code == 2
    assert "--pyproject goes with `sm-lint config schema`" in refused.stderr
