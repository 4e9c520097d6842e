"""The files of a commit in place of those on the disk, without a checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.files.discover import discover
from sm_lint.workspace import disk
from sm_lint.workspace.git import GitError, Repository, Step, repository_of
from sm_lint.workspace.mounted import mounted
from sm_lint.workspace.revision import Revision, revision_at

_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_AS = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    environment = os.environ | _ENVIRONMENT
    command = ["git", *_AS, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def commit(folder: Path, message: str, **files: str | None) -> str:
    """Commit files by path, ``__`` for a slash and ``_py`` for a suffix; None deletes one."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py").replace("_toml", ".toml")
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def at(folder: Path, name: str) -> Revision:
    return revision_at(repository_of(str(folder)), name)


def test_files_that_the_work_tree_has_no_longer(project: Path) -> None:
    commit(project, "one", a__b__c_py="print(1)\n", sm_lint_toml="[tool]\n")
    commit(project, "two", a__b__c_py=None, d_py="x")
    gone, there = str(project / "a/b/c.py"), str(project / "d.py")
    assert [disk.kind_of(path) for path in (gone, there)] == [None, "file"]
    with mounted(at(project, "HEAD~")):
        assert [disk.kind_of(path) for path in (gone, there, str(project), str(project / "a"))] == [
            "file",
            None,
            "folder",
            "folder",
        ]
        assert disk.read_file(gone, 100) == b"print(1)\n"
        assert disk.read_start(gone, 5) == b"print"
        assert disk.read_with_status(gone, 100)[1].st_size == disk.size_of(gone) == 9
        assert sorted(disk.names_in(str(project))) == ["a", "sm_lint.toml"]
        assert [entry.name for entry in disk.entries_of(str(project / "a/b")) if entry.is_file()] == ["c.py"]
        assert [step[0] for step in disk.walk(str(project))] == [str(project), f"{project}/a", f"{project}/a/b"]
        assert disk.exists(gone)
        assert not disk.exists(there)
        with pytest.raises(OSError, match="larger than 3 bytes"):
            disk.read_file(gone, 3)
        with pytest.raises(FileNotFoundError):
            disk.read_file(there, 3)
        assert disk.kind_of(str(project / ".git")) == "folder"  # what git keeps is asked of the disk
        assert discover([str(project)], Resolver(cwd=str(project))).files == (gone,)
    assert disk.kind_of(gone) is None


def test_links_lead_nowhere_outside(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (project / "folder").mkdir()
    (project / "folder/real").write_text("real")
    for name, target in {
        "inside": "folder/real",
        "through": "folder",
        "outside": "../secret",
        "absolute": str(tmp_path / "secret"),
        "round": "round",
        "nowhere": "missing",
    }.items():
        (project / name).symlink_to(target)
    commit(project, "links")
    with mounted(at(project, "HEAD")):
        read = disk.read_file(str(project / "inside"), 10), disk.read_file(str(project / "through/real"), 10)
        assert read == (b"real", b"real")
        assert disk.is_link(str(project / "inside"))
        for name in ("outside", "absolute", "round", "nowhere"):
            assert disk.kind_of(str(project / name)) is None
            assert disk.has_entry(str(project / name))
            with pytest.raises(OSError, match="No such file"):
                disk.read_file(str(project / name), 10)


def test_what_differs(project: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    first = commit(project, "one", same_py="1", changed_py="1", moved_py=text, gone_py="2")
    second = commit(project, "two", changed_py="2", moved_py=None, new__moved_py=text, gone_py=None, added_py="3")
    repository = repository_of(str(project))

    def path(name: str) -> str:
        return str(project / name)

    expected = {
        Step(path("changed.py"), path("changed.py")),
        Step(path("moved.py"), path("new/moved.py")),
        Step(path("gone.py"), None),
        Step(None, path("added.py")),
    }
    assert set(repository.steps(first, second)) == expected
    (project / "untracked.py").write_text("4")
    (project / "same.py").write_text("5")
    more = {Step(None, path("untracked.py")), Step(path("same.py"), path("same.py"))}
    assert set(repository.steps(first, None)) == expected | more
    assert repository.mentioning(["line 19"], first) == {path("moved.py")}
    assert repository.mentioning(["line 19", "5"], None) == {path("new/moved.py"), path("same.py")}
    assert repository.mentioning([], None) == repository.mentioning(["nothing such"], first) == set()


def test_blobs_are_read_at_once_and_only_what_is_asked_for(project: Path) -> None:
    files = {f"file{number}_py": f"content {number}" for number in range(50)}
    commit(project, "one", **files)
    revision = at(project, "HEAD")
    asked: list[int] = []
    blobs = revision.repository.blobs

    class Counting(Repository):
        def blobs(self, wanted):  # type: ignore[no-untyped-def]
            known = list(wanted)
            asked.append(len(known))
            return blobs(known)

    revision.repository = Counting(revision.repository.root)
    revision.prefetch([str(project / f"file{number}.py") for number in range(10)] + [str(project / "none.py")])
    with mounted(revision):
        for number in range(10):
            assert disk.read_file(str(project / f"file{number}.py"), 100) == f"content {number}".encode()
        disk.read_file(str(project / "file20.py"), 100)
    assert asked == [10, 1]
    assert revision.read == {*(f"file{number}.py" for number in range(10)), "file20.py"}


@pytest.mark.parametrize("name", ["missing", "--exec=touch x", "HEAD~5", "HEAD:a.py", ""])
def test_no_such_commit(project: Path, name: str) -> None:
    commit(project, "one", a_py="1")
    with pytest.raises(GitError, match="is not a commit"):
        at(project, name)


def test_a_hostile_repository_runs_nothing(project: Path) -> None:
    first = commit(project, "one", a_py="1")
    (project / ".gitattributes").write_text("* diff=evil filter=evil\n")
    for key in ("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "core.pager", "core.fsmonitor"):
        git(project, "config", key, f"touch {project}/ran; cat")
    (project / "a.py").write_text("2 ")
    repository = repository_of(str(project))
    assert len(repository.steps(first, None)) == 2
    repository.mentioning(["2"], None)
    repository.mentioning(["1"], first)
    repository.blobs(repository.tree(first).values())
    assert not (project / "ran").exists()
