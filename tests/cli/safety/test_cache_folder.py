"""Which folder may be the cache of a run, as the command line sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.caching import run_memo
from sm_lint.lint.caching.store import pack, unpack
from sm_lint.lint.run.runner import lint_paths
from sm_lint.workspace.fingerprint import of_bytes
from tests.cli.conftest import BAD, GOOD, Run

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[3]
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def old(good: Path) -> Path:
    """A project with files that are older than what a cache keeps."""
    for name in ("src/a.py", "notebooks/data.csv", "preprocess.py"):
        path = good / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(path.read_text() if path.exists() else "x = 1\n")
        then = time.time() - 45 * 86_400
        os.utime(path, (then, then))
    return good


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize("folder", [".", "notebooks", "../{name}", "src/../."])
@pytest.mark.parametrize("named", ["flag", "configuration"])
def test_a_folder_with_files_is_refused_and_keeps_them(old: Path, sm_lint: Run, named: str, folder: str) -> None:
    folder = folder.format(name=old.name)
    if named == "configuration":
        (old / "sm-lint.toml").write_text(f'\ncache-dir = "{folder}"\n')
    before = files(old)
    result = sm_lint(".", *(("--cache-dir", folder) if named == "flag" else ()))
    assert result.exit_code == 2
    assert "not a cache of sm-lint; name a folder that does not exist yet" in result.output
    assert ("--cache-dir: " if named == "flag" else "sm-lint.toml:2:1: ") in result.output
    assert files(old) == before
    assert sm_lint(".", "-n").exit_code == 0
    assert sm_lint("clean", *(("--cache-dir", folder) if named == "flag" else ())).exit_code == 2
    assert files(old) == before


def test_a_folder_that_is_not_there_yet_and_an_empty_one(good: Path, sm_lint: Run) -> None:
    (good / "empty").mkdir()
    for folder in ("empty", "new/deep"):
        for _ in range(2):
            assert sm_lint(".", "--cache-dir", folder).exit_code == 0
        assert list((good / folder).rglob("*.verdicts.jsonl"))
    assert not (good / "empty" / ".gitignore").exists()


def test_a_linked_cache_is_passed_over(old: Path, sm_lint: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    thesis = home / "Documents" / "thesis.tex"
    thesis.parent.mkdir()
    thesis.write_text("x")
    os.utime(thesis, (0, 0))
    (old / ".sm_lint_cache").symlink_to(home, target_is_directory=True)
    for _ in range(3):
        result = sm_lint(".")
        assert (result.exit_code, result.stdout) == (0, "All checks passed!\n")
        assert result.stderr.startswith("the cache .sm_lint_cache is a symbolic link")
        assert result.stderr.count("\n") == 1
    assert files(home) == {"Documents/thesis.tex"}
    assert sm_lint(".", "-q").output == ""
    result = sm_lint(".", "--cache-dir", ".sm_lint_cache")
    assert (result.exit_code, "symbolic link" in result.stderr) == (2, True)


def test_the_python_interface_says_it_as_well(good: Path) -> None:
    result = lint_paths(["."], resolver=Resolver({"cache_dir": "."}, cwd=str(good)))
    (problem,) = result.problems
    assert "not a cache of sm-lint" in problem.message
    (good / ".sm_lint_cache").write_text("x")
    result = lint_paths(["."], resolver=Resolver(cwd=str(good)))
    assert [refusal.reason for refusal in result.passed_over] == ["is not a folder"]
    assert not result.problems


def git(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def poison(root: Path) -> None:
    """Make the cache say that what is in the file now was found clean, as its checksum confirms."""
    (path,) = (root / ".sm_lint_cache").rglob("*.verdicts.jsonl")
    content = unpack("verdicts", path.name[:32], path.read_bytes())
    script = root / "preprocess.py"
    content["verdicts"][str(script)][0] = of_bytes(script.read_bytes())
    path.write_bytes(pack("verdicts", path.name[:32], content))


@needs_git
def test_a_cache_that_git_tracks_hides_nothing(good: Path, sm_lint: Run) -> None:
    git(good, "init", "-q")
    assert sm_lint(".").exit_code == 0
    (good / "preprocess.py").write_text(BAD)
    poison(good)
    assert sm_lint(".").exit_code == 0  # nobody can tell it from a cache of one's own
    git(good, "add", "-f", ".sm_lint_cache")
    before = files(good / ".sm_lint_cache")
    result = sm_lint(".")
    assert result.exit_code == 1
    assert "preprocess.py:6:" in result.stdout
    assert result.stderr.startswith("the cache .sm_lint_cache is tracked by git and was not used; ")
    assert files(good / ".sm_lint_cache") == before
    assert sm_lint(".", "--cache-dir", ".sm_lint_cache").exit_code == 1
    git(good, "rm", "-rq", "--cached", ".sm_lint_cache")
    assert sm_lint(".").stderr == ""


@pytest.fixture
def spared(good: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether a run is spared, in a repository in which the second run before was clean."""
    monkeypatch.setattr(run_memo, "RACY_NANOSECONDS", -10_000_000_000)
    if shutil.which("git"):
        git(good, "init", "-q")
        git(good, "add", "preprocess.py")
    for _ in range(2):
        assert sm_lint(".").output == "All checks passed!\n"
    from sm_lint.cli.verbs.check import modes as check_modes

    runs = []
    real = check_modes.run
    monkeypatch.setattr(check_modes, "run", lambda *given: runs.append(given) or real(*given))

    def is_spared() -> bool:
        runs.clear()
        assert sm_lint(".").exit_code == 0
        return not runs

    return is_spared


@needs_git
def test_a_memo_that_git_tracks_spares_nothing(good: Path, spared: Callable[[], bool]) -> None:
    assert spared()
    git(good, "add", "-f", ".sm_lint_cache")
    assert not spared()
    git(good, "rm", "-rq", "--cached", ".sm_lint_cache")
    assert spared()


def test_a_memo_behind_a_link_spares_nothing(good: Path, spared: Callable[[], bool]) -> None:
    assert spared()
    (good / ".sm_lint_cache").rename(good.parent / "kept")
    (good / ".sm_lint_cache").symlink_to(good.parent / "kept", target_is_directory=True)
    assert not spared()


def test_a_memo_in_a_folder_without_our_tag_spares_nothing(good: Path, spared: Callable[[], bool]) -> None:
    assert spared()
    (good / ".sm_lint_cache" / "CACHEDIR.TAG").unlink()
    assert not spared()


def test_eight_runs_at_once(tmp_path: Path) -> None:
    """With one cache that is new to all of them: the same report, and nothing left behind."""
    for number in range(6):
        (tmp_path / f"part_{number}.py").write_text(
            GOOD if number % 3 else "import os\nopen('/opt/ml/processing/inputs')\n"
        )
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'rules'}"}
    command = [sys.executable, "-m", "sm_lint", "-j1", "--output-format", "json"]
    alone = subprocess.run([*command, "-n"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    runs = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(8)
    ]
    for run in runs:
        output, said = run.communicate(timeout=120)
        assert (output, said, run.returncode) == (alone.stdout, b"", alone.returncode)
    cache = tmp_path / ".sm_lint_cache"
    assert {path.name for path in cache.iterdir()} >= {"CACHEDIR.TAG", ".gitignore"}
    assert not list(cache.rglob(".writing-*"))
    for path in cache.rglob("*.jsonl"):
        key, table, _ = path.name.split(".")
        unpack(table, key, path.read_bytes())  # type: ignore[arg-type]
