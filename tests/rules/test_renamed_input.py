"""An input that a script misses by a misspelled path is one finding, which names both ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sm_lint import Finding, Resolver, lint_paths

CONTRACT = """\
[tool.sm-lint.contracts.split]
entry-point = "split.py"
job = "processing"

[tool.sm-lint.contracts.split.expected-input-paths]
raw = "/opt/ml/processing/inputs"
names = "/opt/ml/processing/names"
"""
SCRIPT = """\
print(open("/opt/ml/processing/input/a.csv").read())
print(open("/opt/ml/processing/names/a.csv").read())
"""
PIPELINE = """\
from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1, instance_type="ml.m5.large")
processor.run(code="split.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/inputs", input_name="raw")])
"""


def findings(folder: Path, select: Sequence[str] = ("SMC001", "SMC005"), **files: str) -> list[Finding]:
    for name, text in files.items():
        folder.joinpath(name.replace("_toml", ".toml").replace("_py", ".py")).write_text(text)
    resolver = Resolver(overrides={"select": select}, cwd=str(folder))
    return list(lint_paths(["."], resolver=resolver, cache=False).findings)


def test_under_a_contract(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, split_py=SCRIPT, pyproject_toml=CONTRACT)
    assert (found.code, found.severity.value, found.place.span.line) == ("SMC001", "error", 1)
    assert found.message.endswith("and input `raw` is not used; did you mean `/opt/ml/processing/inputs`?")
    place = next(note.place for note in found.notes if note.message == "declared at")
    assert place is not None
    assert (Path(place.path).name, place.span.line) == ("pyproject.toml", 6)


def test_under_a_job(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, split_py=SCRIPT.splitlines()[0] + "\n", pipeline_py=PIPELINE)
    assert (found.code, Path(found.place.path).name) == ("SMC001", "split.py")
    assert {Path(note.place.path).name for note in found.notes if note.place} >= {"pipeline.py"}


@pytest.mark.parametrize("code", ["SMC001", "SMC005"])
def test_each_rule_alone_reports_the_place(tmp_path: Path, code: str) -> None:
    found = findings(tmp_path, [code], split_py=SCRIPT, pyproject_toml=CONTRACT)
    assert [finding.code for finding in found] == [code]


def test_an_optional_input_does_not_soften_the_read(tmp_path: Path) -> None:
    contract = CONTRACT.replace(
        '"/opt/ml/processing/inputs"', '{ path = "/opt/ml/processing/inputs", required = false }'
    )
    (found,) = findings(tmp_path, split_py=SCRIPT, pyproject_toml=contract)
    assert (found.code, found.severity.value) == ("SMC001", "error")


def test_an_input_that_is_used_is_not_called_unused(tmp_path: Path) -> None:
    script = SCRIPT + 'print(open("/opt/ml/processing/inputs/b.csv").read())\n'
    (found,) = findings(tmp_path, split_py=script, pyproject_toml=CONTRACT)
    assert "is not used" not in found.message
    assert found.message.endswith("has no input there; did you mean `/opt/ml/processing/inputs`?")


def test_two_places_that_resemble_no_input_stay_two_findings(tmp_path: Path) -> None:
    found = findings(tmp_path, split_py=SCRIPT.replace("/input/", "/scores/"), pyproject_toml=CONTRACT)
    assert sorted(finding.code for finding in found) == ["SMC001", "SMC005"]
