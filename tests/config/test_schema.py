from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from sm_lint.config.options import options
from sm_lint.config.schema import FILE, as_text, made_from, pyproject_schema, schema, text, validate_pyproject
from sm_lint.registry.packages import search
from sm_lint.registry.selection import Selectors
from sm_lint.workspace.fingerprint import BUILT_IN

EXAMPLE = """
src = ["dockers", "pipelines"]
ignore-env-vars = ["SECURE_PYPI_*"]
io.reads = { "acme.io.load_frame" = 0 }

[contracts.mims-payload]
entry-point = "mims_payload.py"
job = "processing"
description = "Sample payloads for the registration step"
required-env-vars = ["MODEL_NAME"]
framework-requirements = { python = ">=3.7", pandas = ">=1.3.0" }

[contracts.mims-payload.optional-env-vars]
CONTENT_TYPES = "application/json"
"SPECIAL_FIELD_*" = ""

[contracts.mims-payload.expected-input-paths]
model_input = "/opt/ml/processing/input/model"
custom_payload = { path = "/opt/ml/processing/input/custom", required = false }

[contracts.mims-payload.expected-output-paths]
payload_sample = "/opt/ml/processing/output"

[contracts.mims-payload.arguments]
job-type = { required = true, choices = ["training", "calibration"] }
rate = 0.1
"""


def accepts(value: Any) -> bool:
    return jsonschema.Draft7Validator(schema()).is_valid(value)


def test_the_shipped_schema_is_fresh() -> None:
    root = Path(__file__).parents[2]
    assert text() == as_text(made_from(Selectors(search(BUILT_IN)).words)), "run `make generate`"
    assert (root / "sm_lint" / "config" / FILE).read_text("utf-8") == text()
    assert validate_pyproject("sm-lint") == schema()


def test_rules_are_listed_for_completion() -> None:
    (listed,) = [each["enum"] for each in schema()["definitions"]["RuleSelector"]["anyOf"] if "enum" in each]
    assert {"ALL", "SMC", "SMC001", "unknown-input-path"} <= set(listed)
    assert schema()["properties"]["select"]["items"] == {"$ref": "#/definitions/RuleSelector"}


@pytest.mark.parametrize(
    "selector", ["ALL", "SM", "SMC", "SMC01", "smc001", "SMC001", "missing-model-fn", "ACM", "ACM001"]
)
def test_the_schema_takes_selectors(selector: str) -> None:
    assert accepts({"select": [selector], "per-file-ignores": {"*.py": [selector]}})


@pytest.mark.parametrize("selector", ["", "SMC999", "SMQ001", 1])
def test_the_schema_refuses_built_in_rules_that_are_not_there(selector: object) -> None:
    assert not accepts({"select": [selector]})


def test_the_schema_of_a_pyproject_leaves_other_tables_alone() -> None:
    jsonschema.Draft7Validator.check_schema(pyproject_schema())
    valid = jsonschema.Draft7Validator(pyproject_schema()).is_valid
    root = Path(__file__).parents[2]
    assert valid(tomli.loads((root / "examples/pyproject.toml").read_text("utf-8")))
    assert valid(tomli.loads((root / "pyproject.toml").read_text("utf-8")))
    assert valid({"tool": {"ruff": {"select": 5}, "sm-lint": tomli.loads(EXAMPLE)}})
    assert not valid({"tool": {"sm-lint": {"selct": []}}})


def test_the_schema_is_a_schema_and_takes_the_documented_example() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    assert accepts(tomli.loads(EXAMPLE))


def test_the_schema_takes_the_example_project() -> None:
    root = Path(__file__).parents[2]
    data = tomli.loads((root / "examples/pyproject.toml").read_text("utf-8"))
    assert len(data["tool"]["sm-lint"]["contracts"]) == 10
    assert accepts(data["tool"]["sm-lint"])


@pytest.mark.parametrize("name", options())
def test_the_schema_takes_the_example_of_every_option(name: str) -> None:
    assert accepts(tomli.loads(options()[name].example))


@pytest.mark.parametrize(
    "text",
    [
        "selct = []",
        'sdk = "v4"',
        'select = "SMC"',
        'contracts.x.job = "batch"',
        "contracts.x.entry-point = 3",
        'contracts.x.expected-input-paths.a = { pth = "/p" }',
        "contracts.x.optional-env-vars.A = true",
        "io.reads.f = -1",
        "contracts.x.variants.a.variants = {}",
    ],
)
def test_the_schema_refuses_what_the_decoder_refuses(text: str) -> None:
    assert not accepts(tomli.loads(text))
