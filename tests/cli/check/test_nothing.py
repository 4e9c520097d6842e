"""A run without a file to check says why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("files", "config", "arguments", "said"),
    [
        ([], "", ["src"], ["src holds no Python file and no notebook"]),
        (["src/readme.md"], "", ["src"], ["src holds no Python file and no notebook"]),
        (
            ["src/a.py", "src/b/c.ipynb"],
            'extend-exclude = ["src"]',
            ["."],
            [".: 2 files left out by `exclude` or `extend-exclude`"],
        ),
        (
            ["src/a.py"],
            "",
            ["--extend-exclude", "*.py", "src"],
            ["src: 1 file left out by `exclude` or `extend-exclude`"],
        ),
        ([".venv/lib/a.py", "node_modules/b.py"], "", ["."], [".: 2 files left out by `exclude`"]),
        (["src/a.py", "src/b.py", ".gitignore:src/"], "", ["."], [".: 2 files left out by .gitignore or .ignore"]),
        (
            ["src/a.py", "b.py", ".gitignore:src/"],
            'extend-exclude = ["b.py"]',
            ["."],
            [".: 1 file left out by `exclude` or `extend-exclude`, 1 file left out by .gitignore"],
        ),
        (
            ["src/a.pyi", "src/b.json"],
            "",
            ["src"],
            [
                "src: 1 file is JSON that defines no jobs and that `pipeline-definitions` does not name, 1 file is a stub"
            ],
        ),
        (["a.pyi"], "", ["a.pyi"], ["a.pyi: 1 file is a stub"]),
        (["a.py"], 'exclude = ["a.py"]\nforce-exclude = true', ["a.py"], ["a.py: 1 file left out by `exclude`"]),
        (["src/a.py"], 'exclude = ["src"]\nforce-exclude = true', ["src"], ["src: 1 file left out by `exclude`"]),
        (["a/x.md", "b/x.md"], "", ["a", "b"], ["a holds no Python", "b holds no Python"]),
        (["::x/a.md"], "", ["::x"], ["./::x holds no Python"]),
    ],
)
def test_the_reason(
    project: Path, sm_lint: Run, files: list[str], config: str, arguments: list[str], said: list[str]
) -> None:
    (project / "pyproject.toml").write_text(f"[tool.sm-lint]\n{config}\n")
    (project / "src").mkdir()
    (project / ".git").mkdir()
    (project / ".git" / "hook.py").write_text("x = 1\n")
    for name in files:
        path = project / name.split(":.")[0] if name.startswith(".gitignore") else project / name
        if name.startswith(".gitignore:"):
            (project / ".gitignore").write_text(name.removeprefix(".gitignore:") + "\n")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    for extra in (["-n"], [], [], ["--output-format", "json"], ["--show-files"]):  # a second run is not spared either
        result = sm_lint(*extra, *arguments)
        assert result.exit_code == 0
        lines = result.stderr.splitlines()
        assert [line.startswith(start) for line, start in zip(lines, said, strict=True)] == [True] * len(said), lines
    assert sm_lint(*arguments).stdout == "No files to check.\n"
    assert sm_lint("--quiet", *arguments).stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_links_to_files_elsewhere(project: Path, sm_lint: Run) -> None:
    (project / "a.py").write_text("")
    (project / "src").mkdir()
    (project / "src" / "b.py").symlink_to(project / "a.py")
    assert sm_lint("src").stderr == "src: 1 file is a link to a file outside of the folder\n"


def test_a_run_with_a_file_explains_nothing(good: Path, sm_lint: Run) -> None:
    (good / "empty").mkdir()
    result = sm_lint("empty", "preprocess.py")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_path_that_is_not_there_is_a_problem(project: Path, sm_lint: Run) -> None:
    result = sm_lint("gone")
    assert result.exit_code == 2
    assert "holds" not in result.stderr
