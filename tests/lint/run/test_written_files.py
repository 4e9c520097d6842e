"""Scripts that a notebook writes, and that lie beside it too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.testing import lint_files

SCRIPT = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--fast", type=bool)
parser.add_argument("--slow", type=bool)
print(parser.parse_args().fast, open("/opt/ml/input/data/test/x.csv"))
"""
CONTRACT = """\
[tool.sm-lint.contracts.train]
entry-point = "train.py"
job = "training"
expected-input-paths = { train = "/opt/ml/input/data/train" }
"""


def notebook(name: str, script: str = SCRIPT) -> str:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": f"%%writefile {name}\n{script}"}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def found(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    result = lint_files(files, str(folder), select=["SMA301", "SMC010"])
    where: dict[str, list[str]] = {}
    for finding in result.findings:
        where.setdefault(Path(finding.place.path).name, []).append(finding.code)
    return where


def test_the_same_file_has_one_set_of_findings(tmp_path: Path) -> None:
    files = {"a.ipynb": notebook("src/train.py"), "src/train.py": SCRIPT, "pyproject.toml": CONTRACT}
    assert found(tmp_path, files) == {"a.ipynb": ["SMA301", "SMA301", "SMC010"]}


def test_what_only_the_file_has_is_reported_there(tmp_path: Path) -> None:
    changed = SCRIPT.replace('"--slow", type=bool', '"--slow"')
    files = {"a.ipynb": notebook("train.py", changed), "train.py": SCRIPT, "pyproject.toml": CONTRACT}
    assert found(tmp_path, files) == {"a.ipynb": ["SMA301", "SMC010"], "train.py": ["SMA301"]}


@pytest.mark.parametrize("name", ["other.py", "src/train.py", "{folder}/train.py"])
def test_another_file_keeps_its_findings(tmp_path: Path, name: str) -> None:
    files = {"a.ipynb": notebook(name), "train.py": SCRIPT}
    assert found(tmp_path, files)["train.py"] == ["SMA301", "SMA301"]


def test_a_file_that_is_named_alone_keeps_its_findings(tmp_path: Path) -> None:
    assert found(tmp_path, {"train.py": SCRIPT}) == {"train.py": ["SMA301", "SMA301"]}
