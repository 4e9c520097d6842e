"""``sm-lint contract update``."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[3] / "examples"

CONTRACT = """\
# The team's contracts.
[tool.sm-lint]

[tool.sm-lint.contracts.clean]
entry-point = "clean.py"  # one script
job = "processing"
required-env-vars = [
    "REGION",  # of the bucket
]
optional-env-vars = { LEVEL = "3" }

[tool.sm-lint.contracts.clean.expected-input-paths]
raw = "/opt/ml/processing/input/raw"

# What comes out of it.
[tool.sm-lint.contracts.clean.expected-output-paths]
cleaned = "/opt/ml/processing/output"

[tool.sm-lint.contracts.clean.arguments]
mode = { default = "fast", choices = ["fast", "slow"] }

[tool.other]
kept = true
"""
SCRIPT = """\
import argparse
import os

import pandas as pd

p = argparse.ArgumentParser()
p.add_argument("--mode", default="fast", choices=["fast", "slow"])
args = p.parse_args()
frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")
frame.to_csv("/opt/ml/processing/output/data.csv")
print(os.environ["REGION"], os.environ.get("LEVEL", "3"), args.mode)
"""


@pytest.fixture
def governed(project: Path) -> Path:
    (project / "pyproject.toml").write_text(CONTRACT)
    (project / "clean.py").write_text(SCRIPT)
    return project


def _write(governed: Path, *more: str, instead: tuple[str, str] = ("", "")) -> None:
    (governed / "clean.py").write_text(SCRIPT.replace(*instead) + "".join(f"{line}\n" for line in more))


def _updated(sm_lint: Run, governed: Path, *flags: str) -> str:
    result = sm_lint("contract", "update", "--write", *flags)
    assert result.exit_code == 0, result.output
    return (governed / "pyproject.toml").read_text()


def test_a_contract_that_is_kept_is_left_as_it_is(sm_lint: Run, governed: Path) -> None:
    result = sm_lint("contract", "update", "--prune", "--write")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing to change for 1 script\n")
    assert (governed / "pyproject.toml").read_text() == CONTRACT


def test_what_is_missing_is_added_where_its_like_is(sm_lint: Run, governed: Path) -> None:
    _write(
        governed,
        'print(os.environ["STAGE"], os.environ.get("SIZE", "10"))',
        'pd.read_csv("/opt/ml/processing/input/lookup/x.csv")',
        'frame.to_csv("/opt/ml/processing/report/x.csv")',
        instead=("args = ", 'p.add_argument("--limit", type=int, required=True)\nargs = '),
    )
    result = sm_lint("contract", "update")
    assert result.exit_code == 1
    assert [line.rpartition("  clean.py")[0] for line in result.stdout.splitlines()[1:]] == [
        "  + input `lookup` at `/opt/ml/processing/input/lookup`  SMC001",
        "  + output `report` at `/opt/ml/processing/report`  SMC004",
        "  + required variable `STAGE`  SMC007",
        "  + optional variable `SIZE` with the default `10`  SMC007",
        "  + required argument `--limit`  SMC009",
    ]
    assert (governed / "pyproject.toml").read_text() == CONTRACT
    expected = CONTRACT
    for before, after in (
        ("  # of the bucket\n", '  # of the bucket\n    "STAGE",\n'),
        ('LEVEL = "3" }', 'LEVEL = "3", SIZE = "10" }'),
        ('input/raw"\n', 'input/raw"\nlookup = "/opt/ml/processing/input/lookup"\n'),
        ('processing/output"\n', 'processing/output"\nreport = "/opt/ml/processing/report"\n'),
        ('["fast", "slow"] }\n', '["fast", "slow"] }\nlimit = { required = true, type = "int" }\n'),
    ):
        expected = expected.replace(before, after)
    assert _updated(sm_lint, governed) == expected
    assert sm_lint("check", "--no-cache", ".").exit_code == 0
    assert sm_lint("contract", "update").exit_code == 0


def test_a_table_that_is_missing_is_made(sm_lint: Run, governed: Path) -> None:
    bare = '[tool.sm-lint.contracts.clean]\nentry-point = "clean.py"\njob = "processing"\n'
    (governed / "pyproject.toml").write_text(bare)
    assert _updated(sm_lint, governed) == (
        bare.rstrip() + '\nrequired-env-vars = ["REGION"]\n'
        '\n[tool.sm-lint.contracts.clean.expected-input-paths]\nraw = "/opt/ml/processing/input/raw"\n'
        '\n[tool.sm-lint.contracts.clean.expected-output-paths]\noutput_data = "/opt/ml/processing/output"\n'
        '\n[tool.sm-lint.contracts.clean.optional-env-vars]\nLEVEL = "3"\n'
    )


def test_what_the_script_proves_is_loosened(sm_lint: Run, governed: Path) -> None:
    _write(
        governed,
        instead=(
            'frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")',
            """frame = pd.DataFrame()
if os.path.exists("/opt/ml/processing/input/raw"):
    frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")""",
        ),
    )
    after = _updated(sm_lint, governed)
    assert 'raw = { path = "/opt/ml/processing/input/raw", required = false }\n' in after


def test_a_variable_that_is_required_stays_so_though_the_script_has_a_default(sm_lint: Run, governed: Path) -> None:
    _write(governed, instead=('os.environ["REGION"]', 'os.environ.get("REGION", "eu")'))
    assert _updated(sm_lint, governed, "--prune") == CONTRACT


def test_defaults_and_choices_follow_the_script(sm_lint: Run, governed: Path) -> None:
    _write(
        governed,
        instead=('default="fast", choices=["fast", "slow"]', 'default="slow", choices=["fast", "slow", "off"]'),
    )
    after = _updated(sm_lint, governed)
    assert after == CONTRACT.replace(
        '{ default = "fast", choices = ["fast", "slow"] }', '{ default = "slow", choices = ["fast", "slow", "off"] }'
    )


def test_nothing_is_removed_without_prune(sm_lint: Run, governed: Path) -> None:
    _write(
        governed,
        instead=(
            SCRIPT,
            'import argparse\np = argparse.ArgumentParser()\np.parse_args()\nopen("/opt/ml/processing/output/x", "w")\n',
        ),
    )
    assert _updated(sm_lint, governed) == CONTRACT
    after = _updated(sm_lint, governed, "--prune")
    assert "required-env-vars = [\n]\n" in after
    assert "raw =" not in after
    assert "mode =" not in after
    assert 'cleaned = "/opt/ml/processing/output"\n' in after
    assert "[tool.other]\nkept = true\n" in after


def test_a_diff_is_shown_and_nothing_written(sm_lint: Run, governed: Path) -> None:
    _write(governed, 'print(os.environ["STAGE"])')
    result = sm_lint("contract", "update", "--diff")
    assert result.exit_code == 1
    assert '+    "STAGE",\n' in result.stdout
    assert result.stdout.startswith("--- a/pyproject.toml\n+++ b/pyproject.toml\n")
    assert (governed / "pyproject.toml").read_text() == CONTRACT


def test_json(sm_lint: Run, governed: Path) -> None:
    _write(governed, 'print(os.environ["STAGE"])')
    (record,) = json.loads(sm_lint("contract", "update", "--output-format", "json").stdout)["contracts"]
    assert record == {
        "id": "clean",
        "file": "pyproject.toml",
        "scripts": ["clean.py"],
        "corrections": [
            {
                "kind": "add",
                "code": "SMC007",
                "key": ["required-env-vars", "STAGE"],
                "value": "STAGE",
                "text": "required variable `STAGE`",
                "place": {"path": "clean.py", "line": 12, "column": 7},
            }
        ],
        "refused": [],
    }


def test_parts_of_another_contract_are_not_edited_through_it(sm_lint: Run, governed: Path) -> None:
    base = (
        '[tool.sm-lint.contracts.base]\nrequired-env-vars = ["REGION", "GONE"]\n'
        'expected-output-paths = { cleaned = "/opt/ml/processing/output" }\n'
        '[tool.sm-lint.contracts.clean]\nextends = "base"\nentry-point = "clean.py"\njob = "processing"\n'
        'expected-input-paths = { raw = "/opt/ml/processing/input/raw" }\noptional-env-vars = { LEVEL = "3" }\n'
    )
    (governed / "pyproject.toml").write_text(base)
    result = sm_lint("contract", "update", "--prune", "--write")
    assert result.stdout.splitlines()[1:] == [
        "  ! required variable `GONE`: there is no `tool.sm-lint.contracts.clean.required-env-vars`"
    ]
    assert (governed / "pyproject.toml").read_text() == base
    _write(governed, 'print(os.environ["STAGE"])')
    # A list takes the place of the one below: it names what that has.
    assert _updated(sm_lint, governed) == base + 'required-env-vars = ["REGION", "GONE", "STAGE"]\n'


def test_contracts_that_are_not_understood_are_not_edited(sm_lint: Run, governed: Path) -> None:
    broken = CONTRACT.replace('job = "processing"', 'job = "procesing"')
    (governed / "pyproject.toml").write_text(broken)
    result = sm_lint("contract", "update", "--write")
    assert result.exit_code == 2
    assert "SMX903" in result.stderr
    assert (governed / "pyproject.toml").read_text() == broken


def test_a_file_that_may_not_be_written_stays(sm_lint: Run, governed: Path) -> None:
    _write(governed, 'print(os.environ["STAGE"])')
    os.chmod(governed / "pyproject.toml", 0o444)
    result = sm_lint("contract", "update", "--write")
    assert (result.exit_code, result.stderr) == (2, "Error: pyproject.toml cannot be written: it is read-only\n")
    assert (governed / "pyproject.toml").read_text() == CONTRACT


def test_line_endings_stay(sm_lint: Run, governed: Path) -> None:
    (governed / "pyproject.toml").write_bytes(CONTRACT.replace("\n", "\r\n").encode())
    _write(governed, 'print(os.environ["STAGE"])')
    sm_lint("contract", "update", "--write")
    after = (governed / "pyproject.toml").read_bytes()
    assert b'    "STAGE",\r\n' in after
    assert after.count(b"\n") == after.count(b"\r\n")


def test_the_examples_have_nothing_to_change(sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    result = sm_lint("contract", "update", "--prune", "dockers")
    assert (result.exit_code, result.stdout) == (0, "")


def test_the_broken_twins_are_clean_of_what_an_update_corrects(
    sm_lint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLES / "broken", tmp_path / "broken")
    monkeypatch.chdir(tmp_path / "broken")
    codes = ("SMC001", "SMC003", "SMC005", "SMC006", "SMC007", "SMC008", "SMC009", "SMI604")
    before = sm_lint("check", "--no-cache", "--select", ",".join(codes), "--output-format", "concise", ".").stdout
    assert all(code in before for code in codes)
    sm_lint("contract", "update", "--prune", "--write", ".")
    after = sm_lint("check", "--no-cache", "--select", ",".join(codes), "--output-format", "concise", ".")
    assert (after.exit_code, after.stdout) == (0, "All checks passed!\n")
