"""The scripts that the archive of a model brings, and scripts on the disk that a definition writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.jobs.making import Tree

HANDLERS = "def model_fn(model_dir):\n    return 1\n"
MODEL = """\
import sagemaker
from sagemaker.pytorch import PyTorchModel

# The archive holds code/inference.py.
model = PyTorchModel({given}, role="r", framework_version="2.0", py_version="py310")
"""


def labels(tree: Tree, name: str) -> list[str]:
    return [job.label for job in tree.link().of(str(tree.folder / name))]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    made = Tree(tmp_path)
    made.write("code/inference.py", HANDLERS)
    return made


@pytest.mark.parametrize(
    "given", ['model_data="s3://b/m.tar.gz"', "model_data=uploaded", 'model_data=uploaded, env={"A": "b"}']
)
def test_the_script_of_an_archive(tree: Tree, given: str) -> None:
    tree.write("deploy.py", MODEL.format(given=given))
    assert labels(tree, "code/inference.py") == ["`PyTorchModel` (deploy.py:5)"]
    (job,) = tree.link().of(str(tree.folder / "code/inference.py"))
    assert job.script is not None
    assert job.script.likely
    assert job.contract.open_inputs


@pytest.mark.parametrize(
    "given",
    [
        "env={'HF_MODEL_ID': 'gpt2'}, model_data=None",
        "model_data='s3://b/m.tar.gz', env={'HF_MODEL_ID': 'gpt2'}",
        "model_data='s3://b/m.tar.gz', entry_point='other.py'",
        "model_data='s3://b/m.tar.gz', env={'SAGEMAKER_PROGRAM': 'other.py'}",
    ],
)
def test_another_script_or_none(tree: Tree, given: str) -> None:
    tree.write("deploy.py", MODEL.format(given=given))
    assert labels(tree, "code/inference.py") == []


def test_a_definition_that_does_not_speak_of_it(tree: Tree) -> None:
    tree.write("deploy.py", MODEL.format(given="model_data='s3://b/m.tar.gz'").replace("code/inference.py", "a script"))
    assert labels(tree, "code/inference.py") == []


def test_a_program_that_a_variable_names(tree: Tree) -> None:
    tree.write("code/serve_it.py", HANDLERS)
    tree.write(
        "deploy.py", MODEL.format(given="model_data='s3://b/m.tar.gz', env={'SAGEMAKER_PROGRAM': 'serve_it.py'}")
    )
    assert labels(tree, "code/serve_it.py") == ["`PyTorchModel` (deploy.py:5)"]


def test_several_of_the_name(tree: Tree) -> None:
    tree.write("other/code/inference.py", HANDLERS)
    tree.write("deploy.py", MODEL.format(given="model_data='s3://b/m.tar.gz'"))
    assert labels(tree, "code/inference.py") == labels(tree, "other/code/inference.py") == []


FIT = "from sagemaker.sklearn import SKLearn\nSKLearn('fit.py', role='r', framework_version='1.2-1').fit({'train': 's3://b/t'})\n"


def notebook(*cells: str) -> str:
    rows = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell} for cell in cells
    ]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_the_file_that_a_cell_has_written(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("run.ipynb", notebook("%%writefile fit.py\nimport os\nprint(os.environ['SM_CHANNEL_TRAIN'])\n", FIT))
    assert labels(tree, "fit.py") == []
    tree.write("fit.py", "import os\nprint(os.environ['SM_CHANNEL_TRAIN'])\n")
    assert labels(tree, "fit.py") == ["`fit` (run.ipynb:cell 2:2)"]
    tree.write("fit.py", "import os\nprint(os.environ['SM_CHANNEL_TEST'])\n")
    assert labels(tree, "fit.py") == []


def test_a_former_state_of_what_a_cell_writes(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    lines = ["import os", *(f"step_{number} = os.environ['SM_CHANNEL_TRAIN']" for number in range(20))]
    cell = "%%writefile fit.py\n" + "\n".join(lines) + "\n"
    tree.write("run.ipynb", notebook(cell, FIT))
    tree.write("fit.py", "\n".join([*lines[:10], "print(step_1)  # tried out", *lines[10:]]) + "\n")
    assert labels(tree, "fit.py") == ["`fit` (run.ipynb:cell 2:2)"]
    tree.write("fit.py", "\n".join(lines[:10]) + "\n")
    assert labels(tree, "fit.py") == []
