"""What the Dockerfiles of SageMaker's own images ask for, and what that brings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sm_lint.sagemaker.image_contents import releases, resolution
from sm_lint.sagemaker.image_contents.checkout import Checkout, checkout
from sm_lint.sagemaker.image_contents.dockerfile import Asked, asked
from sm_lint.sagemaker.image_contents.releases import Release

SOURCES = {"sagemaker-debugger": "smdebug"}
LISTS = {"pytorch/serve/v": "psutil requests"}


def read(text: str, target: str = "", **arguments: str) -> Asked:
    return asked(text, target, arguments, SOURCES, LISTS)


@pytest.mark.parametrize(
    ("command", "requirements"),
    [
        ("pip install numpy==1.2 'pandas<2' && rm x", ("numpy==1.2", "pandas<2")),
        ("${PIP} install -U --no-cache-dir boto3", ("boto3",)),
        ("/opt/conda/bin/python -m pip install --trusted-host pypi.org -c limits.txt six", ("six",)),
        ('pip install "Pillow>=9.0.0<9.1.0"', ("Pillow>=9.0.0,<9.1.0",)),
        ("pip install https://h/r1/torch-1.8.1%2Bcpu-cp36-cp36m-linux_x86_64.whl", ("torch==1.8.1",)),
        ("pip install ${WHEEL}", ("awsio==0.0.1",)),
        (
            "git clone -b 1.0 https://h/awslabs/sagemaker-debugger && cd sagemaker-debugger && python setup.py install",
            ("smdebug",),
        ),
        ("pip install git+https://h/awslabs/sagemaker-debugger.git@1.0", ("smdebug",)),
        ("pip install horovod==${UNKNOWN}", ("horovod",)),
        ("pip install -r https://raw/pytorch/serve/v0.8.0/requirements/common.txt", ("psutil", "requests")),
        ("pip uninstall -y torch && pip install 'transformers[vision]==4.1'", ("transformers[vision]==4.1",)),
        ("pip install --upgrade pip", ("pip",)),
        ("apt-get install -y python3-pip git", ()),
    ],
)
def test_what_pip_is_asked_for(command: str, requirements: tuple[str, ...]) -> None:
    found = read(
        f"ARG PIP=pip3\nFROM ubuntu:20.04\nARG WHEEL=https://h/awsio-0.0.1-cp38-cp38-manylinux1_x86_64.whl\nRUN {command}\n"
    )
    assert found.requirements == requirements
    assert found.unread == ()


@pytest.mark.parametrize("command", ["pip install git+https://h/x/y", "pip install ./*.whl", "pip install $WHERE"])
def test_what_is_not_understood_is_told(command: str) -> None:
    assert read(f"FROM ubuntu\nRUN {command}\n").unread


def test_requirements_files_of_the_build_are_named() -> None:
    assert read("FROM ubuntu\nRUN pip install -r /requirements.txt\n").files == ("/requirements.txt",)


def test_what_conda_is_asked_for() -> None:
    text = """
FROM ubuntu AS common
RUN curl -O https://h/Miniconda3-py38-Linux.sh
RUN conda install -y -c conda-forge \\
    # a comment between
    python=3.8.1 "mkl<2024" \\
    h5py=*=mpi_openmpi* pytorch=2.1.0 && conda clean -ya
"""
    found = read(text)
    assert found.conda == ("python==3.8.1", "mkl<2024", "h5py", "pytorch==2.1.0")
    assert found.base


def test_stages_that_the_target_does_not_build_on_are_left_out() -> None:
    text = """
FROM ubuntu:20.04 AS common
RUN pip install six
FROM common AS ec2
RUN pip install s3fs
FROM common AS sagemaker
ARG VERSION
RUN pip install sagemaker==${VERSION}
"""
    found = read(text, "sagemaker", VERSION="2.1")
    assert found.requirements == ("six", "sagemaker==2.1")
    assert found.parent == "ubuntu:20.04"
    assert read(text, "none").requirements == ("six", "sagemaker")


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def commit(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")


BASE = "FROM ubuntu:18.04\nARG PYTHON_VERSION=3.8.2\nRUN pip install torch==1.9.1 boto3\n"
OVER = """
FROM 763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:1.9.1-gpu-py38-cu111
ARG TRANSFORMERS_VERSION
RUN pip install transformers==${TRANSFORMERS_VERSION}
"""
BUILD = 'version: &VERSION 1.9.1\nimages:\n  a:\n    transformers_version: &T 4.12.3\n    datasets_version: "1.2"\n'


def test_releases_are_read_from_tags(tmp_path: Path) -> None:
    folder = tmp_path / "deep-learning-containers"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"pytorch/training/docker/1.9/py3/Dockerfile.cpu": BASE + "RUN pip install old\n"})
    git(folder, "tag", "v1.0-pt-1.9.1-tr-py38")
    commit(
        folder,
        {
            "pytorch/training/docker/1.9/py3/Dockerfile.cpu": BASE,
            "pytorch/training/docker/1.9/py3/cu111/Dockerfile.gpu": BASE + "RUN pip install horovod\n",
            "pytorch/training/docker/1.9/py3/example/Dockerfile.gpu": BASE + "RUN pip install example\n",
            "huggingface/pytorch/training/docker/1.9/py3/cu111/Dockerfile.gpu": OVER,
            "huggingface/pytorch/buildspec.yml": BUILD,
        },
    )
    git(folder, "tag", "v1.1-pt-1.9.1-tr-py38")
    git(folder, "tag", "v1.0-pt-ec2-1.9.2-tr-py38")
    git(folder, "tag", "v1.0-hf-4.12.3-pt-1.9.1-tr-gpu-py38")
    plain, over = sorted(releases.releases(checkout(str(folder))), key=lambda release: len(release.repository))
    assert (plain.repository, plain.versions, plain.python) == ("pytorch-training", ("1.9.1",), "3.8")
    assert plain.devices == ("cpu", "gpu")
    assert plain.requirements == ("torch==1.9.1", "boto3", "horovod")
    assert not plain.unread
    assert (over.repository, over.versions) == ("huggingface-pytorch-training", ("1.9.1-transformers4.12.3",))
    assert over.requirements == ("transformers==4.12.3", "torch==1.9.1", "boto3", "horovod")
    assert over.python == "3.8"


def test_releases_are_read_from_branches(tmp_path: Path) -> None:
    folder = tmp_path / "sagemaker-xgboost-container"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "1.5-1")
    files = {
        "requirements.txt": "Flask==1.1.1  # fixed\nboto3>=1\n",
        "docker/1.5-1/base/Dockerfile.cpu": "FROM nvidia/cuda:11\nARG PYTHON_VERSION=3.8\nRUN pip install xgboost==1.5.2\n",
        "docker/1.5-1/final/Dockerfile.cpu": "FROM xgboost-base:1.5-1\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\n",
    }
    commit(folder, files)
    (found,) = releases.releases(checkout(str(folder)))
    assert (found.repository, found.versions, found.devices) == ("sagemaker-xgboost", ("1.5-1",), ("cpu", "gpu"))
    assert found.requirements == ("xgboost==1.5.2", "Flask==1.1.1", "boto3>=1")
    assert "sagemaker-xgboost-container" in found.present


def release(*requirements: str) -> Release:
    return Release("r", ("1",), ("training",), ("cpu",), "3.8", "s", "2022-01-01", requirements, ("pip",), ())


def test_a_release_has_what_can_be_reached(tmp_path: Path) -> None:
    text = """click==8.0  # via flask
flask==2.0  # via -r -
numpy==1.2  # via pandas, shap (setup)
other==1
# not resolved: gone
"""
    (tmp_path / "3.8-2022-01-01.txt").write_text(text)
    graph, pythons = resolution.graph_of(tmp_path)
    assert pythons == {"3.8"}
    found, unknown = resolution.packages(release("Flask==1.1", "pandas>=1", "pandas==1.5", "mystery"), graph)
    assert found == {"click": "", "flask": "1.1", "mystery": "", "numpy": "", "pandas": "", "pip": ""}
    assert unknown == ["mystery"]


def test_an_older_image_has_nothing_that_was_required_later(tmp_path: Path) -> None:
    (tmp_path / "3.8-2022-01-01.txt").write_text("numpy==1.2  # via pandas\n")
    (tmp_path / "3.9-2023-01-01.txt").write_text("pytz==1  # via pandas\n")
    (tmp_path / "3.12-2026-01-01.txt").write_text("narwhals==2  # via pandas\n")
    older, _ = resolution.graph_of(tmp_path, "3.8")
    newer, pythons = resolution.graph_of(tmp_path, "3.12")
    assert older["pandas"] == {"numpy", "pytz"}
    assert newer["pandas"] == {"numpy", "pytz", "narwhals"}
    assert pythons == {"3.8", "3.9", "3.12"}


def fake_uv(folder: Path, script: str) -> str:
    path = folder / "uv"
    path.write_text(f"#!/bin/sh\nread -r names\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_what_has_no_wheel_is_resolved_without(tmp_path: Path) -> None:
    script = """for word; do last=$before; before=$word; done
if grep -q future "$last"; then echo 'flask==2.0  # via -r -'; else echo 'Wheels are required for `future`' >&2; exit 1; fi"""
    era = resolution.Era("3.8", "2022-01-01", ("flask",))
    resolution.resolve(era, tmp_path, fake_uv(tmp_path, script))
    assert (tmp_path / "3.8-2022-01-01.txt").read_text() == "flask==2.0  # via -r -\nfuture==0  # via flask\n"


def test_what_cannot_be_resolved_is_told(tmp_path: Path) -> None:
    era = resolution.Era("3.8", "2022-01-01", ("flask", "gone"))
    resolution.resolve(era, tmp_path, fake_uv(tmp_path, "echo 'there are no versions of gone' >&2; exit 1"))
    assert "# not resolved: gone" in (tmp_path / "3.8-2022-01-01.txt").read_text()


def test_one_era_for_each_python() -> None:
    early, late = release("Flask==1"), release("transformers[vision]==4", "smdebug")._replace(day="2023-01-01")
    (era,) = resolution.eras([early, late])
    assert (era.python, era.day) == ("3.8", "2023-01-01")
    assert {"flask", "transformers[vision]", "protobuf"} <= set(era.asked)
    assert "smdebug" not in era.asked


def test_the_repository_shows_in_the_folder(tmp_path: Path) -> None:
    for name in ("sagemaker-scikit-learn-container", "elsewhere"):
        folder = tmp_path / name
        folder.mkdir()
        git(folder, "init", "-q")
        commit(folder, {"a": "b"})
    assert checkout(str(tmp_path / "sagemaker-scikit-learn-container")).name == "aws/sagemaker-scikit-learn-container"
    assert checkout(str(tmp_path / "elsewhere")).name == "aws/deep-learning-containers"
    with pytest.raises(ValueError, match="git"):
        Checkout(str(tmp_path / "none"), "a/b", "c").files()
