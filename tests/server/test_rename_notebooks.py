"""Renaming in notebooks that launch jobs and write their scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from sm_lint.diagnostics.edits import apply
from sm_lint.server.buffers import CellText
from sm_lint.server.landmarks import Cursor
from sm_lint.server.renaming.names import RenameRefusedError
from tests.server.renaming import SCRIPT, TRAINING, V2, Project, at, channel


def test_a_notebook_that_is_not_open_as_one(tmp_path: Path) -> None:
    cell: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "source": dedent(V2)}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = {"pyproject.toml": TRAINING, "train.py": at(SCRIPT, "TRAIN"), "launch.ipynb": notebook}
    project = Project(tmp_path, files, saved=("launch.ipynb",))
    with pytest.raises(RenameRefusedError, match=re.escape("launch.ipynb is not open as a notebook")):
        project.target()
    cells = [CellText("cell:1", True, dedent(V2).lstrip("\n"))]
    project.session.buffers.put_notebook(str(tmp_path / "launch.ipynb"), cells)
    project.session.changed()
    project.texts["launch.ipynb"] = cells[0].text
    found = project.renamed("rows")
    assert found["launch.ipynb"] == channel(cells[0].text)


LAUNCH = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor

SKLearnProcessor("1.2-1", role="role", instance_type="ml.m5.large", instance_count=1).run(
    code="prep.py",
    inputs=[ProcessingInput(input_name="raw", source="s3://bucket/raw", destination="/opt/ml/processing/input/raw")],
    outputs=[ProcessingOutput(output_name="clean", source="/opt/ml/processing/output/clean")],
    arguments=["--rows", "3"],
)
"""
WRITTEN = """\
%%writefile prep.py
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--rows", type=int)
print(parser.parse_args().rows)
"""
PROSE = "Process the data\n\nand look at the result"


@pytest.mark.parametrize(
    ("cell", "piece", "new", "changed"),
    [
        (2, 'rows"', "count", {2: ("rows", "count"), 3: ("--rows", "--count")}),
        (3, 'rows"', "count", {2: ("rows", "count"), 3: ("--rows", "--count")}),
        (3, 'clean", source', "table", {3: ('"clean"', '"table"')}),
        (3, 'raw", source', "table", {3: ('"raw"', '"table"')}),
    ],
)
@pytest.mark.parametrize("first", [PROSE, "for in\n", "region = <region>\n", "import os\n"])
def test_a_notebook_with_a_cell_that_is_no_python(
    tmp_path: Path, first: str, cell: int, piece: str, new: str, changed: dict[int, tuple[str, str]]
) -> None:
    texts = [first, WRITTEN, LAUNCH]
    project = Project(tmp_path, {})
    path = str(tmp_path / "launch.ipynb")
    project.session.buffers.put_notebook(path, [CellText(f"cell:{n}", True, text) for n, text in enumerate(texts, 1)])
    project.session.changed()
    before = texts[cell - 1].partition(piece)[0]
    cursor = Cursor(path, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 2, cell)
    renamer = project.session.renamer(path)
    target = renamer.target(cursor)
    assert target is not None
    edits = renamer.edits(target, new)
    for number, (old, replacement) in changed.items():
        here = [edit for edit in edits if edit.place.cell == number]
        assert apply(texts[number - 1], here) == texts[number - 1].replace(old, replacement)
    assert {edit.place.cell for edit in edits} == set(changed)
