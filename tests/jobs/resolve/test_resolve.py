"""Where the files of scripts are found."""

from __future__ import annotations

import json

import pytest

from sm_lint.jobs.definition.model import Script
from tests.jobs.making import Tree

RUN = """\
import os
from sagemaker.sklearn.processing import SKLearnProcessor
BASE_DIR = os.path.dirname(os.path.abspath(__file__))
SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1).run(code={code})
"""
FIT = """\
from sagemaker.pytorch import PyTorch
PyTorch({given}, role="r").fit("s3://a")
"""


def script(tree: Tree, name: str = "pipelines/run.py") -> Script:
    (job,) = tree.jobs(name)
    assert job.script is not None
    return job.script


@pytest.mark.parametrize(
    ("code", "file", "found"),
    [
        ("'prepare.py'", "pipelines/prepare.py", "relative to the definition"),
        ("'./code/prepare.py'", "pipelines/code/prepare.py", "relative to the definition"),
        ("'code/prepare.py'", "code/prepare.py", "relative to a folder above it"),
        ("'../code/prepare.py'", "code/prepare.py", "relative to the definition"),
        ("os.path.join(BASE_DIR, 'prepare.py')", "pipelines/prepare.py", "by its absolute path"),
        ("os.path.join(os.getcwd(), 'code', 'prepare.py')", "code/prepare.py", "relative to a folder above it"),
        ("'file://prepare.py'", "pipelines/prepare.py", "relative to the definition"),
    ],
)
def test_a_script_on_disk(tree: Tree, code: str, file: str, found: str) -> None:
    path = tree.write(file, "import os\n")
    tree.write("pipelines/run.py", RUN.format(code=code))
    result = script(tree)
    assert (result.path, result.found, result.missing) == (str(path), found, False)


def test_a_script_in_a_source_root(tree: Tree) -> None:
    tree.write("pyproject.toml", '[tool.sm-lint]\nsrc = ["library"]\n')
    path = tree.write("library/prepare.py", "import os\n")
    tree.write("pipelines/run.py", RUN.format(code="'prepare.py'"))
    assert script(tree).path == str(path)


def test_a_script_that_is_not_there(tree: Tree) -> None:
    tree.write("pipelines/run.py", RUN.format(code="'prepare.py'"))
    assert script(tree).missing
    tree.write("pipelines/run.py", RUN.format(code="os.path.join(BASE_DIR, 'prepare.py')"))
    assert script(tree).missing


@pytest.mark.parametrize(
    "code",
    ["'s3://bucket/prepare.py'", "name()", "f'{folder()}/prepare.py'", "'/home/ec2-user/prepare.py'", "'~/prepare.py'"],
)
def test_a_script_elsewhere_is_not_missing(tree: Tree, code: str) -> None:
    tree.write("pipelines/run.py", RUN.format(code=code))
    result = script(tree)
    assert result.remote
    assert not result.missing


def test_a_script_that_the_tree_uploads(tree: Tree) -> None:
    path = tree.write("code/prepare.py", "import os\n")
    tree.write("pipelines/run.py", RUN.format(code="f's3://{bucket()}/code/prepare.py'"))
    tree.write(
        "upload.py",
        "import boto3  # sagemaker\nboto3.client('s3').upload_file('code/prepare.py', 'b', 'code/prepare.py')\n",
    )
    assert script(tree).path == str(path)
    tree.write("other/code/prepare.py", "import os\n")
    tree.write(
        "other/upload.py", "import boto3\nboto3.client('s3').upload_file('code/prepare.py', 'b', 'code/prepare.py')\n"
    )
    assert script(tree).remote


def test_a_script_that_is_uploaded_for_the_job(tree: Tree) -> None:
    path = tree.write("pipelines/prepare.py", "import os\n")
    text = RUN.format(code="sagemaker.Session().upload_data('prepare.py', key_prefix='code')")
    tree.write("pipelines/run.py", f"import sagemaker\n{text}")
    assert script(tree).path == str(path)


def test_a_source_directory(tree: Tree) -> None:
    path = tree.write("src/train.py", "import os\n")
    tree.write("pipelines/run.py", FIT.format(given="'train.py', source_dir='src'"))
    result = script(tree)
    assert (result.path, result.source_dir) == (str(path), str(path.parent))
    tree.write("pipelines/run.py", FIT.format(given="'trian.py', source_dir='src'"))
    assert script(tree).missing
    tree.write("pipelines/run.py", FIT.format(given="'train.py', source_dir='sources'"))
    assert script(tree).missing


@pytest.mark.parametrize("source", ["'s3://b/sourcedir.tar.gz'", "folder()", "'sourcedir.tar.gz'", "f'{folder()}/src'"])
def test_a_source_directory_elsewhere(tree: Tree, source: str) -> None:
    tree.write("pipelines/run.py", FIT.format(given=f"'train.py', source_dir={source}"))
    assert script(tree).remote


def test_a_script_in_a_git_repository(tree: Tree) -> None:
    tree.write("pipelines/run.py", FIT.format(given="'train.py', git_config={'repo': 'https://x'}"))
    assert script(tree).remote


def test_a_temporary_directory_that_the_script_is_copied_to(tree: Tree) -> None:
    path = tree.write("pipelines/train.py", "import os\n")
    text = "import shutil, tempfile\nfolder = tempfile.mkdtemp()\nshutil.copy('train.py', folder)\n"
    tree.write("pipelines/run.py", text + FIT.format(given="'train.py', source_dir=folder"))
    assert script(tree).path == str(path)


def test_a_script_that_the_definition_writes(tree: Tree) -> None:
    text = "with open('code/train.py', 'w') as stream:\n    stream.write('import os')\n"
    tree.write("pipelines/run.py", text + FIT.format(given="'train.py', source_dir='code'"))
    result = script(tree)
    assert result.cell
    assert not result.missing


def notebook(*cells: str) -> bytes:
    rows = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_cell_wins_over_the_file_on_disk(tree: Tree) -> None:
    path = tree.write("train.py", "import os\n")
    tree.write("run.ipynb", notebook("%%writefile train.py\nimport sys\n", FIT.format(given="'train.py'")))
    result = script(tree, "run.ipynb")
    assert (result.path, result.cell) == (str(path), True)
    assert tree.link().of(str(path)) == ()


def test_a_cell_that_is_uploaded_to_where_the_job_takes_its_script_from(tree: Tree) -> None:
    upload = "import boto3\nboto3.client('s3').upload_file('run.py', bucket, f'{prefix}/code/run.py')\n"
    launch = (
        "from sagemaker.processing import ScriptProcessor\n"
        "ScriptProcessor('role', 'image').run(code=f's3://{bucket}/{prefix}/code/run.py')\n"
    )
    tree.write("run.ipynb", notebook("%%writefile run.py\nimport sys\n", upload, launch))
    tree.write("other.ipynb", notebook(launch))
    result = script(tree, "run.ipynb")
    assert (result.path, result.cell, result.remote) == (str(tree.folder / "run.py"), True, False)
    other = script(tree, "other.ipynb")
    assert (other.path, other.cell, other.remote) == (None, False, True)


def test_names_of_the_notebook_in_the_name_of_a_file(tree: Tree) -> None:
    cells = ["FOLDER = 'code'\nNAME = 'train.py'\n", "%%writefile $FOLDER/{NAME}\nimport os\n"]
    tree.write("run.ipynb", notebook(*cells, FIT.format(given="NAME, source_dir=FOLDER")))
    result = script(tree, "run.ipynb")
    assert (result.path, result.cell) == (str(tree.folder / "code/train.py"), True)
    ((name, jobs),) = tree.link().written_by(str(tree.folder / "run.ipynb"))
    assert name == str(tree.folder / "$FOLDER/{NAME}")
    assert [job.place.cell for job in jobs] == [3]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{}",
        b'{"cells": 3}',
        json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": FIT.format(given="'t.py'")}]}]}).encode(),
        json.dumps(
            {"cells": [{"cell_type": "code", "source": "library(dplyr)"}], "metadata": {"kernelspec": {"name": "ir"}}}
        ).encode(),
        notebook("def f(:\n", FIT.format(given="'t.py'")),
        notebook(FIT.format(given="'t.py'"))[:-40],
    ],
    ids=["empty", "truncated", "no cells", "cells no list", "format 3", "R", "syntax", "cut"],
)
def test_notebooks_of_all_sorts(tree: Tree, raw: bytes) -> None:
    tree.write("run.ipynb", raw)
    found = tree.link().by_file.get(str(tree.folder / "run.ipynb"))
    assert found is None or all(job.script is not None for job in found.jobs)


def test_nothing_is_looked_for_above_the_project(tree: Tree) -> None:
    tree.write("prepare.py", "import os\n")
    tree.write("inner/pyproject.toml", "[tool.sm-lint]\n")
    tree.write("inner/run.py", RUN.format(code="'prepare.py'"))
    assert script(tree, "inner/run.py").missing


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("!git clone https://x/y", False),
        ("%cp -rf ./training/* ./code", False),
        ("%%bash\ncd x\nmake code\n", False),
        ("!aws s3 cp s3://b/code . --recursive", False),
        ("!tar xzf code.tar.gz", False),
        ("!unzip $archive", False),
        ("!unzip data.zip -d code", False),
        ("! unzip x.zip", True),
        ("!unzip -q x.zip -d data", True),
        ("!tar -xf ml-25m.tar.gz -C ./data", True),
        ("!python train.py", True),
        ("![image](code/train.py)", True),
        ("!mkdir -p code", True),
        ("!cp data.csv elsewhere", True),
        ("# !git clone https://x/y", True),
        ("# ! unzip code.zip", False),
        ("#!cp train.py code", False),
    ],
)
def test_a_command_may_bring_a_script(tree: Tree, command: str, missing: bool) -> None:
    tree.write("run.ipynb", notebook(command, FIT.format(given="'train.py', source_dir='./code'")))
    result = script(tree, "run.ipynb")
    assert (result.missing, result.remote) == (missing, not missing)


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("boto3.client('s3').download_file('b', 'k', 'code/train.py')", False),
        ("shutil.copytree('elsewhere', 'code')", False),
        ("boto3.client('s3').download_file('b', 'k', 'code/data.csv')", True),
        ("boto3.Session().client('s3').download_file('b', 'k', 'code/train.py')", False),
        ("boto3.resource('s3').Bucket('b').download_file('k', 'code/train.py')", False),
        ("boto3.client('s3').download_file('b', 'code/train.py', 'elsewhere.py')", True),
    ],
)
def test_a_definition_may_bring_a_script(tree: Tree, statement: str, missing: bool) -> None:
    text = f"import boto3, shutil\n{statement}\n"
    tree.write("run.py", text + FIT.format(given="'train.py', source_dir='code'"))
    assert script(tree, "run.py").missing == missing


def test_a_handler_may_lie_in_the_archive_of_its_model(tree: Tree) -> None:
    text = "from sagemaker.pytorch import PyTorchModel\nPyTorchModel('s3://m', 'r', {given})\n"
    tree.write("run.py", text.format(given="'inference.py'"))
    assert not script(tree, "run.py").missing
    tree.write("run.py", text.format(given="'inference.py', source_dir='code'"))
    assert script(tree, "run.py").missing


@pytest.mark.parametrize(
    ("other", "missing"),
    [
        ("!git clone https://x/y/code", False),
        ("! git clone https://x/y/code.git --depth 1; ls", False),
        ("!git clone https://x/y/other.git code && cd code", False),
        ("!git clone https://x/y/other.git", True),
        ("%%writefile code/train.py\nprint()", False),
        ("%%writefile -a code/train.py\nprint()", False),
        ("%%writefile train.py\nprint()", True),
    ],
)
def test_a_notebook_beside_it_may_bring_a_script(tree: Tree, other: str, missing: bool) -> None:
    tree.write("1-prepare.ipynb", notebook(other))
    tree.write("2-train.ipynb", notebook(FIT.format(given="'train.py', source_dir='./code'")))
    tree.write("2_train.py", FIT.format(given="'train.py', source_dir='./code'"))
    result = script(tree, "2-train.ipynb")
    assert (result.missing, result.remote) == (missing, not missing)
    assert script(tree, "2_train.py").missing


@pytest.mark.parametrize(
    ("file", "missing"),
    [
        ("project/code/train.py", False),
        ("a/b/project/code/train.py", False),
        ("a/b/c/project/code/train.py", True),
        ("project/train.py", True),
        ("code.py/train.py", True),
        ("node_modules/code/train.py", True),
    ],
)
def test_a_module_may_be_run_from_another_folder(tree: Tree, file: str, missing: bool) -> None:
    tree.write(file, "import os\n")
    tree.write("pipelines/run.py", FIT.format(given="'train.py', source_dir='code'"))
    tree.write("pipelines/run.ipynb", notebook(FIT.format(given="'train.py', source_dir='code'")))
    assert script(tree).missing == missing
    assert script(tree, "pipelines/run.ipynb").missing


def test_a_name_alone_says_nothing_of_the_folder(tree: Tree) -> None:
    tree.write("training/train.py", "import os\n")
    tree.write("pipelines/run.py", FIT.format(given="'train.py'"))
    assert script(tree).missing


def test_a_definition_imports_from_the_folder_that_it_may_be_run_from(tree: Tree) -> None:
    made = tree.write(
        "app/steps/make.py",
        "from sagemaker.processing import ScriptProcessor\n"
        "def launch(name):\n    ScriptProcessor('role', 'image').run(code=name)\n",
    )
    tree.write("app/steps/run.py", "print()\n")
    tree.write("app/sagemaker/__init__.py")
    tree.write("app/flows/train.py", "import sagemaker\nfrom steps.make import launch\nlaunch('steps/run.py')\n")
    (job,) = tree.jobs("app/flows/train.py")
    assert job.place.path == str(made)
    assert job.script is not None
    assert job.script.path == str(tree.folder / "app/steps/run.py")


def test_a_script_ten_folders_above_its_definition_is_found(tree: Tree) -> None:
    """A promise: monorepos nest definitions that deep. That the search ends two folders further up is tuning."""
    path = tree.write("deep/code/prepare.py", "import os\n")
    definition = "/".join(["deep", *"abcdefghij"]) + "/run.py"
    tree.write(definition, RUN.format(code="'code/prepare.py'"))
    assert script(tree, definition).path == str(path)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("cp ../shared/train.py code/", False),
        ("aws s3 cp s3://b/train.py ./code/train.py", False),
        ("cp ../shared/train.py .", True),
        ("cp ../shared/other.py code/", True),
        ("python code/train.py", True),
        ("# cp ../shared/train.py code/", True),
    ],
)
def test_a_shell_file_beside_it_may_copy_a_script(tree: Tree, line: str, missing: bool) -> None:
    tree.write("deploy.sh", f"set -e\n{line}\n")
    tree.write("run.py", FIT.format(given="'train.py', source_dir='code'"))
    assert script(tree, "run.py").missing == missing


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ("aws s3 cp s3://b/notebooks/run.py .\naws s3 cp s3://b/scripts/train.py .", False),
        ("aws s3 cp s3://b/scripts/train.py .", True),
        ("aws s3 cp s3://b/notebooks/run.py .\naws s3 cp s3://b/scripts/other.py .", True),
    ],
)
def test_a_shell_file_elsewhere_may_copy_a_script_with_its_definition(tree: Tree, lines: str, missing: bool) -> None:
    tree.write("infrastructure/template/on_create.sh", f"set -e\ncd /home/ec2-user/SageMaker\n{lines}\n")
    tree.write("notebooks/run.py", FIT.format(given="'train.py'"))
    assert script(tree, "notebooks/run.py").missing == missing
