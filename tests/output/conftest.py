"""A report with everything in it that a format has to get right."""

from __future__ import annotations

import pytest

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Note, Severity
from sm_lint.output.context import RenderContext, RuleText
from sm_lint.output.sources import Sources
from sm_lint.syntax.span import Place, Span

CWD = "/project"
PAYLOAD = f"{CWD}/dockers/mims_payload.py"
EMOJI = f"{CWD}/dockers/emoji.py"
ODD = f"{CWD}/dockers/ odd,na:me\n\udce9;].py"
NOTEBOOK = f"{CWD}/notebooks/train.ipynb"
TOML = f"{CWD}/pyproject.toml"

SOURCES = {
    PAYLOAD: b"""import tarfile
from pathlib import Path

def main(output_paths):
\tarchive = Path(output_paths["payload_sample"])

\twith tarfile.open(archive, "w:gz") as tar:
\t\ttar.add("payload")
""",
    EMOJI: 'x = "\N{ROCKET}é漢字"; open("/opt/ml/nowhere")\n'.encode(),
    ODD: b"open(\n    '/a',\n)\n",
    TOML: b'[tool.sm-lint.contracts.mims]\nexpected-output-paths.payload = "/opt/ml/processing/output/payload.tar.gz"\n',
    NOTEBOOK: b"""{
 "cells": [
  {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
  {
   "cell_type": "code",
   "execution_count": null,
   "metadata": {},
   "outputs": [],
   "source": [
    "import os\\n",
    "os.environ['SM_HP_LR']\\n"
   ]
  }
 ],
 "metadata": {"language_info": {"name": "python"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
""",
}


def _output() -> Finding:
    declared = Place(TOML, Span(2, 33, 2, 74))
    return Finding(
        code="SMC002",
        name="file-path-on-output-dir",
        severity=Severity.ERROR,
        message="output `payload` is the file path /opt/ml/processing/output/payload.tar.gz: declare its directory",
        place=Place(PAYLOAD, Span(7, 7, 7, 36)),
        notes=(
            Note("declared at", declared),
            Note('value from CONTAINER_PATHS["PAYLOAD"]', Place(PAYLOAD, Span(5, 17, 5, 47))),
            Note("SageMaker makes a directory there"),
        ),
        fix=Fix(
            'declare "/opt/ml/processing/output"',
            (Edit(declared, '"/opt/ml/processing/output"', '"/opt/ml/processing/output/payload.tar.gz"'),),
        ),
        contract="mims",
    )


def _emoji(column: int, severity: Severity) -> Finding:
    place = Place(EMOJI, Span(1, column, 1, column + 23))
    return Finding(
        code="SMC001",
        name="unknown-input-path",
        severity=severity,
        message="reads /opt/ml/nowhere <100% & nobody's>\x1b[31m\nsecond line",
        place=place,
        fix=Fix("read the input", (Edit(Place(EMOJI, Span(1, 17, 1, 34)), '"é"', ""),), Applicability.SAFE),
    )


@pytest.fixture
def findings() -> list[Finding]:
    found = [
        _output(),
        _emoji(12, Severity.WARNING),
        _emoji(13, Severity.WARNING),
        Finding("SMP101", "path-rule", Severity.INFO, "spans lines", Place(ODD, Span(1, 1, 3, 2))),
        Finding(
            "SME201",
            "unset-variable",
            Severity.ERROR,
            "reads `SM_HP_LR`",
            Place(NOTEBOOK, Span(2, 1, 2, 23), cell=2),
            notes=(Note("cell before", Place(NOTEBOOK, Span(1, 1, 1, 10), cell=2)),),
            fix=Fix("use hyphens", (Edit(Place(NOTEBOOK, Span(2, 12, 2, 22), cell=2), "'x'", ""),)),
        ),
        Finding(
            "SMX904", "missing-file", Severity.ERROR, "file is gone", Place("/elsewhere/gone.py", Span(3, 9, 3, 12))
        ),
    ]
    return sorted(found, key=lambda finding: finding.sort_key)


def describe(code: str) -> RuleText | None:
    return RuleText(f"Summary of {code}.", f"# {code}\n\nIts page.", "error") if code != "SMX904" else None


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> RenderContext:
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return RenderContext(cwd=CWD, sources=Sources(given=SOURCES), describe=describe)
