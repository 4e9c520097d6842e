"""``sm-lint contract import``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli

from tests.cli.conftest import Run

STEP = """\
step_type: Clean
node_type: internal
registry:
  sagemaker_step_type: Processing
contract:
  entry_point: clean.py
  inputs:
    raw:
      path: /opt/ml/processing/input/raw
      required: true
    lookup:
      path: /opt/ml/processing/input/lookup
      required: false
  outputs:
    cleaned:
      path: /opt/ml/processing/output
  arguments:
    limit: '10'
    hint: how many rows to keep (default all)
  job_arguments:
  - flag: --job_type
    source: job_type
  env_vars:
    required: [REGION]
    optional:
      LEVEL: 3
      DEBUG: false
      EMPTY: null
  framework_requirements:
    pandas: '>=1.3.0'
    numpy: '*'
  description: 'Cleans
    the data.

    '
spec:
  dependencies:
    raw: {type: processing_output, required: true}
    lookup: {type: processing_output, required: false}
  outputs:
    cleaned:
      type: processing_output
      property_path: properties.ProcessingOutputConfig.Outputs['cleaned'].S3Output.S3Uri
variants:
  validation:
    spec:
      dependencies:
        lookup: {required: true}
"""
TABLE = """\
[tool.sm-lint.contracts.clean]
entry-point = "clean.py"
job = "processing"
node = "internal"
description = "Cleans the data."
required-env-vars = ["REGION"]
framework-requirements = { pandas = ">=1.3.0", numpy = "*" }

[tool.sm-lint.contracts.clean.optional-env-vars]
LEVEL = "3"
DEBUG = "false"
EMPTY = ""

[tool.sm-lint.contracts.clean.expected-input-paths]
raw = "/opt/ml/processing/input/raw"
lookup = { path = "/opt/ml/processing/input/lookup", required = false }

[tool.sm-lint.contracts.clean.expected-output-paths]
cleaned = "/opt/ml/processing/output"

[tool.sm-lint.contracts.clean.arguments]
job_type = { required = true }
limit = "10"
hint = {}

[tool.sm-lint.contracts.clean.variants.validation.expected-input-paths]
lookup = { required = true, path = "/opt/ml/processing/input/lookup" }
"""
MODULE = '''\
from .base import ScriptContract, TrainingScriptContract

PREFIX = "/opt/ml/processing/"
COMMON = {"REGION": "eu"}

MIMS_PAYLOAD_CONTRACT = ScriptContract(
    entry_point="mims_payload.py",
    expected_input_paths={"model_input": PREFIX + "input/model"},
    expected_output_paths={"payload_sample": f"{PREFIX}output"},
    expected_arguments={"job-type": "training", "limit": ""},
    required_env_vars=["MODEL_NAME", *["STAGE"]],
    optional_env_vars={**COMMON, "LEVEL": 3},
    framework_requirements={"python": ">=3.7", "torch": "2.1.2", "pandas": "*"},
    description="""
    Sample
    payloads
    """,
)


def get_train_contract():
    return TrainingScriptContract(
        entry_point="train.py",
        expected_input_paths={
            "train_data": "/opt/ml/input/data/train",
            "config": "/opt/ml/input/config/hyperparameters.json",
        },
        expected_output_paths={"model_output": "/opt/ml/model"},
        required_env_vars=[],
        framework_requirements={"torch": "==2.1.2"},
    )
'''
PIPELINE = {
    "Version": "2020-12-01",
    "Steps": [
        {
            "Name": "Clean",
            "Type": "Processing",
            "Arguments": {
                "AppSpecification": {
                    "ImageUri": "i",
                    "ContainerEntrypoint": ["python3", "/opt/ml/processing/input/code/clean.py"],
                    "ContainerArguments": ["--limit", "3"],
                },
                "Environment": {"REGION": "eu"},
                "ProcessingInputs": [
                    {
                        "InputName": "raw",
                        "S3Input": {"S3Uri": "s3://b/p", "LocalPath": "/opt/ml/processing/input/raw"},
                    },
                    {
                        "InputName": "code",
                        "S3Input": {"S3Uri": "s3://b/clean.py", "LocalPath": "/opt/ml/processing/input/code"},
                    },
                ],
                "ProcessingOutputConfig": {
                    "Outputs": [
                        {
                            "OutputName": "cleaned",
                            "S3Output": {"S3Uri": "s3://b/o", "LocalPath": "/opt/ml/processing/output"},
                        }
                    ]
                },
            },
        }
    ],
}


def _tables(toml: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = tomli.loads(toml)["tool"]["sm-lint"]["contracts"]
    return found


def test_a_step_of_cursus(sm_lint: Run, project: Path) -> None:
    (project / "clean.step.yaml").write_text(STEP)
    result = sm_lint("contract", "import", "clean.step.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, TABLE, "")


def test_what_is_written_is_a_contract_and_a_second_run_changes_nothing(sm_lint: Run, project: Path) -> None:
    (project / "clean.step.yaml").write_text(STEP)
    (project / "clean.py").write_text("print()\n")
    sm_lint("contract", "import", "clean.step.yaml", "--write", "pyproject.toml")
    after = (project / "pyproject.toml").read_text()
    assert after.endswith("\n" + TABLE)
    assert sm_lint("contract", "list").exit_code == 0
    result = sm_lint("contract", "import", "clean.step.yaml", "--write", "pyproject.toml")
    assert result.stderr == "1 contract is there already and is left out\n"
    assert (project / "pyproject.toml").read_text() == after


def test_modules_are_read_and_not_imported(sm_lint: Run, project: Path) -> None:
    (project / "contracts.py").write_text(MODULE + "\nraise SystemExit('this module was run')\n")
    result = sm_lint("contract", "import", "contracts.py")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _tables(result.stdout) == {
        "mims_payload": {
            "entry-point": "mims_payload.py",
            "job": "processing",
            "description": "Sample payloads",
            "required-env-vars": ["MODEL_NAME", "STAGE"],
            "framework-requirements": {"python": ">=3.7", "torch": "==2.1.2", "pandas": "*"},
            "optional-env-vars": {"REGION": "eu", "LEVEL": "3"},
            "expected-input-paths": {"model_input": "/opt/ml/processing/input/model"},
            "expected-output-paths": {"payload_sample": "/opt/ml/processing/output"},
            "arguments": {"job-type": "training", "limit": {}},
        },
        "train": {
            "entry-point": "train.py",
            "job": "training",
            "framework-requirements": {"torch": "==2.1.2"},
            "expected-input-paths": {
                "train_data": "/opt/ml/input/data/train",
                "config": {"path": "/opt/ml/input/config/hyperparameters.json", "kind": "file"},
            },
            "expected-output-paths": {"model_output": "/opt/ml/model"},
        },
    }


def test_pipelines_in_json(sm_lint: Run, project: Path) -> None:
    (project / "pipeline.json").write_text(json.dumps(PIPELINE))
    result = sm_lint("contract", "import", "pipeline.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert _tables(result.stdout) == {
        "Clean": {
            "entry-point": "clean.py",
            "job": "processing",
            "required-env-vars": ["REGION"],
            "expected-input-paths": {"raw": "/opt/ml/processing/input/raw"},
            "expected-output-paths": {"cleaned": "/opt/ml/processing/output"},
            "arguments": {"limit": {"required": True}},
        }
    }


def test_contracts_of_one_name_get_a_number_and_json_has_the_remarks(sm_lint: Run, project: Path) -> None:
    for folder in ("a", "b"):
        (project / folder).mkdir()
        (project / folder / "clean.step.yaml").write_text(STEP.replace("node_type: internal", "node_type: other"))
    files = ("a/clean.step.yaml", "b/clean.step.yaml")
    data = json.loads(sm_lint("contract", "import", "--output-format", "json", *files).stdout)
    assert [item["contract"]["id"] for item in data["contracts"]] == ["clean", "clean_2"]
    (remark,) = data["contracts"][1]["remarks"]
    assert remark == {
        "text": "`node_type: other` is no kind of node",
        "place": {"path": "b/clean.step.yaml", "line": 2, "column": 1},
        "wrong": False,
    }


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    raw: {type", "    row: {type", "38:5: dependency `row` is no input of the contract; did you mean `raw`?"),
        ("    lookup: {type: processing_output, required: false}", "    lookup: {required: true}", "39:5: dependency `lookup` is required, and the contract's input is optional"),
        ("    cleaned:\n      type", "    clean:\n      type", "41:5: output `clean` of the specification is none of the contract's; did you mean `cleaned`?"),
        ("Outputs['cleaned']", "Outputs['other']", "43:22: the property of output `cleaned` is that of `other`"),
        ("ProcessingOutputConfig.Outputs['cleaned'].S3Output.S3Uri", "ModelArtifacts.S3ModelArtifacts", "41:5: `properties.ModelArtifacts.S3ModelArtifacts` is no property of a processing step"),
        ("node_type: internal", "node_type: sink", "2:1: a sink has outputs"),
        ("path: /opt/ml/processing/output\n", "path: /opt/ml/processing/output/x.csv\n", "16:7: output `cleaned` is the file path `/opt/ml/processing/output/x.csv`: SageMaker makes a directory there"),
        ("required: [REGION]", "required: [REGION, LEVEL]", "24:24: variable `LEVEL` is both required and optional"),
        ("  arguments:", "  skip_inputs: [looked]\n  arguments:", "17:17: `skip_inputs` names no input: `looked`; did you mean `lookup`?"),
        ("    pandas: '>=1.3.0'", "    pandas: 'new'", "30:13: `new` is no version specifier"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_contract(sm_lint: Run, project: Path, before: str, after: str, said: str) -> None:
    assert before in STEP
    (project / "clean.step.yaml").write_text(STEP.replace(before, after, 1))
    result = sm_lint("contract", "import", "clean.step.yaml", "-q")
    assert result.exit_code == 1
    assert f"clean.step.yaml:{said}" in result.stderr.splitlines()


def test_what_a_training_step_gives_is_collected_where_the_contract_says(sm_lint: Run, project: Path) -> None:
    step = (
        STEP.replace("sagemaker_step_type: Processing", "sagemaker_step_type: Training")
        .replace("/opt/ml/processing/input", "/opt/ml/input/data")
        .replace("/opt/ml/processing/output", "/opt/ml/output/data")
        .replace(
            "properties.ProcessingOutputConfig.Outputs['cleaned'].S3Output.S3Uri",
            "properties.ModelArtifacts.S3ModelArtifacts",
        )
    )
    (project / "clean.step.yaml").write_text(step)
    assert sm_lint("contract", "import", "clean.step.yaml").stderr == (
        "clean.step.yaml:41:5: output `cleaned` is at `/opt/ml/output/data`, and its property gives what is in `/opt/ml/model`\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.step.yaml", "contract: [", "1:12: not valid YAML: while parsing a flow node, expected the node content, but found '<stream end>'"),
        ("a.step.yaml", "", "1:1: the document is empty"),
        ("a.step.yaml", "step_type: A\n", "1:1: there is no `contract` in it"),
        ("a.step.yaml", "contract: 3\n", "1:11: `contract` must be a mapping"),
        ("a.step.yaml", "contract: {inputs: {a: {path: [x]}}}\n", "1:31: `path` must be a text"),
        ("a.step.yaml", "contract: {inputs: {a: {path: /x, required: maybe}}}\n", "1:45: `required` must be true or false"),
        ("a.step.yaml", "contract: {env_vars: {required: X}}\n", "1:33: `required` must be a list of texts"),
        ("a.step.yaml", "contract: &a {inputs: *a}\n", "1:11: an alias stands for a value elsewhere; write the value itself"),
        ("a.step.yaml", "base: &b {}\ncontract:\n  <<: *b\n", "3:3: merge keys are not read; write the values themselves"),
        ("a.step.yaml", "contract: !!python/object:os.system {}\n", "1:11: the tag `tag:yaml.org,2002:python/object:os.system` is not read"),
        ("a.step.yaml", "contract: !mine {}\n", "1:11: the tag `!mine` is not read"),
        ("a.step.yaml", "contract: {}\ncontract: {}\n", "2:1: the key `contract` is given twice"),
        ("a.step.yaml", b"\xff\xfe", "1:1: not UTF-8"),
        ("a.step.yaml", "x: " + "[" * 100, "1:1: brackets are nested too deep"),
        ("a.step.yaml", "x: " + "a" * 300_000, "1:1: larger than 256 KiB, which is more than is read"),
        ("a.py", "X = 1\n", "1:1: no `ScriptContract(…)` is called in it"),
        ("a.py", "def f(:\n", "1:7: syntax error"),
        ("a.py", "ScriptContract(entry_point=name())\n", "1:28: the value is not constant, and the module is not run"),
        ("a.py", "A = A2\nScriptContract(entry_point=A)\n", "1:5: `A2` is not constant, and the module is not run"),
        ("a.py", "A = 'x'\nA = 'y'\nScriptContract(entry_point=A)\n", "3:28: `A` is not constant, and the module is not run"),
        ("a.py", "ScriptContract('x.py')\n", "1:16: arguments of a contract are given by name"),
        ("a.py", "ScriptContract(expected_input_paths=[1])\n", "1:37: the value is not constant, and the module is not run"),
        ("a.py", "A = 'x' * 9\nB = A + A\nScriptContract(entry_point=B)\n", "1:5: the value is not constant, and the module is not run"),
        ("a.json", "{", "no valid JSON"),
        ("a.json", "{}", "no job is defined in it"),
        ("a.txt", "x", "1:1: contracts are read from .yaml, .py and .json files"),
        ("gone.py", None, "1:1: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_error_and_nothing_is_written(
    sm_lint: Run, project: Path, name: str, content: str | bytes | None, said: str
) -> None:
    if content is not None:
        (project / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    result = sm_lint("contract", "import", name, "--write", "out.toml")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{name}:")
    assert said in line
    assert not (project / "out.toml").exists()


def test_keys_that_no_step_has_are_named(sm_lint: Run, project: Path) -> None:
    (project / "a.step.yaml").write_text("contract:\n  entry_point: a.py\n  expected_input_paths: {x: /opt/ml/x}\n")
    result = sm_lint("contract", "import", "a.step.yaml")
    assert result.exit_code == 0
    assert "a.step.yaml:3:3" in result.stderr
    assert "the key `expected_input_paths` of `contract` is not read" in result.stderr
    (project / "a.step.yaml").write_text(STEP)
    assert "is not read" not in sm_lint("contract", "import", "a.step.yaml").stderr


def test_texts_that_double_each_other_end(sm_lint: Run, project: Path) -> None:
    lines = ["A0 = 'xxxxxxxxxx'", *(f"A{n} = A{n - 1} + A{n - 1}" for n in range(1, 60))]
    (project / "a.py").write_text("\n".join([*lines, "ScriptContract(entry_point=A59)\n"]))
    result = sm_lint("contract", "import", "a.py")
    assert result.exit_code == 2
    assert "too much to evaluate" in result.stderr or "characters" in result.stderr
