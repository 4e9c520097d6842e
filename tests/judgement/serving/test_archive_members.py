"""What commands pack into archives."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from sm_lint.judgement.serving.archive_members import tar_members
from sm_lint.testing import lint_files


@pytest.mark.parametrize(
    ("command", "members"),
    [
        ("tar -czf model.tar.gz model", [("model.tar.gz", "model", "model")]),
        ("tar czvf model.tar.gz model/ code", [("model.tar.gz", "model/", "model"), ("model.tar.gz", "code", "code")]),
        ("tar -C model -czf model.tar.gz .", [("model.tar.gz", "model/.", "")]),
        (
            "tar -czf model.tar.gz -C model code weights.pt",
            [
                ("model.tar.gz", "model/code", "code"),
                ("model.tar.gz", "model/weights.pt", "weights.pt"),
            ],
        ),
        ("cd model && tar -czf ../model.tar.gz *", [("../model.tar.gz", "model/.", "")]),
        ("cd out; tar zcf ../model.tar.gz inner", [("../model.tar.gz", "out/inner", "inner")]),
        (
            "tar -czf model.tar.gz ../code /data/weights",
            [
                ("model.tar.gz", "../code", "code"),
                ("model.tar.gz", "/data/weights", "data/weights"),
            ],
        ),
        ("tar --create --gzip --file=model.tar.gz --directory model .", [("model.tar.gz", "model/.", "")]),
        ("tar -czf model.tar.gz --transform s,^,code/, inference.py", []),
        ("tar -xzf model.tar.gz model", []),
        ("echo tar", []),
        ("", []),
    ],
)
def test_members(command: str, members: list[tuple[str, str, str]]) -> None:
    assert tar_members(shlex.split(command)) == members


def test_commands_of_a_notebook_with_a_script_that_a_cell_writes(tmp_path: Path) -> None:
    model = "PyTorchModel('s3://b/model.tar.gz', 'r', None, framework_version='2.1', py_version='py310')"
    sources = [
        "%%writefile model/code/inference.py\ndef model_fn(model_dir):\n    return model_dir",
        "from sagemaker.pytorch import PyTorchModel\n!tar -czf model.tar.gz model",
        "!tar -czf model.tar.gz -C model .",
        model,
    ]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": cells}
    found = lint_files({"pack.ipynb": json.dumps(notebook)}, str(tmp_path), select=["SMP121"]).findings
    assert [(finding.code, finding.place.cell, finding.place.span.line) for finding in found] == [("SMP121", 2, 2)]


@pytest.mark.parametrize("move", ["%cd model", "import os\nos.chdir('model')"])
def test_commands_after_a_cell_that_goes_elsewhere_are_not_judged(tmp_path: Path, move: str) -> None:
    sources = [
        "%%writefile model/code/inference.py\ndef model_fn(model_dir):\n    return model_dir",
        move,
        "from sagemaker.pytorch import PyTorchModel\n!tar -czf model.tar.gz *",
        "PyTorchModel('s3://b/model.tar.gz', 'r', None, framework_version='2.1', py_version='py310')",
    ]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": cells}
    assert not lint_files({"pack.ipynb": json.dumps(notebook)}, str(tmp_path), select=["SMP121"]).findings
