"""Notebooks of which some cells are no Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lint.conftest import Project

RUN = """\
from sagemaker.sklearn.processing import SKLearnProcessor
SKLearnProcessor("1", "r", "m", 1).run(code="prepare.py")
"""


def notebook(*cells: str) -> str:
    rows = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_the_other_cells_are_looked_at(project: Project) -> None:
    project.write("run.ipynb", notebook("def f(:\n", RUN, "x = = 1\n", "anywhere()\n"))
    project.write("prepare.py", "under()\n")
    found = [line for line in project.shown(project.lint()) if "SMX904" not in line]
    assert found == [
        "prepare.py:1:1 ACME002",
        "run.ipynb:1:1:7 SMX901",
        "run.ipynb:3:1:5 SMX901",
        "run.ipynb:4:1:1 ACME007",
    ]


def test_a_script_that_is_no_python_is_one_finding(project: Project) -> None:
    project.write("run.py", "def f(:  # sagemaker\nx = = 1\n")
    assert project.shown(project.lint()) == ["run.py:1:7 SMX901"]
