"""Fixes of the rules about contracts: the contract is corrected in its own file, on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.fixing.fix_run import fix_paths

CONTRACT = """\
[tool.sm-lint.contracts.clean]
entry-point = "clean.py" # kept
job = "processing"
required-env-vars = ["REGION", "GONE"]

[tool.sm-lint.contracts.clean.expected-input-paths]
raw = "/opt/ml/processing/input/raw"
unused = "/opt/ml/processing/input/unused"

[tool.sm-lint.contracts.clean.expected-output-paths]
cleaned = "/opt/ml/processing/output"
empty = "/opt/ml/processing/empty"

[tool.sm-lint.contracts.clean.arguments]
mode = { default = "fast", choices = ["fast", "slow", "never"] }
gone = "1"
"""
SCRIPT = """\
import argparse
import os

import pandas as pd

p = argparse.ArgumentParser()
p.add_argument("--mode", default="slow", choices=["fast", "slow"])
p.add_argument("--limit", type=int, required=True)
args = p.parse_args()
frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")
pd.read_csv("/opt/ml/processing/codes/x.csv")
frame.to_csv("/opt/ml/processing/output/data.csv")
frame.to_csv("/opt/ml/processing/report/x.csv")
print(os.environ["REGION"], os.environ["STAGE"], os.environ.get("SIZE", "10"))
"""
FIXED = """\
[tool.sm-lint.contracts.clean]
entry-point = "clean.py" # kept
job = "processing"
required-env-vars = ["REGION", "STAGE"]

[tool.sm-lint.contracts.clean.expected-input-paths]
raw = "/opt/ml/processing/input/raw"
codes = "/opt/ml/processing/codes"

[tool.sm-lint.contracts.clean.expected-output-paths]
cleaned = "/opt/ml/processing/output"
report = "/opt/ml/processing/report"

[tool.sm-lint.contracts.clean.arguments]
mode = { default = "slow", choices = ["fast", "slow"] }
limit = { required = true, type = "int" }

[tool.sm-lint.contracts.clean.optional-env-vars]
SIZE = "10"
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_fix_is_made_in_the_file_of_the_contract(tmp_path: Path, newline: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(CONTRACT.replace("\n", newline).encode())
    (tmp_path / "clean.py").write_text(SCRIPT)
    resolver = Resolver({"select": ["SMC"]}, cwd=str(tmp_path))
    result = fix_paths([str(tmp_path)], unsafe=True, resolver=resolver, cache=False)
    after = (tmp_path / "pyproject.toml").read_bytes().decode()
    assert after.replace("\r\n", "\n") == FIXED
    assert after.count("\r\n") == (after.count("\n") if newline == "\r\n" else 0)
    assert result.findings == ()
    assert result.refused == ()


def test_nothing_is_changed_without_unsafe_fixes(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    (tmp_path / "clean.py").write_text(SCRIPT)
    fix_paths([str(tmp_path)], resolver=Resolver({"select": ["SMC"]}, cwd=str(tmp_path)), cache=False)
    assert (tmp_path / "pyproject.toml").read_text() == CONTRACT


def test_what_is_near_a_declared_path_is_not_declared(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    (tmp_path / "clean.py").write_text(SCRIPT.replace("input/raw/data.csv", "input/raws/data.csv"))
    resolver = Resolver({"select": ["SMC001"]}, cwd=str(tmp_path))
    fix_paths([str(tmp_path)], unsafe=True, resolver=resolver, cache=False)
    assert "raws" not in (tmp_path / "pyproject.toml").read_text()
