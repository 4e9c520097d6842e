"""Files that a definition's shell commands make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.jobs.shell_made import may_be_made


def notebook(folder: Path, *cells: str) -> str:
    path = folder / "define.ipynb"
    rows = [{"cell_type": "code", "source": cell} for cell in cells]
    path.write_text(json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return str(path)


@pytest.mark.parametrize(
    "cell",
    [
        "!git clone https://github.com/someone/models.git",
        "!cp ../train.py .",
        "%%bash\ncp ../train.py .",
        "%cd elsewhere",
        "cp ../train.py .",
        "!aws s3 cp s3://bucket/train.py .",
    ],
)
def test_commands_that_make_it(tmp_path: Path, cell: str) -> None:
    assert may_be_made(notebook(tmp_path, "import os", cell), "import os\n", ["train.py", "models"])


@pytest.mark.parametrize(
    "cell",
    [
        "!pygmentize train.py",
        "!cat train.py",
        "%%bash\nls models",
        "!pip install mymodels",
        "!cp other-train.py .",
        "print('cp train.py')",
    ],
)
def test_commands_that_do_not(tmp_path: Path, cell: str) -> None:
    assert not may_be_made(notebook(tmp_path, cell), "", ["train.py", "models"])


def test_calls_of_a_python_file() -> None:
    assert may_be_made("/p/define.py", 'os.system("git clone https://github.com/a/models")\n', ["models"])
    assert may_be_made("/p/define.py", "os.chdir(folder)\n", ["train.py"])
    assert not may_be_made("/p/define.py", "processor.run(code='train.py')\n", ["train.py"])


def test_a_notebook_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "define.ipynb"
    broken.write_text("[]")
    assert not may_be_made(str(broken), "", ["train.py"])
    assert not may_be_made(str(tmp_path / "absent.ipynb"), "", ["train.py"])
