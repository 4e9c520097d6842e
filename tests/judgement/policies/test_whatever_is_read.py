"""Policies judge whatever a definition may hold without breaking, and say nothing of jobs that they are not about."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.judgement.policies.violations import Judge
from sm_lint.policies.data import fields
from sm_lint.workspace.view import FileView

EVERYTHING = """
extends = ["aws-foundational", "cost"]
unknown = "error"
volume-kms-key = { pattern = 'a.*', none-of = ["ab"] }
output-kms-key.one-of = ["a", "b"]
subnets = { equals = ["a"], pattern = '.*', min = 1, max = 3 }
security-group-ids = { contains = ["a"], one-of = ["a", "b"] }
role.pattern = '.*-role'
tags = { contains = ["a"], one-of = ["a", "b"], values = { a = { pattern = '.', present = true } } }
max-runtime = { min = 2, max = 100 }
instance-types = { allow = ["ml.*"], deny = ["*.xlarge"] }
instance-count = { one-of = [1, 2] }
volume-size.absent = true
images = { registries = ["*.com"], repositories = ["a*"], tags = ["1"], deny-tags = ["latest"] }
s3 = { inputs = ["s3://a"], outputs = ["s3://a/*/b"], models = ["s3://*"], checkpoints = ["s3://c"] }
environment = { none-of = ["A*"], values = { B = "c" } }
step-name.pattern = 'a.*'
pipeline-name.pattern = 'a.*'
model-name.pattern = 'a.*'
endpoint-name.pattern = 'a.*'
cache = false
retries = { min = 1, max = 5 }
python-version.one-of = ["py310"]
frameworks = { one-of = ["pytorch"], values = { pytorch = { pattern = '2.*' } } }
parameters = { contains = ["Stage"], types = { Stage = "String" }, values = { InputData = { absent = true } } }
"""


def maker() -> Any:
    """The maker of random definitions that the rules for jobs are tested with."""
    path = Path(__file__).resolve().parents[2] / "rules" / "test_job_rules.py"
    spec = spec_from_file_location("random_definitions", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Maker


def settings(folder: Path, text: str) -> Settings:
    (folder / "sm-lint.toml").write_text(text)
    found = Resolver(cwd=str(folder)).settings_for(str(folder))
    assert found.problems == ()
    return found


@pytest.mark.slow
def test_whatever_is_read(tmp_path: Path) -> None:
    chosen = settings(tmp_path, f"[policies.p]{EVERYTHING}")
    assert {each.field for each in chosen.policies[0].expectations} == set(fields())
    made, said = maker(), set()
    for seed in range(300):
        for found in Judge(chosen, made(seed).definitions(), FileView()).violations():
            assert "required by policy `p` (sm-lint.toml:" in found.message
            said.add(found.expectation.field)
    assert len(said) > len(fields()) // 2


@pytest.mark.parametrize(
    "selector", ['steps = ["no such step"]', 'paths = ["elsewhere/**"]', 'pipelines = ["no such one"]']
)
def test_what_no_policy_is_about(tmp_path: Path, selector: str) -> None:
    lines = [
        line
        for line in EVERYTHING.splitlines()
        if not line.startswith(("model-", "endpoint-", "pipeline-", "parameters"))
    ]
    chosen, made = settings(tmp_path, "\n".join(["[policies.p]", selector, *lines])), maker()
    for seed in range(100):
        assert list(Judge(chosen, made(seed).definitions(), FileView()).violations()) == []
