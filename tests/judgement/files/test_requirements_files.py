"""Requirements files as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.judgement.files.requirements_files import Requirements, read_requirements
from sm_lint.workspace.view import FileView


def read(folder: Path, **files: str) -> Requirements:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    found = read_requirements(FileView(), str(folder / "requirements.txt"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "name", "specifier"),
    [
        ("pandas", "pandas", ""),
        ("Flask_Cors == 1.2  # comment", "flask-cors", "==1.2"),
        ("transformers[torch,sentencepiece]>=4.1,<5", "transformers", "<5,>=4.1"),
        ("numpy (>=1.2)", "numpy", ">=1.2"),
        ("numpy==1.2 --hash=sha256:abc --hash=sha256:def", "numpy", "==1.2"),
        ("numpy==1.2 \\\n    --hash=sha256:abc", "numpy", "==1.2"),
        ("acme @ https://h/acme-1.0.tar.gz", "acme", ""),
        ("git+https://h/acme/tool.git@v1#egg=acme_tool", "acme-tool", ""),
        ("-e git+ssh://git@h/acme/tool.git#egg=tool&subdirectory=x", "tool", ""),
        ("https://h/whl/acme_core-1.2-py3-none-any.whl", "acme-core", ""),
        ("./wheels/acme-1.0-py3-none-any.whl", "acme", ""),
    ],
)
def test_an_entry(tmp_path: Path, line: str, name: str, specifier: str) -> None:
    found = read(tmp_path, requirements=line + "\n")
    (entry,) = found.entries
    assert (entry.name, str(entry.requirement.specifier), entry.line) == (name, specifier, 1)
    assert found.is_whole


@pytest.mark.parametrize(
    "line", ["-e .", "--editable ./src", ".", "../tool", "git+https://h/a/b.git", "https://h/x.tar.gz", "what is this"]
)
def test_what_has_no_name(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, requirements=f"pandas\n{line}\n")
    assert [entry.name for entry in found.entries] == ["pandas"]
    assert not found.is_whole


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# note",
        "--extra-index-url https://h/simple",
        "-i https://h",
        "--find-links wheels",
        "--no-binary :all:",
        "--pre",
    ],
)
def test_lines_that_ask_for_nothing(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, requirements=f"{line}\npandas\n")
    assert [(entry.name, entry.line) for entry in found.entries] == [("pandas", 2)]
    assert found.is_whole


def test_files_that_are_included(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        requirements="-r base.txt\n-c limits.txt\nscipy\n",
        base="numpy\n-r requirements.txt\n",
        limits="numpy<2\n",
    )
    assert [entry.name for entry in found.entries] == ["numpy", "scipy"]
    assert [str(entry.requirement) for entry in found.constraints] == ["numpy<2"]
    assert found.is_whole
    assert not read(tmp_path, requirements="--requirement=none.txt\n").is_whole


def test_markers_are_for_the_container(tmp_path: Path) -> None:
    text = 'a; python_version < "3.9"\nb; sys_platform == "win32"\nc\nd; extra == "x"\n'
    found = read(tmp_path, requirements=text)
    assert [entry.name for entry in found.wanted("3.8")] == ["a", "c"]
    assert [entry.name for entry in found.wanted("3.9")] == ["c"]
    assert [entry.name for entry in found.wanted(None)] == ["c"]


def test_there_is_no_file(tmp_path: Path) -> None:
    assert read_requirements(FileView(), str(tmp_path / "requirements.txt")) is None
