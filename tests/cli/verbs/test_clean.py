"""`sm-lint clean`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

UV_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by uv.\n"


def test_drops_the_cache_and_nothing_else(good: Path, sm_lint: Run) -> None:
    cache = good / ".sm_lint_cache"
    assert sm_lint(".").exit_code == 0
    assert cache.is_dir()
    result = sm_lint("clean")
    assert (result.exit_code, result.stderr) == (0, "deleted .sm_lint_cache\n")
    assert not cache.exists()
    assert {path.name for path in good.iterdir()} == {"pyproject.toml", "preprocess.py"}
    assert "no cache" in sm_lint("clean").stderr
    assert sm_lint("clean", "-q").stderr == ""


def test_what_others_put_there_is_left_and_named(good: Path, sm_lint: Run) -> None:
    sm_lint(".")
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (good / ".sm_lint_cache" / name).write_text(name)
    result = sm_lint("clean")
    assert result.exit_code == 0
    assert result.stderr.startswith("deleted .sm_lint_cache, except ")
    assert result.stderr.endswith(": a.txt, b.txt, c.txt and 1 other\n")
    assert (good / ".sm_lint_cache" / "d.txt").exists()
    assert sm_lint(".").stderr == ""
    assert list((good / ".sm_lint_cache").rglob("*.verdicts.jsonl"))


def test_an_empty_folder_is_no_cache(project: Path, sm_lint: Run) -> None:
    (project / "data").mkdir()
    result = sm_lint("clean", "--cache-dir", "data")
    assert (result.exit_code, result.stderr) == (0, "no cache at data\n")
    assert (project / "data").is_dir()


@pytest.mark.parametrize("named", ["flag", "configuration"])
def test_the_cache_of_another_tool_is_left_alone(project: Path, sm_lint: Run, named: str) -> None:
    """Every tool writes the same signature into its CACHEDIR.TAG."""
    wheel = project / "uv" / "wheels" / "w.whl"
    wheel.parent.mkdir(parents=True)
    wheel.write_text("w")
    (project / "uv" / "CACHEDIR.TAG").write_text(UV_TAG)
    if named == "configuration":
        (project / "sm-lint.toml").write_text('cache-dir = "uv"\n')
    result = sm_lint("clean", *(("--cache-dir", "uv") if named == "flag" else ()))
    assert result.exit_code == 2
    assert "not a cache of sm-lint; nothing was deleted" in result.stderr
    assert wheel.exists()


def test_the_project_as_its_own_cache(good: Path, sm_lint: Run) -> None:
    (good / "sm-lint.toml").write_text('cache-dir = "."\n')
    assert sm_lint("clean").exit_code == 2
    assert (good / "preprocess.py").exists()


def test_a_link_is_not_followed(good: Path, sm_lint: Run) -> None:
    sm_lint(".")
    (good / ".sm_lint_cache").rename(good / "kept")
    (good / ".sm_lint_cache").symlink_to("kept", target_is_directory=True)
    result = sm_lint("clean")
    assert result.exit_code == 2
    assert "symbolic link" in result.stderr
    assert list((good / "kept").rglob("*.jsonl"))
