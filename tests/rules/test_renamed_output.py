"""An output that a script misses by a misspelled path is one finding, which names both ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sm_lint import Finding, Resolver, lint_paths

CONTRACT = """\
[tool.sm-lint.contracts.split]
entry-point = "split.py"
job = "processing"

[tool.sm-lint.contracts.split.expected-output-paths]
features = "/opt/ml/processing/outputs"
labels = "/opt/ml/processing/labels"
"""
SCRIPT = """\
with open("/opt/ml/processing/output/a.csv", "w") as file:
    file.write("x")
with open("/opt/ml/processing/labels/a.csv", "w") as file:
    file.write("x")
"""
PIPELINE = """\
from sagemaker.processing import ProcessingOutput, ScriptProcessor

processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1, instance_type="ml.m5.large")
processor.run(code="split.py", outputs=[ProcessingOutput(source="/opt/ml/processing/outputs", output_name="features")])
"""


def findings(folder: Path, select: Sequence[str] = ("SMC004", "SMC006"), **files: str) -> list[Finding]:
    for name, text in files.items():
        folder.joinpath(name.replace("_toml", ".toml").replace("_py", ".py")).write_text(text)
    resolver = Resolver(overrides={"select": select}, cwd=str(folder))
    return list(lint_paths(["."], resolver=resolver, cache=False).findings)


def test_under_a_contract(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, split_py=SCRIPT, pyproject_toml=CONTRACT)
    assert (found.code, found.severity.value, found.place.span.line) == ("SMC004", "error", 1)
    assert found.message.endswith("and output `features` stays empty; did you mean `/opt/ml/processing/outputs`?")
    place = next(note.place for note in found.notes if note.message == "declared at")
    assert place is not None
    assert (Path(place.path).name, place.span.line) == ("pyproject.toml", 6)


def test_under_a_job(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, split_py=SCRIPT.partition('with open("/opt/ml/processing/l')[0], pipeline_py=PIPELINE)
    assert (found.code, Path(found.place.path).name) == ("SMC004", "split.py")
    assert {Path(note.place.path).name for note in found.notes if note.place} >= {"pipeline.py"}


@pytest.mark.parametrize("code", ["SMC004", "SMC006"])
def test_each_rule_alone_reports_the_place(tmp_path: Path, code: str) -> None:
    found = findings(tmp_path, [code], split_py=SCRIPT, pyproject_toml=CONTRACT)
    assert [finding.code for finding in found] == [code]


def test_an_optional_output_does_not_soften_the_loss(tmp_path: Path) -> None:
    contract = CONTRACT.replace(
        '"/opt/ml/processing/outputs"', '{ path = "/opt/ml/processing/outputs", required = false }'
    )
    (found,) = findings(tmp_path, split_py=SCRIPT, pyproject_toml=contract)
    assert (found.code, found.severity.value) == ("SMC004", "error")


def test_a_likely_loss_of_a_required_output_is_certain(tmp_path: Path) -> None:
    script = "import sys\n\nif len(sys.argv) > 1:\n" + "".join(f"    {line}\n" for line in SCRIPT.splitlines()[:2])
    found = findings(tmp_path, split_py=script, pyproject_toml=CONTRACT)
    assert [(finding.code, finding.severity.value) for finding in found] == [("SMC006", "error"), ("SMC004", "error")]
    assert "`labels`" in found[0].message


def test_an_output_that_is_written_is_not_called_empty(tmp_path: Path) -> None:
    script = SCRIPT + 'with open("/opt/ml/processing/outputs/b.csv", "w") as file:\n    file.write("x")\n'
    (found,) = findings(tmp_path, split_py=script, pyproject_toml=CONTRACT)
    assert found.message.endswith("it is lost when the job ends; did you mean `/opt/ml/processing/outputs`?")


def test_two_places_that_resemble_no_output_stay_two_findings(tmp_path: Path) -> None:
    found = findings(tmp_path, split_py=SCRIPT.replace("/output/", "/scores/"), pyproject_toml=CONTRACT)
    assert [finding.code for finding in found] == ["SMC006", "SMC004"]
