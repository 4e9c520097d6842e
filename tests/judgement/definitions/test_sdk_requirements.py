"""What files ask for of the SDK: formats, bounds, places."""

from __future__ import annotations

import json

import pytest

from sm_lint.judgement.definitions.sdk_requirements import Requirement, is_requirements, requirements_in
from sm_lint.syntax.span import Span


def only(name: str, text: str) -> Requirement:
    (found,) = requirements_in(text, f"/project/{name}")
    return found


BOUNDS = {
    "sagemaker": {1, 2, 3},
    "sagemaker[local] >= 2.100, < 3": {2},
    "sagemaker~=2.200": {2},
    "sagemaker===2.1": {2},
    "sagemaker>=2": {2, 3},
    "sagemaker>1.5,!=2.3": {1, 2, 3},
    "sagemaker<3.5,>=2": {2, 3},
    "sagemaker<2": {1},
    "sagemaker<=2.257": {1, 2},
    "sagemaker==3.*": {3},
}


@pytest.mark.parametrize(("line", "majors"), BOUNDS.items(), ids=BOUNDS.keys())
def test_bounds(line: str, majors: set[int]) -> None:
    found = only("requirements-dev.txt", f"boto3\n{line}  # why\n")
    assert found.majors == majors
    assert (found.place.span, found.newest) == (Span(2, 1, 2, len(line) + 1), True)
    assert found.text == " ".join(line.split())


NOT_OURS = (
    "sagemaker-core==1.0\n",
    "# sagemaker==2.1\n",
    "acme/sagemaker\n",
    "git+https://github.com/aws/sagemaker\n",
    "sagemaker-training>=4\n",
    "mysagemaker\n",
    "sagemaker @ https://example.org/sagemaker.whl\n",
)


@pytest.mark.parametrize("text", NOT_OURS)
def test_other_packages(text: str) -> None:
    assert requirements_in(text, "/project/requirements.txt") == ()


FORMATS = {
    "pyproject.toml": '[project]\nname = "sagemaker"\ndependencies = ["boto3", "sagemaker>=2,<3"]\n',
    "Pipfile": '[packages]\nsagemaker = ">=2,<3"\n',
    "setup.py": 'setup(install_requires=["boto3", "sagemaker>=2,<3"])\n',
    "setup.cfg": "[options]\ninstall_requires =\n    boto3\n    sagemaker>=2,<3\n",
    "environment.yml": "dependencies:\n  - pip:\n      - sagemaker>=2,<3\n",
    "uv.lock": '[[package]]\nname = "sagemaker"\nversion = "2.1.0"\n',
    "Pipfile.lock": '{"default": {"sagemaker": {"hashes": ["a"], "version": "==2.1.0"}}}',
    "requirements.in": "sagemaker>=2,<3 \\\n    --hash=sha256:1\n",
    "Dockerfile": 'FROM python:3.11\nRUN pip3 install -q boto3 \\\n  "sagemaker>=2,<3" && echo\n',
    "gpu.dockerfile": "FROM python:3.11\nRUN uv pip install sagemaker==2.1.0\n",
}


@pytest.mark.parametrize(("name", "text"), FORMATS.items(), ids=FORMATS.keys())
def test_formats(name: str, text: str) -> None:
    found = only(name, text)
    assert found.majors == {2}
    assert found.newest
    assert is_requirements(name)
    span = found.place.span
    first = text.split("\n")[span.line - 1]
    assert "sagemaker" in first[span.column - 1 :]


def test_poetry() -> None:
    text = '[tool.poetry.dependencies]\npython = "^3.9"\nsagemaker = {version = "^2.100", extras = ["local"]}\n'
    found = only("pyproject.toml", text)
    assert (found.majors, found.text, found.place.span.line) == ({2}, 'sagemaker = "^2.100"', 3)
    assert only("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nsagemaker = "*"\n').majors == {1, 2, 3}


@pytest.mark.parametrize("text", ["[", "a = 1\na = 2\n# sagemaker", "[project]\ndependencies = 'sagemaker'\n", ""])
def test_broken_files(text: str) -> None:
    assert requirements_in(text, "/project/pyproject.toml") == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", 'sagemaker; python_version < "3.9"\n'),
        ("environment.yml", "dependencies:\n  - conda-forge::sagemaker-python-sdk\n"),
        ("Dockerfile", "FROM pytorch-training:2.1\nRUN pip install sagemaker\n"),
    ],
)
def test_what_is_installed_is_not_known(name: str, text: str) -> None:
    found = only(name, text)
    assert not found.newest
    assert found.majors == {1, 2, 3}


def test_a_condition_in_setup_py() -> None:
    assert requirements_in("install_requires = [x for x in y]  # sagemaker\n", "/project/setup.py") == ()
    found = only("setup.py", "REQUIRES = ['sagemaker']\n")
    assert (found.place.span.line, found.place.span.column) == (1, 14)


def test_notebook() -> None:
    sources = [
        ["# %pip install sagemaker==1.0\n", "import sagemaker"],
        ["!{sys.executable} -m pip install --quiet --upgrade boto3 'sagemaker>=2.100'\n"],
        "%pip install sagemaker",
    ]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    cells.insert(1, {"cell_type": "markdown", "source": ["pip install sagemaker==3.0"]})
    first, second = requirements_in(json.dumps({"cells": cells}), "/project/a.ipynb")
    assert (first.majors, first.newest, first.place.cell, first.place.span.line) == ({2, 3}, True, 3, 1)
    assert (second.majors, second.newest, second.place.cell) == ({1, 2, 3}, False, 4)
    assert requirements_in('{"cells": [sagemaker', "/project/a.ipynb") == ()
