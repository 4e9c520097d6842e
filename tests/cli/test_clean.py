"""`sm-lint clean`."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run


def test_drops_the_cache_and_nothing_else(project: Path, sm_lint: Run) -> None:
    cache = project / ".sm_lint_cache"
    cache.mkdir()
    (cache / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    result = sm_lint("clean")
    assert (result.exit_code, result.stderr) == (0, "dropped .sm_lint_cache\n")
    assert not cache.exists()
    assert (project / "pyproject.toml").exists()
    assert "no cache" in sm_lint("clean").stderr
    assert sm_lint("clean", "-q").stderr == ""


def test_a_folder_that_is_no_cache_is_left_alone(project: Path, sm_lint: Run) -> None:
    (project / "data").mkdir()
    assert sm_lint("clean", "--cache-dir", "data").exit_code == 0
    assert (project / "data").is_dir()
