"""Scripts that the Python script of a job starts in processes of their own."""

from __future__ import annotations

import pytest

from sm_lint.jobs.definition.model import Job
from tests.jobs.making import Tree

FIT = """
from sagemaker.pytorch import PyTorch

PyTorch(
    entry_point="{name}", source_dir="src", role="role", framework_version="2.1", py_version="py310", instance_count=1,
    instance_type="ml.g5.xlarge", hyperparameters={hyperparameters},
).fit({{"train": "s3://bucket/train"}})
"""
LIST = """
import subprocess as sb
import sys

sb.call([sys.executable, "-m", "torch.distributed.launch", "--nproc_per_node", "4", "steps/fit_it.py", *sys.argv[1:]])
"""
LINE = """
import os

os.system("torchrun --nproc_per_node 4 ./steps/fit_it.py")
"""
BY_NAME = """
import argparse
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--program", help="for instance, steps/other.py")
args, rest = parser.parse_known_args()
subprocess.run(f"deepspeed {args.program} {' '.join(rest)}", shell=True)
"""
NO_PROCESS = """
TEXT = "python steps/fit_it.py"
print(TEXT)
"""
COMMENT = """
import subprocess

subprocess.run(["python", "--version"])  # then steps/fit_it.py
"""


def started(tree: Tree, launcher: str, hyperparameters: str = "{}", name: str = "start.py") -> Job | None:
    tree.write(f"src/{name}", launcher)
    tree.write("src/steps/fit_it.py", "x = 1\n")
    tree.write("src/steps/other.py", "x = 1\n")
    tree.write("launch.py", FIT.format(hyperparameters=hyperparameters, name=name))
    jobs = tree.link().of(str(tree.folder / "src/steps/fit_it.py"))
    return jobs[0] if jobs else None


@pytest.mark.parametrize(
    ("launcher", "hyperparameters"),
    [(LIST, "{}"), (LINE, "{}"), (BY_NAME, '{"program": "steps/fit_it.py", "epochs": 3}')],
)
def test_a_script_that_is_started(tree: Tree, launcher: str, hyperparameters: str) -> None:
    job = started(tree, launcher, hyperparameters)
    assert job is not None
    assert job.kind == "training"
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert not job.contract.open_inputs
    assert job.contract.open_arguments
    assert job.contract.open_environment
    assert job.contract.delegates
    assert job.hyperparameters is None
    assert job.script is not None
    assert job.script.found == "started by `start.py`"


@pytest.mark.parametrize("launcher", [NO_PROCESS, COMMENT, "import subprocess\n", BY_NAME])
def test_a_script_that_is_not_started(tree: Tree, launcher: str) -> None:
    assert started(tree, launcher) is None


def test_a_launcher_that_fetches_may_fill_the_inputs(tree: Tree) -> None:
    job = started(tree, LIST + '\nclient.download_file("bucket", "key", "/opt/ml/input/data/more/x.csv")\n')
    assert job is not None
    assert job.contract.open_inputs


def test_a_list_of_files_is_no_launcher(tree: Tree) -> None:
    names = [f"file_{index}.py" for index in range(5)]
    for name in names:
        tree.write(f"src/{name}", "x = 1\n")
    assert started(tree, LIST + f"\nFILES = {names}\n") is None


def test_the_content_of_a_script_that_is_not_called_like_a_launcher_is_not_looked_at(tree: Tree) -> None:
    assert started(tree, LIST, name="train.py") is None
    assert started(tree, BY_NAME, '{"program": "steps/fit_it.py"}', name="train.py") is not None
