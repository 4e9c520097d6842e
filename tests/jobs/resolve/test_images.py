"""Which image a job runs, and which scripts that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.jobs.definition.dockerfile import read_dockerfile
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.resolve.image_files import ImageFiles
from sm_lint.lint.run.runner import lint_paths
from sm_lint.workspace.view import FileView
from tests.jobs.making import Tree

ESTIMATOR = """\
from sagemaker.estimator import Estimator
Estimator(image_uri="{image}", role="r", instance_count=1, instance_type="ml.m5.large"{more}).fit({{"train": "s3://b/t"}})
"""
IMAGE = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/my-training:1"
CELLS = (("my-preprocessing", "one"), ("my-training", "two"))
AWS = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311"


def tied(tree: Tree, script: str) -> list[Job]:
    return tree.link().by_script.get(str(tree.folder / script), [])


def launch(tree: Tree, image: str = IMAGE, more: str = "") -> None:
    tree.write("launch.py", ESTIMATOR.format(image=image, more=more))


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM python:3.11\nRUN pip install sagemaker-training\nCOPY train.py /opt/ml/code/train.py\nENV SAGEMAKER_PROGRAM train.py\n",
        'FROM python:3.11\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["python", "train.py"]\n',
        "FROM python:3.11\nWORKDIR /app\nCOPY train.py ./\nENTRYPOINT python train.py\n",
        'FROM python:3.11 AS base\nCOPY train.py /app/\nFROM base\nENTRYPOINT ["python3", "/app/train.py"]\n',
        'FROM python:3.11 AS one\nCOPY *.py /app/\nFROM python:3.11\nCOPY --from=one /app /srv\nENTRYPOINT ["python3", "/srv/train.py"]\n',
        'FROM python:3.11\nENV HOME_DIR=/app\nCOPY . $HOME_DIR\nCMD ["x"]\nENTRYPOINT ["/app/run.sh"]\n',
        "FROM python:3.11\nCOPY program /opt/program\nENV PATH=/opt/program:$PATH\n",
    ],
)
def test_the_script_of_an_image(tree: Tree, dockerfile: str) -> None:
    tree.write("image/train.py", "import os\n")
    tree.write("image/run.sh", '#!/bin/bash\nexec python /app/train.py "$@"\n')
    tree.write("image/program/train", "#!/usr/bin/env python\nimport os\n")
    tree.write("image/Dockerfile", dockerfile)
    launch(tree)
    (job,) = tied(tree, "image/program/train" if "program " in dockerfile else "image/train.py")
    assert job.contract.job == "training"
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert job.contract.open_environment


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("docker build -t my-training one\n", "one/train.py"),
        ("NAME=my-training\ndocker build -t ${NAME} -f two/Dockerfile two\n", "two/train.py"),
        (
            "docker build \\\n  -f one/Dockerfile -t 2109.dkr.ecr.eu-west-1.amazonaws.com/my-training:1 one\n",
            "one/train.py",
        ),
        ("cd one\ndocker build -t my-training .\n", "one/train.py"),
        ("cd one && docker build -t my-training . && cd ..\n", "one/train.py"),
        (
            "image=other\ncd one\ndocker build -t ${image} .\nimage=my-training\ncd ../two\ndocker build -t ${image} .\n",
            "two/train.py",
        ),
        ("docker build -t other one\n", None),
        ("docker build -t $1 one\n", None),
    ],
)
def test_an_image_that_is_built_by_name(tree: Tree, build: str, expected: str | None) -> None:
    for name in ("one", "two"):
        tree.write(f"{name}/train.py", "import os\n")
        tree.write(f"{name}/Dockerfile", 'FROM python\nCOPY train.py /\nENTRYPOINT ["python", "/train.py"]\n')
    tree.write("build.sh", build)
    launch(tree)
    scripts = [name for name in ("one/train.py", "two/train.py") if tied(tree, name)]
    assert scripts == ([expected] if expected else [])


def test_images_that_cells_of_a_notebook_build(tree: Tree) -> None:
    cells = [f"%%bash\nimage={name}\ncd {folder}/\ndocker build  -t ${{image}} .\n" for name, folder in CELLS]
    shown = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    tree.write("build.ipynb", json.dumps({"cells": shown, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    for _, folder in CELLS:
        tree.write(f"{folder}/train.py", "import os\n")
        tree.write(f"{folder}/Dockerfile", 'FROM python\nCOPY train.py /\nENTRYPOINT ["python", "/train.py"]\n')
    launch(tree)
    assert [folder for _, folder in CELLS if tied(tree, f"{folder}/train.py")] == ["two"]


def test_an_image_of_aws_or_of_another_folder(tree: Tree) -> None:
    tree.write("my-training/train.py", "import os\n")
    tree.write("other/Dockerfile", "FROM python\n")
    tree.write("my-training/Dockerfile", 'FROM python\nCOPY train.py /\nENTRYPOINT ["python", "/train.py"]\n')
    launch(tree)
    assert len(tied(tree, "my-training/train.py")) == 1
    launch(tree, AWS)
    assert not tied(tree, "my-training/train.py")
    launch(tree, "210987654321.dkr.ecr.eu-west-1.amazonaws.com/nothing:1")
    assert not tied(tree, "my-training/train.py")


@pytest.mark.parametrize(
    ("dockerfile", "toolkit"),
    [
        ("FROM python:3.11\nRUN pip install --no-cache-dir sagemaker-training==4.7 && rm -rf x\n", True),
        ("FROM python:3.11\nCOPY requirements.txt /r.txt\nRUN python3 -m pip install -r /r.txt\n", True),
        (f"FROM {AWS}\n", True),
        ("FROM python:3.11\nRUN pip install pandas\n", False),
        ('FROM python:3.11\nRUN pip install sagemaker-training\nENTRYPOINT ["train"]\n', True),
        ('FROM python:3.11\nENTRYPOINT ["python", "train.py"]\n', False),
        ("FROM python:3.11\nRUN pip install -r missing.txt\n", None),
        ("FROM python:3.11\nRUN curl x | bash\n", None),
        ("FROM company/base:1\n", None),
        ("ARG BASE\nFROM $BASE\n", None),
    ],
)
def test_whether_the_toolkit_runs(tmp_path: Path, dockerfile: str, toolkit: bool | None) -> None:
    (tmp_path / "requirements.txt").write_text("pandas==2.0\nsagemaker-training \n")
    read = read_dockerfile(str(tmp_path / "Dockerfile"), dockerfile.encode())
    assert read is not None
    assert ImageFiles(read, str(tmp_path), FileView()).toolkit() is toolkit


SCRIPT = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--a')\nparser.parse_args()\n"


@pytest.mark.parametrize(
    ("dockerfile", "image", "found"),
    [
        ("FROM python:3.11\nRUN pip install sagemaker-training\n", IMAGE, True),
        ("FROM python:3.11\nRUN pip install pandas\n", IMAGE, False),
        ('FROM python:3.11\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n', IMAGE, False),
        ("", IMAGE, False),
        ("", AWS, True),
    ],
)
def test_hyperparameters_reach_a_script_where_the_toolkit_runs(
    tmp_path: Path, dockerfile: str, image: str, found: bool
) -> None:
    """And a changed Dockerfile changes the findings."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "run.sh").write_text("python /opt/ml/code/train.py\n")
    (tmp_path / "launch.py").write_text(
        ESTIMATOR.format(image=image, more=', entry_point="train.py", hyperparameters={"b": 1}')
    )

    def codes() -> set[str]:
        result = lint_paths(["."], resolver=Resolver(cwd=str(tmp_path)))
        return {finding.code for finding in result.findings if finding.code.startswith("SMA")}

    file = tmp_path / "Dockerfile"
    if not dockerfile:
        assert codes() == ({"SMA303"} if found else set())
        return
    for content, expected in ((dockerfile, found), ("FROM python:3.11\nRUN pip install sagemaker-training\n", True)):
        file.write_text(content)
        assert codes() == ({"SMA303"} if expected else set())
    file.write_text(dockerfile)
    assert codes() == ({"SMA303"} if found else set())


REQUEST = """
import boto3

boto3.client("sagemaker").create_training_job(
    TrainingJobName="job",
    AlgorithmSpecification={{
        "TrainingImage": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/program", "TrainingInputMode": "File",
        "ContainerEntrypoint": {entry},
    }},
    RoleArn="role",
    InputDataConfig=[],
)
"""


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('["python", "steps/fit_it.py"]', True),
        ('["/opt/app/steps/fit_it.py"]', True),
        ('["python", "steps/other.py"]', False),
        ('["python", NAME]', False),
    ],
)
def test_a_job_may_name_the_program_of_its_image(tree: Tree, entry: str, found: bool) -> None:
    tree.write("Dockerfile", "FROM python:3.11\nCOPY src /opt/app\nWORKDIR /opt/app\n")
    tree.write("src/steps/fit_it.py", "#!/usr/bin/env python3\nx = 1\n")
    tree.write("launch.py", REQUEST.format(entry=entry))
    jobs = tree.link().of(str(tree.folder / "src/steps/fit_it.py"))
    assert [job.kind for job in jobs] == (["training"] if found else [])


@pytest.mark.parametrize("last", ['exec "$@"', "$@", '"$@"\n'])
def test_an_entry_point_that_runs_its_words_leaves_the_program_to_the_toolkit(tree: Tree, last: str) -> None:
    tree.write("image/app/train.py", "import os\n")
    tree.write("image/app/run.sh", f"#!/bin/bash --login\nconda activate work\n{last}\n")
    tree.write(
        "image/Dockerfile",
        "FROM ubuntu:22.04\nCOPY app /opt/ml/code/app/\nARG PROGRAM=app/train.py\nENV SAGEMAKER_PROGRAM=${PROGRAM}\n"
        'WORKDIR /opt/ml/code\nENTRYPOINT ["app/run.sh"]\n',
    )
    launch(tree)
    (job,) = tied(tree, "image/app/train.py")
    assert job.contract.job == "training"
    assert job.contract.open_arguments


def test_an_entry_point_that_runs_something_else_is_not_the_toolkit(tree: Tree) -> None:
    tree.write("image/app/train.py", "import os\n")
    tree.write("image/app/run.sh", '#!/bin/bash\nother-program "$@"\n')
    tree.write(
        "image/Dockerfile",
        "FROM ubuntu:22.04\nCOPY app /opt/ml/code/app/\nENV SAGEMAKER_PROGRAM=app/train.py\n"
        'WORKDIR /opt/ml/code\nENTRYPOINT ["app/run.sh"]\n',
    )
    launch(tree)
    assert not tied(tree, "image/app/train.py")


DEPLOYED = """\
from sagemaker.estimator import Estimator
estimator = Estimator(image_uri="{image}", role="r", instance_count=1, instance_type="ml.m5.large")
estimator.fit({{"train": "s3://b/t"}})
estimator.{use}
"""
BOTH = "FROM python:3.11\nCOPY program /opt/program\nENV PATH=/opt/program:$PATH\n"


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("deploy(1, 'ml.m5.large')", True),
        ("transformer(1, 'ml.m5.large')", True),
        ("deploy(1, 'ml.m5.large', image_uri='210987654321.dkr.ecr.eu-west-1.amazonaws.com/other:1')", False),
        ("latest_job_debugger_artifacts_path()", False),
    ],
)
def test_the_program_that_serves_from_the_image_that_trained(tree: Tree, use: str, found: bool) -> None:
    for name in ("train", "serve"):
        tree.write(f"image/program/{name}", "#!/usr/bin/env python\nimport os\n")
    tree.write("image/Dockerfile", BOTH)
    tree.write("launch.py", DEPLOYED.format(image=IMAGE, use=use))
    (trained,) = tied(tree, "image/program/train")
    assert trained.kind == "training"
    served = tied(tree, "image/program/serve")
    assert [job.kind for job in served] == ["inference"] * found
    assert all(
        job.contract.open_environment and job.contract.open_inputs and job.place.span.line == 4 for job in served
    )


def test_one_program_for_every_word_is_that_of_the_training_job_alone(tree: Tree) -> None:
    tree.write("image/main.py", "import sys\n")
    tree.write("image/Dockerfile", 'FROM python:3.11\nCOPY main.py /app/\nENTRYPOINT ["python", "/app/main.py"]\n')
    tree.write("launch.py", DEPLOYED.format(image=IMAGE, use="deploy(1, 'ml.m5.large')"))
    (job,) = tied(tree, "image/main.py")
    assert job.kind == "training"
