"""SMJ590 in notebooks, where places are those of cells."""

from __future__ import annotations

import json
from pathlib import Path

from sm_lint.testing import lint_files

CELLS = [
    "%pip install sagemaker\nfrom sagemaker.workflow.function_step import step\n",
    '@step(name="A", instance_type="ml.m5.large")\ndef prepare():\n    return open("/opt/ml/processing/input/x.csv").read()\n',
    'def elsewhere():\n    return open("/opt/ml/processing/input/x.csv").read()\n\n\nprepare()\n',
]


def test_a_function_in_a_cell(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": text} for text in CELLS]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (finding,) = lint_files({"a.ipynb": notebook}, str(tmp_path), select=["SMJ590"]).findings
    assert (finding.place.cell, finding.place.span.line) == (2, 3)
