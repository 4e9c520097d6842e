"""How far up a configuration is looked for, and whose files are used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.workspace import boundary
from sm_lint.workspace.boundary import is_inside, is_repository_root

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system knows no owners")
STRANGER = 4711


@pytest.fixture
def above(tmp_path: Path) -> Path:
    """A folder with a configuration, and folders below it."""
    (tmp_path / "sm-lint.toml").write_text("preview = true\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def owners(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Owners of files, by path, in place of their own; root is nobody special, as it may be who runs this."""
    known: dict[str, int] = {}
    real = boundary._status

    def status(path: str, follow: bool = True) -> os.stat_result | None:
        found = real(path, follow)
        if found is None or path not in known:
            return found
        return os.stat_result((*found[:4], known[path], *found[5:10]))

    monkeypatch.setattr(boundary, "_status", status)
    return known


def governs(folder: Path) -> str | None:
    return Resolver(cwd=str(folder)).settings_for(str(folder / "x.py")).config_path


def test_without_a_repository_the_search_goes_up(above: Path) -> None:
    assert governs(above / "a" / "b") == str(above / "sm-lint.toml")


@pytest.mark.parametrize("marker", [".git", ".hg", ".jj", ".svn", ".bzr"])
def test_it_ends_at_the_root_of_a_repository(above: Path, marker: str) -> None:
    (above / "a" / marker).mkdir()
    assert governs(above / "a" / "b") is None
    (above / "a" / "sm-lint.toml").write_text("")
    assert governs(above / "a" / "b") == str(above / "a" / "sm-lint.toml")


def test_a_worktree_is_a_root_and_a_submodule_is_none(above: Path) -> None:
    (above / ".git" / "modules" / "a").mkdir(parents=True)
    (above / "a" / ".git").write_text("gitdir: ../.git/modules/a\n")
    assert not is_repository_root(str(above / "a"))
    assert governs(above / "a" / "b") == str(above / "sm-lint.toml")
    (above / "a" / ".git").write_text(f"gitdir: {above}/elsewhere/.git/worktrees/a\n")
    assert is_repository_root(str(above / "a"))
    # A repository cannot call itself a part of one that it does not lie in.
    (above / "other" / ".git" / "modules" / "a").mkdir(parents=True)
    (above / "a" / ".git").write_text("gitdir: ../other/.git/modules/a\n")
    assert is_repository_root(str(above / "a"))


def test_it_ends_before_a_folder_that_everyone_may_write_to(above: Path) -> None:
    above.chmod(0o777)
    assert governs(above / "a" / "b") is None
    # Within a repository the folders belong to it, as in a checkout with open permissions.
    (above / ".git").mkdir()
    assert governs(above / "a" / "b") == str(above / "sm-lint.toml")


def test_it_ends_with_the_home_folder(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(above / "a"))
    assert governs(above / "a" / "b") is None
    monkeypatch.setenv("HOME", str(above))
    assert governs(above / "a" / "b") == str(above / "sm-lint.toml")


def test_it_ends_before_a_folder_of_another_user(above: Path, owners: dict[str, int]) -> None:
    owners[str(above)] = STRANGER
    assert governs(above / "a" / "b") is None
    # Where all belongs to that user, as in a container, it is who the files were asked for of.
    owners.update({str(above / "a"): STRANGER, str(above / "a" / "b"): STRANGER})
    assert governs(above / "a" / "b") == str(above / "sm-lint.toml")


def test_a_file_that_a_stranger_put_into_an_open_folder_is_refused(above: Path, owners: dict[str, int]) -> None:
    folder = above / "a" / "b"
    (folder / "sm-lint.toml").write_text("preview = true\n")
    owners[str(folder / "sm-lint.toml")] = STRANGER
    assert Resolver(cwd=str(folder)).settings_for("x.py").preview
    folder.chmod(0o1777)
    settings = Resolver(cwd=str(folder)).settings_for("x.py")
    assert not settings.preview
    assert [problem.message for problem in settings.problems] == [
        f"belongs to another user ({STRANGER}), in a folder that every user may write to, and is not used"
    ]
    assert Resolver(config="sm-lint.toml", cwd=str(folder)).settings_for("x.py").problems == ()


def test_inside(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "ab").mkdir()
    (tmp_path / "a" / "out").symlink_to(tmp_path / "ab")
    folder = str(tmp_path / "a")
    assert is_inside(f"{folder}/x/y", folder)
    assert is_inside(folder, folder)
    assert not is_inside(str(tmp_path / "ab"), folder)
    assert not is_inside(f"{folder}/../ab", folder)
    assert not is_inside(f"{folder}/out/new", folder)
    assert not is_inside("a\0b", folder)
    assert is_inside("/anything", "/")
