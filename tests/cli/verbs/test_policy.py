"""`sm-lint policy list` and `explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.policies.data import packs
from tests.cli.conftest import Run

POLICY = """
[tool.sm-lint.policies.base]
kinds = ["training"]
paths = ["pipelines/**"]
reason = "SEC-12"
extends = ["cost"]
volume-kms-key.pattern = 'alias/.*'
max-runtime = { min = 60, max = 3600 }
tags.values.team = "ml"
"""


@pytest.fixture
def policies(project: Path) -> Path:
    with (project / "pyproject.toml").open("a") as file:
        file.write(POLICY)
    return project


def test_list(policies: Path, sm_lint: Run) -> None:
    lines = sm_lint("policy", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["base", *packs()]
    assert "4 expectations" in lines[0]
    listed = json.loads(sm_lint("policy", "list", "--output-format", "json").stdout)
    assert [each["name"] for each in listed["policies"]] == ["base"]
    assert [each["name"] for each in listed["packs"]] == list(packs())


def test_explain(policies: Path, sm_lint: Run) -> None:
    lines = sm_lint("policy", "explain", "base").stdout.splitlines()
    assert lines[1:4] == [
        "about    jobs of the kind `training`, file `pipelines/**`",
        "unknown  silent",
        "reason   SEC-12",
    ]
    expected = {line.split()[0]: " ".join(line.split()[1:]) for line in lines[4:]}
    assert list(expected) == ["spot", "volume-kms-key", "max-runtime", "tags"]
    assert expected["spot"].startswith("`true` pyproject.toml:")
    assert "pack cost" in expected["spot"]
    assert expected["volume-kms-key"].startswith("matches `alias/.*` pyproject.toml:")
    assert expected["max-runtime"].startswith("at least 60, at most 3600")
    assert expected["tags"].startswith("`team` `ml`")
    shown = json.loads(sm_lint("policy", "explain", "base", "--output-format", "json").stdout)
    assert [each["pack"] for each in shown["expectations"]] == ["cost", None, None, None]


def test_explain_a_pack(project: Path, sm_lint: Run) -> None:
    out = sm_lint("policy", "explain", "aws-foundational").stdout
    assert all(each.control in out for each in packs()["aws-foundational"].expectations)


def test_an_unknown_name(policies: Path, sm_lint: Run) -> None:
    result = sm_lint("policy", "explain", "bas")
    assert result.exit_code == 2
    assert "there is no policy and no pack `bas`: did you mean `base`?" in result.stderr


def test_a_mistake_ends_with_status_2(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text("[tool.sm-lint.policies.p]\nrole.pattern = '('\n")
    for arguments in (["policy", "list"], ["check", "."]):
        result = sm_lint(*arguments)
        assert result.exit_code == 2
        assert "is no regular expression" in result.output
