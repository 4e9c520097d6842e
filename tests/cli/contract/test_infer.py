"""``sm-lint contract infer``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli

from tests.cli.conftest import Run

SCRIPT = """\
import os

import pandas as pd

RAW_DIR = "/opt/ml/processing/input/raw"
frame = pd.read_csv(os.path.join(RAW_DIR, "data.csv"))
frame.to_csv("/opt/ml/processing/output/data.csv")
print(os.environ["REGION"], os.environ.get("LEVEL", "3"))
"""
TABLE = """\
[tool.sm-lint.contracts.clean]
entry-point = "clean.py"
job = "processing"
node = "internal"
required-env-vars = ["REGION"]
framework-requirements = { pandas = "*" }

[tool.sm-lint.contracts.clean.optional-env-vars]
LEVEL = "3"

[tool.sm-lint.contracts.clean.expected-input-paths]
raw = "/opt/ml/processing/input/raw"

[tool.sm-lint.contracts.clean.expected-output-paths]
output_data = "/opt/ml/processing/output"
"""


@pytest.fixture
def ungoverned(project: Path) -> Path:
    (project / "clean.py").write_text(SCRIPT)
    return project


def test_a_contract_is_written_as_toml(sm_lint: Run, ungoverned: Path) -> None:
    result = sm_lint("contract", "infer", ".")
    assert (result.exit_code, result.stdout) == (0, TABLE)


def test_what_is_added_is_clean_and_a_second_run_changes_nothing(sm_lint: Run, ungoverned: Path) -> None:
    before = (ungoverned / "pyproject.toml").read_text()
    result = sm_lint("contract", "infer", "--write", "pyproject.toml")
    assert (result.exit_code, result.stderr) == (0, "added 1 contract to pyproject.toml\n")
    after = (ungoverned / "pyproject.toml").read_text()
    assert after == f"{before}\n{TABLE}"
    assert sm_lint("check", "--no-cache", "clean.py").exit_code == 0
    result = sm_lint("contract", "infer", "--write", "pyproject.toml")
    assert (result.exit_code, result.stderr) == (0, "1 script has a contract already and is left out\n")
    assert (ungoverned / "pyproject.toml").read_text() == after


def test_a_file_of_its_own_is_made_and_its_contracts_count(sm_lint: Run, ungoverned: Path) -> None:
    result = sm_lint("contract", "infer", "--write", "contracts/more.toml")
    assert result.stderr == (
        "added 1 contract to contracts/more.toml\n"
        "the configuration does not read contracts/more.toml; name it in `contract-files`\n"
    )
    written = (ungoverned / "contracts/more.toml").read_text()
    assert written == TABLE.replace("[tool.sm-lint.", "[")
    sm_lint("contract", "infer", "--write", "contracts/more.toml")
    assert (ungoverned / "contracts/more.toml").read_text() == written


def test_a_configuration_that_is_made_is_read(sm_lint: Run, ungoverned: Path) -> None:
    (ungoverned / "pyproject.toml").unlink()
    assert sm_lint("contract", "infer", "--write", "sm-lint.toml").stderr == "added 1 contract to sm-lint.toml\n"
    assert sm_lint("contract", "infer").stderr == "1 script has a contract already and is left out\n"


def test_ids_that_are_taken_get_a_number(sm_lint: Run, ungoverned: Path) -> None:
    with (ungoverned / "pyproject.toml").open("a") as stream:
        stream.write('\n[tool.sm-lint.contracts.clean]\nentry-point = "other.py"\n')
    sm_lint("contract", "infer", "--write", "pyproject.toml")
    ids = tomli.loads((ungoverned / "pyproject.toml").read_text())["tool"]["sm-lint"]["contracts"]
    assert ids["clean_2"]["entry-point"] == "clean.py"


def test_scripts_of_one_name_are_told_apart(sm_lint: Run, project: Path) -> None:
    for folder in ("one", "two"):
        (project / folder).mkdir()
        (project / folder / "clean.py").write_text(SCRIPT)
    found = tomli.loads(sm_lint("contract", "infer").stdout)["tool"]["sm-lint"]["contracts"]
    assert {id: table["entry-point"] for id, table in found.items()} == {
        "one_clean": "one/clean.py",
        "two_clean": "two/clean.py",
    }


def test_a_script_that_is_named_is_shown_though_it_has_a_contract(sm_lint: Run, good: Path) -> None:
    assert sm_lint("contract", "infer", ".").stdout == ""
    assert "[tool.sm-lint.contracts.preprocess]" in sm_lint("contract", "infer", "preprocess.py").stdout


def test_gaps_are_comments(sm_lint: Run, project: Path) -> None:
    (project / "clean.py").write_text(SCRIPT + "pd.read_csv(input())\n")
    assert sm_lint("contract", "infer", ".").stdout.startswith(
        "# Not all of `clean` could be inferred:\n"
        "#   clean.py:9: the path given to pandas.read_csv is not known\n"
        "[tool.sm-lint.contracts.clean]\n"
    )


def test_json(sm_lint: Run, ungoverned: Path) -> None:
    data = json.loads(sm_lint("contract", "infer", "--output-format", "json", ".").stdout)
    assert data["version"] == 1
    (found,) = data["contracts"]
    assert (found["script"], found["complete"], found["gaps"]) == ("clean.py", True, [])
    assert found["contract"]["inputs"][0]["path"] == "/opt/ml/processing/input/raw"
    assert found["reasons"]["environment.REGION"] == {
        "text": "read without a default",
        "place": {"path": "clean.py", "line": 8, "column": 7},
        "sure": True,
    }


JOB = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor

ScriptProcessor(role="r", image_uri="i", command=["python3"], env={"REGION": "eu", "LEVEL": "1"}).run(
    code="clean.py",
    inputs=[ProcessingInput(source="s3://b/p", destination="/opt/ml/processing/input/raw", input_name="orders")],
    outputs=[ProcessingOutput(source="/opt/ml/processing/output", output_name="cleaned")],
    arguments=["--fast", "1"],
)
"""


def test_jobs_give_the_names_that_the_script_lacks(sm_lint: Run, ungoverned: Path) -> None:
    (ungoverned / "launch.py").write_text(JOB)
    found = tomli.loads(sm_lint("contract", "infer").stdout)["tool"]["sm-lint"]["contracts"]["clean"]
    assert found["expected-input-paths"] == {"orders": "/opt/ml/processing/input/raw"}
    assert found["expected-output-paths"] == {"cleaned": "/opt/ml/processing/output"}
    assert "arguments" not in found  # the script has no parser


def test_from_jobs_alone(sm_lint: Run, ungoverned: Path) -> None:
    (ungoverned / "launch.py").write_text(JOB)
    found = tomli.loads(sm_lint("contract", "infer", "--from", "jobs").stdout)["tool"]["sm-lint"]["contracts"]["clean"]
    assert found["required-env-vars"] == ["REGION", "LEVEL"]
    assert found["arguments"] == {"fast": {"required": True}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[tool.sm-lint\n", "Error: other.toml:1:14: not valid TOML: Expected ']' at the end of a table declaration\n"),
        (b"\xff", "Error: other.toml:1:1: not UTF-8, as TOML has to be\n"),
        (
            "contracts = { a = {} }\n",
            "Error: other.toml: its table of contracts is written in a way that cannot be added to\n",
        ),
    ],
)
def test_a_file_that_cannot_be_added_to_stays(sm_lint: Run, ungoverned: Path, content: str | bytes, said: str) -> None:
    file = ungoverned / "other.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = file.read_bytes()
    result = sm_lint("contract", "infer", "--write", "other.toml")
    assert (result.exit_code, result.stderr) == (2, said)
    assert file.read_bytes() == before


def test_scripts_that_cannot_be_read_are_errors_and_the_others_are_shown(sm_lint: Run, ungoverned: Path) -> None:
    (ungoverned / "broken.py").write_text("def f(:\n")
    result = sm_lint("contract", "infer", "broken.py", "clean.py", "gone.py")
    assert result.exit_code == 2
    assert result.stdout == TABLE
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["broken.py", "gone.py"]


def test_nothing_that_runs_in_a_container(sm_lint: Run, project: Path) -> None:
    (project / "library.py").write_text("X = 1\n")
    result = sm_lint("contract", "infer", ".")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no script was found that runs in a container\n")
