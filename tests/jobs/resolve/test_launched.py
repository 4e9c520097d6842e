"""Python scripts that a job runs by way of a shell script or a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.jobs.definition.model import Job
from sm_lint.lint.run.runner import lint_paths
from tests.jobs.making import Tree

FIT = """\
from sagemaker.pytorch import PyTorch
PyTorch(entry_point="{entry}", source_dir="src", role="r", framework_version="2.1", py_version="py310", instance_count=1,
    instance_type="ml.m5.large", hyperparameters={{"width": 8}}).fit({{"train": "s3://b/t"}})
"""
TRAINER = """\
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import SourceCode
ModelTrainer(training_image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311", role="r",
    source_code=SourceCode(source_dir="src", {code}), hyperparameters={{"width": 8}}).train()
"""


def tied(tree: Tree, script: str) -> list[Job]:
    return tree.link().by_script.get(str(tree.folder / script), [])


def arguments(job: Job) -> list[tuple[str, str | None]]:
    return [(argument.name, argument.value) for argument in job.contract.arguments]


def test_hyperparameters_pass_through_a_shell_script(tree: Tree) -> None:
    tree.write("src/train.py", "import os\n")
    tree.write("src/scripts/train.sh", 'cd "$(dirname "$0")/.."\nexec python train.py --data $SM_CHANNEL_TRAIN "$@"\n')
    tree.write("launch.py", FIT.format(entry="scripts/train.sh"))
    (job,) = tied(tree, "src/train.py")
    assert arguments(job) == [("data", "/opt/ml/input/data/train"), ("width", "8")]
    assert not job.contract.open_arguments
    assert not job.contract.delegates
    assert job.script is not None
    assert job.script.found == "run by `train.sh`"
    assert [entry.name for entry in job.contract.inputs] == ["train"]


def test_without_the_arguments_of_the_job(tree: Tree) -> None:
    tree.write("src/pkg/train.py", "import os\n")
    tree.write("src/prepare.py", "import os\n")
    tree.write("src/train.sh", "export MODE=fast\npython prepare.py\npython -m pkg.train --width 3 $MORE\n")
    tree.write("launch.py", FIT.format(entry="train.sh"))
    (job,) = tied(tree, "src/pkg/train.py")
    assert (arguments(job), job.contract.open_arguments) == ([("width", "3")], True)
    assert job.contract.delegates  # the other program may use what this one does not
    assert [(item.name, item.value) for item in job.contract.environment] == [("MODE", "fast")]
    assert len(tied(tree, "src/prepare.py")) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('command="torchrun train.py --epochs 3"', [("epochs", "3")]),
        ('command="bash run.sh --epochs 3"', [("epochs", "3")]),
        ('entry_script="run.sh"', [("width", "8")]),
        ('entry_script="train.py"', [("width", "8")]),
    ],
)
def test_a_trainer_of_v3(tree: Tree, code: str, expected: list[tuple[str, str | None]]) -> None:
    """A command says all that the script is given."""
    tree.write("src/train.py", "import os\n")
    tree.write("src/run.sh", 'pip install -r requirements.txt\npython train.py "$@"\n')
    tree.write("launch.py", TRAINER.format(code=code))
    (job,) = tied(tree, "src/train.py")
    assert arguments(job) == expected


def test_scripts_that_cells_write(tree: Tree) -> None:
    cells = ["%%writefile src/run.sh\npython train.py $@\n", "%%writefile src/train.py\nimport os\n"]
    sources = [*cells, FIT.format(entry="run.sh")]
    notebook = {
        "cells": [{"cell_type": "code", "metadata": {}, "source": source, "outputs": []} for source in sources],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    tree.write("launch.ipynb", json.dumps(notebook))
    (job,) = tied(tree, "src/train.py")
    assert job.script is not None
    assert job.script.cell


def test_findings_follow_the_shell_script(tmp_path: Path) -> None:
    """Also those of a run that has everything in its cache."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "launch.py").write_text(FIT.format(entry="train.sh"))
    (tmp_path / "src/train.py").write_text(
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--width')\n"
        "parser.add_argument('--depth', required=True)\nprint(parser.parse_args())\nopen('/opt/ml/input/data/train/a')\n"
    )

    def messages(named: str) -> list[str]:
        found = lint_paths([named], resolver=Resolver(cwd=str(tmp_path))).findings
        return [f"{finding.code} {finding.message}" for finding in found if finding.place.path.endswith("train.py")]

    for named in (".", "launch.py", "src/train.py"):
        (tmp_path / "src/train.sh").write_text('python train.py --depth 3 "$@"\n')
        assert messages(named) == []
        (tmp_path / "src/train.sh").write_text('python train.py "$@"\n')
        (message,) = messages(named)
        assert message.startswith("SMC009 argument `--depth` is required")
        (tmp_path / "src/train.sh").write_text('python train.py --depth 3 --wide 1 "$@"\n')
        (message,) = messages(named)
        assert message.startswith("SMA303 argument `wide` of `fit`")
        (tmp_path / "src/train.sh").unlink()
        assert messages(named) == []
