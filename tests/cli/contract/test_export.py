"""`sm-lint contract export`."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, PYPROJECT, Run

CODE = ("v2", "v3", "boto3")


@pytest.mark.parametrize("target", CODE)
def test_code(good: Path, sm_lint: Run, target: str) -> None:
    result = sm_lint("contract", "export", "--to", target)
    assert result.exit_code == 0
    functions = [each.name for each in ast.parse(result.stdout).body if isinstance(each, ast.FunctionDef)]
    assert functions == ["preprocess_inputs", "preprocess_outputs", "preprocess_environment"]
    assert 'PREPROCESS_SCRIPT = "preprocess.py"' in result.stdout
    assert sm_lint("contract", "export", "preprocess", "--to", target).stdout == result.stdout
    assert sm_lint("contract", "export", "preprocess.py", "--to", target).stdout == result.stdout
    (good / "jobs.py").write_text(result.stdout)
    assert sm_lint("--no-cache", "--select", "ALL", "--preview", "jobs.py").stdout == "All checks passed!\n"


def test_arguments_are_spelt_as_the_parser_spells_them(good: Path, sm_lint: Run) -> None:
    (good / "pyproject.toml").write_text(PYPROJECT + '[tool.sm-lint.contracts.preprocess.arguments]\njob-type = "x"\n')
    (good / "preprocess.py").write_text(
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--job_type')\nparser.parse_args()\n"
        + GOOD
    )
    assert '"--job_type", job_type' in sm_lint("contract", "export", "--to", "v2").stdout
    (good / "preprocess.py").unlink()
    assert '"--job-type", job_type' in sm_lint("contract", "export", "--to", "v2").stdout


def test_data_is_the_contract(good: Path, sm_lint: Run) -> None:
    table = json.loads(sm_lint("contract", "export", "--to", "json").stdout)["contracts"]["preprocess"]
    assert table == {
        "entry-point": ["preprocess.py"],
        "job": "processing",
        "description": "Split the raw data",
        "required-env-vars": ["REGION"],
        "expected-input-paths": {"raw": "/opt/ml/processing/input"},
        "expected-output-paths": {"train": "/opt/ml/processing/train"},
    }
    assert sm_lint("contract", "export", "--to", "yaml").stdout.startswith("contracts:\n  preprocess:\n")


def test_a_script_that_only_a_job_governs(good: Path, sm_lint: Run) -> None:
    (good / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (good / "launch.py").write_text(
        "from sagemaker.processing import ProcessingInput\nfrom sagemaker.sklearn.processing import SKLearnProcessor\n"
        'processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", env={"REGION": "eu"})\n'
        'processor.run(code="preprocess.py", arguments=["--rows", "3"], inputs=[\n'
        '    ProcessingInput(input_name="raw", source="s3://b/raw", destination="/opt/ml/processing/input")])\n'
    )
    made = sm_lint("contract", "export", "preprocess.py", "--to", "v2").stdout
    assert 'destination="/opt/ml/processing/input"' in made
    assert '["--rows", rows]' in made
    (table,) = json.loads(sm_lint("contract", "export", "preprocess.py", "--to", "json").stdout)["contracts"].values()
    assert table["arguments"] == {"rows": {"required": True}}


def test_a_script_that_nothing_governs(good: Path, sm_lint: Run) -> None:
    (good / "pyproject.toml").write_text("[tool.sm-lint]\n")
    made = sm_lint("contract", "export", "preprocess.py", "--to", "v2").stdout
    assert 'destination="/opt/ml/processing/input"' in made


def test_usage(good: Path, sm_lint: Run) -> None:
    result = sm_lint("contract", "export", "preproces", "--to", "v2")
    assert result.exit_code == 2
    assert "there is no contract and no file or folder `preproces`: did you mean `preprocess`?" in result.stderr
    assert sm_lint("contract", "export").exit_code == 2
    (good / "empty.py").write_text("x = 1\n")
    result = sm_lint("contract", "export", "empty.py", "--to", "v2")
    assert result.exit_code == 2
    assert "empty.py" in result.stderr


def test_a_mistake_in_a_contract_does_not_hide_the_others(good: Path, sm_lint: Run) -> None:
    with (good / "pyproject.toml").open("a") as stream:
        stream.write('\n[tool.sm-lint.contracts.other]\nentry-pont = "x.py"\n')
    result = sm_lint("contract", "export", "--to", "json")
    assert result.exit_code == 2
    assert "preprocess" in json.loads(result.stdout)["contracts"]
    assert "entry-point" in result.stderr


@pytest.mark.parametrize("target", CODE)
def test_hostile_names_are_only_texts(project: Path, sm_lint: Run, target: str) -> None:
    evil = '"); import os; os.system("x") #\\'
    key = json.dumps(evil)
    (project / "pyproject.toml").write_text(
        f'[tool.sm-lint]\n[tool.sm-lint.contracts.{key}]\njob = "processing"\n'
        f'description = """a\\"\\"\\" + exit()\\nimport os"""\n'
        f"required-env-vars = [{key}]\n"
        f'expected-input-paths = {{ {key} = "/opt/ml/processing/a\\"b", class = "/opt/ml/processing/c", "1" = "/opt/ml/processing/d" }}\n'
        f'expected-output-paths = {{ {key} = "/opt/ml/processing/out" }}\n'
        f'arguments = {{ {key} = {{ required = true }}, lambda = "1", inputs = "2" }}\n'
    )
    result = sm_lint("contract", "export", "--to", target)
    tree = ast.parse(result.stdout)
    kinds = {type(each).__name__ for each in tree.body}
    assert kinds <= {"Expr", "ImportFrom", "FunctionDef", "Assign"}
    assert {each.module for each in tree.body if isinstance(each, ast.ImportFrom)} <= {
        "sagemaker.processing",
        "sagemaker.core.shapes",
    }
    texts = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    assert evil in texts
    compile(result.stdout, "jobs.py", "exec")
