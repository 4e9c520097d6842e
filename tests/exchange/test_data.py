"""JSON and YAML have the keys of TOML: read as TOML, they are the same contract."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sm_lint.config.load import Resolver
from sm_lint.contracts.interface import text_of
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.exchange.writing.data import as_json, as_yaml, contract_tables

tomlkit = pytest.importorskip("tomlkit")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EVERYTHING = """\
[contracts."a b"]
entry-point = ["one.py", "two/*.py"]
job = "processing"
node = "internal"
version = "1.2"
description = "Both \\u202e lines\\nof \\"it\\""
required-env-vars = ["A", "B_*"]
optional-env-vars = { C = "", D = "1" }
framework-requirements = { python = ">=3.9", pandas = "*" }
first-party = ["acme"]
delegates = true
allow-paths = ["/opt/ml/code/**"]
reserved = ["old"]
extra = { owner = "team", pages = [1, 2.5, true], since = 2024-01-01 }

[contracts."a b".expected-input-paths]
raw = "/opt/ml/processing/raw"
maybe = { path = "/opt/ml/processing/maybe", required = false, kind = "file", source = "bundled" }
somewhere = { required = false }

[contracts."a b".expected-output-paths]
out = "/opt/ml/processing/out"
files = { path = "/opt/ml/processing/files", required = false, files = ["a.json", "*.csv"] }

[contracts."a b".arguments]
job_type = { required = true, choices = ["x", "y"], type = "str" }
verbose = { action = "store_true" }
rate = "0.1"

[contracts."a b".variants.calibration]
required-env-vars = ["A", "C"]
expected-input-paths = { maybe = { required = true } }
arguments = { rate = "0.5" }

[contracts.base]
job = "training"
expected-input-paths = { train = "/opt/ml/input/data/train", several = { path = "/opt/ml/input/data", channels = ["u", "v"] } }

[contracts.longer]
extends = "base"
arguments = {}
"""


def loaded(folder: Path, text: str) -> ContractSet:
    (folder / "contracts.toml").write_text(text, encoding="utf-8")
    (folder / "sm-lint.toml").write_text('contract-files = ["contracts.toml"]\n')
    found = load_contracts(Resolver(cwd=str(folder)).settings_for(str(folder)))
    assert found.problems == ()
    return found


def meaning(contract: Contract) -> str:
    """A contract as text, whatever the order in its tables: tomlkit writes values before tables."""
    ordered = {
        name: tuple(sorted(getattr(contract, name), key=lambda each: each.name))
        for name in ("inputs", "outputs", "environment", "arguments", "requirements")
    }
    variants = "".join(name + meaning(variant) for name, variant in contract.variants)
    return text_of(replace(contract, variants=(), **ordered)) + variants


@pytest.mark.parametrize("write", [as_json, as_yaml])
def test_what_is_written_is_the_same_contract(tmp_path: Path, write: object) -> None:
    read = json.loads if write is as_json else yaml.safe_load
    known = loaded(tmp_path, EVERYTHING).contracts
    written = read(write(known))  # type: ignore[operator]
    again = tmp_path / "again"
    again.mkdir()
    found = loaded(again, tomlkit.dumps(written)).contracts
    assert [meaning(each) for each in found] == [meaning(each) for each in known]
    assert [each.description for each in found] == [each.description for each in known]
    assert [[entry.pattern for entry in each.entry_points] for each in found] == [
        [entry.pattern for entry in each.entry_points] for each in known
    ]
    assert [each.version for each in found] == [each.version for each in known]


def test_the_examples_are_the_same_contracts(tmp_path: Path) -> None:
    known = load_contracts(Resolver(cwd=str(EXAMPLES)).settings_for(str(EXAMPLES))).contracts
    assert len(known) == 10
    found = loaded(tmp_path, tomlkit.dumps(contract_tables(known))).contracts
    assert [meaning(each) for each in found] == [meaning(each) for each in known]
