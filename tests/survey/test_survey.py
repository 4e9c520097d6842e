"""What a survey knows of the examples, and of projects of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.flow.facts import ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup
from sm_lint.graph.drawing.links import Sources
from sm_lint.lint.linking import file_analysis
from sm_lint.lint.linking.task import Batch, FileReport, internal_error
from sm_lint.lint.run.runner import lint_paths
from sm_lint.lint.run.workers import Done, Workers
from sm_lint.pages.index_page import pages
from sm_lint.survey.collect import analysed, survey
from sm_lint.survey.compare import aspect_of
from sm_lint.survey.model import Script, Survey
from sm_lint.syntax.module import ParsedModule

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CONTRACT = """\
[tool.sm-lint.contracts.prepare]
entry-point = "prepare.py"
job = "processing"
required-env-vars = ["REGION"]
expected-input-paths = { raw = "/opt/ml/processing/input/raw" }
expected-output-paths = { clean = "/opt/ml/processing/output" }

[tool.sm-lint.contracts.step_without_script]
job = "processing"
expected-output-paths = { clean = "/opt/ml/processing/output" }
"""
SCRIPT = """\
import os
import sys

import pandas as pd

region = os.environ["REGION"]
frame = pd.read_csv("/opt/ml/processing/input/raw/data.csv")
frame.to_csv("/opt/ml/processing/output/data.csv")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    (tmp_path / "prepare.py").write_text(SCRIPT)
    return tmp_path


def surveyed(folder: Path, *names: str) -> Survey:
    return survey(list(names) or ["."], Resolver(cwd=str(folder)), cache=False)


def only(found: Survey) -> Script:
    (script,) = found.scripts
    return script


def test_a_script_that_complies(project: Path) -> None:
    found = surveyed(project)
    script = only(found)
    assert script.analysis.origin == "declared"
    (comparison,) = script.comparisons
    assert comparison.status == "pass"
    assert dict(comparison.aspects) == {
        "inputs": "pass",
        "outputs": "pass",
        "environment": "pass",
        "arguments": "none",
        "requirements": "none",
        "other": "none",
    }
    assert (script.coverage.used, script.coverage.declared, script.coverage.unknown) == (3, 3, 0)
    assert script.coverage.share == 1.0
    assert [contract.id for contract in found.unused] == ["step_without_script"]


def test_a_part_of_a_project_has_no_contracts_of_the_rest(project: Path) -> None:
    (project / "other").mkdir()
    (project / "other" / "serve.py").write_text("def model_fn(model_dir):\n    return open('/opt/ml/model/m').read()\n")
    assert surveyed(project, "other").unused == ()


def test_what_is_found_is_the_status_of_its_aspect(project: Path) -> None:
    (project / "prepare.py").write_text(SCRIPT + 'frame.to_csv("/opt/ml/processing/lost/data.csv")\n')
    script = only(surveyed(project))
    (comparison,) = script.comparisons
    assert (comparison.status, dict(comparison.aspects)["outputs"]) == ("error", "error")
    assert [finding.code for finding in comparison.findings] == ["SMC004"]
    assert (script.coverage.used, script.coverage.declared) == (4, 3)


def test_what_is_unknown_is_no_compliance(project: Path) -> None:
    (project / "prepare.py").write_text(SCRIPT + "open(sys.argv[1]).read()\n")
    script = only(surveyed(project))
    (comparison,) = script.comparisons
    assert dict(comparison.aspects)["inputs"] == "open"
    assert comparison.status == "open"
    assert script.coverage.unknown > 0
    assert script.coverage.share < 1.0
    assert any(gap.place.span.line == 9 for gap in script.analysis.gaps)


def test_a_script_that_cannot_be_parsed(project: Path) -> None:
    (project / "prepare.py").write_text("import (\n")
    script = only(surveyed(project))
    assert script.analysis.error
    (comparison,) = script.comparisons
    assert comparison.status == "error"
    assert dict(comparison.aspects)["inputs"] == "open"


def test_a_script_without_a_contract_has_an_inferred_one(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.sm-lint]\n")
    script = only(surveyed(project))
    assert script.analysis.origin == "inferred"
    (contract,) = script.analysis.contracts
    assert [entry.path for entry in contract.inputs] == ["/opt/ml/processing/input/raw"]
    (comparison,) = script.comparisons
    assert comparison.status == "none"
    assert script.coverage.declared == 0


def test_the_contract_of_another_script_with_the_same_id_is_not_meant(tmp_path: Path) -> None:
    for name, text in (("good", SCRIPT), ("bad", SCRIPT.replace("REGION", "ZONE"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text(CONTRACT)
        (tmp_path / name / "prepare.py").write_text(text)
    found = {Path(script.path).parent.name: script for script in surveyed(tmp_path).scripts}
    assert found["good"].findings == ()
    assert {finding.code for finding in found["bad"].findings} == {"SMC003", "SMC007"}


def test_a_script_that_a_notebook_writes_is_another_one(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": f"%%writefile prepare.py\n{SCRIPT}", "outputs": []}]
    (project / "explore.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    found = surveyed(project)
    assert [script.name(found.base) for script in found.scripts] == ["prepare.py in explore.ipynb", "prepare.py"]
    assert [script.comparisons[0].status for script in found.scripts] == ["pass", "pass"]
    made = pages(found, Sources(str(project)))
    assert len({page.key for page in made}) == len(made) == 4
    assert [page.title for page in made[1:3]] == ["prepare.py in explore.ipynb", "prepare.py"]


def test_a_finding_in_a_notebook_is_of_the_script_in_its_cell(project: Path) -> None:
    texts = [
        'import boto3\nboto3.client("s3").upload_file("a", "b", "c", aws_access_key_id="AKIAIOSFODNN7EXAMPLA")',
        f"%%writefile prepare.py\n{SCRIPT}",
        "%%writefile other.py\nimport pandas as pd\npd.read_csv('/opt/ml/processing/input/raw/x')\nimport os\nos.environ['ZONE']",
    ]
    cells = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": []} for text in texts]
    (project / "explore.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    (project / "prepare.py").unlink()
    (project / "pyproject.toml").write_text(
        CONTRACT + '\n[tool.sm-lint.contracts.other]\nentry-point = "other.py"\njob = "processing"\n'
    )
    found = {Path(script.path).name: script for script in surveyed(project).scripts}
    assert [finding.code for finding in found["prepare.py"].findings] == []
    assert {"SMC001", "SMC007"} <= {finding.code for finding in found["other.py"].findings}
    assert {finding.place.cell for finding in found["other.py"].findings} == {3}


def test_the_examples() -> None:
    found = surveyed(EXAMPLES, "dockers", "pipelines")
    by_name = {Path(script.path).name: script for script in found.scripts}
    assert len(found.scripts) == 11
    assert {script.comparisons[0].status for script in found.scripts} == {"pass", "none"}
    payload = by_name["mims_payload.py"]
    assert [job.step for job in payload.analysis.jobs] == ["MimsPayload"]
    (source,) = found.sources[payload.path]
    assert (source.port, source.other, source.other_port) == ("model_input", "TrainXgb", "model")
    (target,) = found.targets[payload.path]
    assert (target.other, target.other_port) == ("MimsRegistration", "GeneratedPayloadSamples")
    outside = [link.outside for link in found.sources[by_name["tabular_preprocess.py"].path]]
    assert "parameter" in outside
    assert [graph.title for graph in found.graphs] == ["FraudAtoZ"]


def test_only_what_is_wanted_is_analysed() -> None:
    resolver = Resolver(cwd=str(EXAMPLES))
    found = analysed(["dockers"], resolver, lambda task: task.path.endswith("mims_payload.py"))
    assert [Path(each.path).name for each in found] == ["mims_payload.py"]


@pytest.mark.parametrize(
    ("code", "aspect"),
    [("SMC001", "inputs"), ("SMC002", "outputs"), ("SMA305", "arguments"), ("SMJ501", "other"), ("ACM001", "other")],
)
def test_the_aspect_of_a_rule(code: str, aspect: str) -> None:
    assert aspect_of(code) == aspect


def test_linting_and_analysis_share_one_interpretation(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (project / "train.py").write_text(
        "import os\nprint(open('/opt/ml/input/data/train/x').read(), os.environ['SM_A'])\n"
    )
    (project / "write.ipynb").write_text(
        json.dumps(
            {
                "cells": [{"cell_type": "code", "source": [f"%%writefile same.py\n{SCRIPT}"], "metadata": {}}] * 2
                + [{"cell_type": "code", "source": ["this is no Python"], "metadata": {}}],
                "metadata": {},
                "nbformat": 4,
                "nbformat_minor": 4,
            }
        )
    )
    resolver = Resolver(cwd=str(project), overrides={"cache-dir": str(tmp_path_factory.mktemp("cache"))})
    runs: list[str] = []
    interpret = file_analysis.analyse

    def counted(module: ParsedModule, setup: Setup) -> ScriptFacts:
        runs.append(module.path)
        return interpret(module, setup)

    monkeypatch.setattr(file_analysis, "analyse", counted)
    lint_paths([str(project)], resolver=resolver, cache=False)
    linted, runs[:] = list(runs), []
    cold = survey(["."], resolver)
    assert sorted(runs) == sorted(linted)
    runs.clear()
    warm = survey(["."], resolver)
    assert len(runs) == len(cold.scripts)
    assert [each.analysis for each in cold.scripts] == [each.analysis for each in warm.scripts]
    assert [each.analysis.file for each in cold.scripts].count(str(project / "write.ipynb")) == 2


def test_a_script_whose_process_ends_is_there(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(workers: Workers, batches: Sequence[Batch], size: int, done: Done) -> None:
        for batch in batches:
            for task in batch.tasks:
                done(FileReport(task.path, (internal_error(task.path, "the process ended"),), errors=1))

    monkeypatch.setattr(Workers, "lint", lose)
    script = only(surveyed(project))
    assert script.analysis.error == "the process that analysed it ended abnormally"
