from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from sm_lint.config.options import options
from sm_lint.config.schema import FILE, main, schema, text, validate_pyproject

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


def test_the_checked_in_schema_is_fresh(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    assert (root / FILE).read_text("utf-8") == text(), "run `python -m sm_lint.config.schema`"
    main(str(tmp_path / FILE))
    assert json.loads((tmp_path / FILE).read_text("utf-8")) == validate_pyproject("sm-lint")


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
