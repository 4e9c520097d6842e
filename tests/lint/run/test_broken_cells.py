"""Notebooks of which some cells are no Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

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
        "run.ipynb:4:1:1 ACME007",
    ]


def test_one_finding_names_all_cells(project: Project) -> None:
    project.write("run.ipynb", notebook("import sagemaker\n", "def f(:\n", "x = = 1\n", "y = 1", "z = )\n"))
    (found,) = project.lint().findings
    assert (found.place.cell, found.message) == (
        2,
        "syntax error: invalid syntax; cells 3 and 5 cannot be parsed either",
    )


@pytest.mark.parametrize(
    "cell",
    [
        "bucket = <YOUR BUCKET>",
        "bucket = ",
        "bucket =",
        "bucket =  # TODO: yours",
        "f(security_group_ids=)",
        "f(subnets=[<subnet-1>, <subnet-2>], role=<ROLE>)",
        "role = arn:aws:iam::<account>:role/x",
        "bucket = the name of your bucket",
        "x = ???",
        "x = ${BUCKET}",
        "x = {'role': , 'bucket': ''}",
        "for x in y:\n    # YOUR CODE HERE\n",
        "def f():\n    # TODO\n\ny = 1",
        "def f():\n# TODO\ny = 1",
        "class A:\n    def f(self):\n        # what it does\n\n    def g(self):\n        return <VALUE>\n",
        "val x = 1\nx.take(3)",
        "import org.apache.spark.{SparkConf, SparkContext}",
        "// what it does\nx.map(y => y + 1)",
        "library(x)\nx <- c(1, 2) %>% f()",
        "aws s3 cp x s3://y/",
        "SELECT * FROM x",
        "<img src='x'>",
        "%sql\nSELECT * FROM x",
        "# first\n%%bash\nls -l\n",
        "Configure the cluster so that you may install packages",
        "precision 0.97\nrecall 0.5\n",
        "%%writefile other.py\nimport sagemaker\nARN =  # <ENTER>\nprint(f'{ARN}: ${ARN}')\n",
        "%%writefile other.py\nimport sagemaker\nif __name__ == '__main__':\n    # Load model\n\n    # Run it\n",
    ],
)
def test_what_waits_for_its_reader_and_other_languages_are_no_mistakes(project: Project, cell: str) -> None:
    project.write("run.ipynb", notebook("import sagemaker\n", cell, "anywhere()\n"))
    assert project.shown(project.lint()) == ["run.ipynb:3:1:1 ACME007"]


@pytest.mark.parametrize(
    "cell",
    [
        "if x == 1\n    y = 2",
        "x = f(1\ny = 2",
        "return x\n    .f()",
        "x = 'a",
        "def f():\ny = 1",
        "x =\n    f()",
        'x = f"a-"{b()}',
        "print 'x'",
        "x = <NAME>\nif x\n    y = 1",
    ],
)
def test_what_is_wrong_is_said(project: Project, cell: str) -> None:
    project.write("run.ipynb", notebook("import sagemaker\n", cell, "anywhere()\n"))
    found = project.shown(project.lint())
    assert [line.split()[1] for line in found] == ["SMX901", "ACME007"]


def test_what_is_filled_in_is_judged_with_the_rest_of_its_cell(project: Project) -> None:
    project.write("run.ipynb", notebook("import sagemaker\nx = <NAME>\nif x:\n    # TODO\nanywhere()\n"))
    assert project.shown(project.lint()) == ["run.ipynb:1:5:1 ACME007"]


@pytest.mark.parametrize(
    ("metadata", "read"),
    [
        ({"vscode": {"languageId": "sql"}}, False),
        ({"vscode": {"languageId": "python"}}, True),
        ({"kernel": "SparkR"}, False),
        ({"kernel": "Python 3"}, True),
        ({}, True),
    ],
)
def test_a_cell_that_is_marked_with_a_language(project: Project, metadata: dict[str, Any], read: bool) -> None:
    document = json.loads(notebook("import sagemaker\n", "anywhere()\n"))
    document["cells"][1]["metadata"] = metadata
    project.write("run.ipynb", json.dumps(document))
    assert bool(project.lint().findings) == read


def test_a_script_that_is_no_python_is_one_finding(project: Project) -> None:
    project.write("run.py", "def f(:  # sagemaker\nx = = 1\n")
    assert project.shown(project.lint()) == ["run.py:1:7 SMX901"]
