"""Real repositories, in every form of index that git writes; `git ls-files` is the oracle."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sm_lint.lint.caching import git_index
from sm_lint.lint.caching.tracked import tracking

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
CACHE = ".sm_lint_cache"
ENTRY = f"{CACHE}/0.1.0/{'a' * 32}.verdicts.jsonl"
ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder, env={**environment, **ENVIRONMENT}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def repository(folder: Path, *arguments: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", *arguments)
    for number in range(40):
        name = folder / f"src/part_{number:02}/link{'' if number % 2 else '_longer'}"
        name.parent.mkdir(parents=True)
        name.write_text(str(number))
    (folder / ".sm_lint").write_text("shares its first letters with the cache")
    (folder / f"{CACHE}.md").write_text("as well")
    git(folder, "add", ".")
    return folder


def add_cache(folder: Path, entry: str = ENTRY) -> None:
    path = folder / entry
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    git(folder, "add", "-f", entry)


FORMS: dict[str, list[tuple[str, ...]]] = {
    "2": [("update-index", "--index-version", "2")],
    "3": [
        ("update-index", "--index-version", "3"),
        ("update-index", "--skip-worktree", ".sm_lint", "src/part_03/link"),
    ],
    "4": [("update-index", "--index-version", "4")],
    "4 extended": [("update-index", "--index-version", "4"), ("update-index", "--skip-worktree", ".sm_lint")],
    "split": [("update-index", "--split-index")],
    "with an untracked cache": [("update-index", "--force-untracked-cache")],
    "without a checksum": [("config", "index.skipHash", "true")],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hashes", ["sha1", "sha256"])
def test_every_form_of_index(tmp_path: Path, form: str, hashes: str) -> None:
    root = repository(tmp_path, f"--object-format={hashes}")
    for arguments in FORMS[form]:
        git(root, *arguments)
    assert tracking(str(root / CACHE))[0] == ""
    for name in ("src", "src/part_00", "src/part_39/link", "SRC"):
        assert tracking(str(root / name))[0] == "is tracked by git"
    for name in ("sr", "src/part_0", "src/part_39/lin", "part_39", "src/part_40", "link"):
        assert tracking(str(root / name))[0] == ""
    add_cache(root)
    (root / "z").write_text("")
    git(root, "add", "z")
    assert ENTRY in git(root, "ls-files")
    assert tracking(str(root / CACHE))[0] == "is tracked by git"
    if form != "split":  # what was taken out of a split index counts until the shared one is written again
        git(root, "rm", "-rq", "--cached", CACHE)
        assert tracking(str(root / CACHE))[0] == ""


def test_what_was_added_before_the_index_was_split(tmp_path: Path) -> None:
    root = repository(tmp_path)
    add_cache(root)
    git(root, "update-index", "--split-index")
    (root / "z").write_text("")
    git(root, "add", "z")
    assert CACHE.encode() not in (root / ".git" / "index").read_bytes().replace(f"{CACHE}.md".encode(), b"")
    assert tracking(str(root / CACHE))[0] == "is tracked by git"


@pytest.mark.parametrize("hashes", ["sha1", "sha256"])
def test_a_split_index_without_entries_of_its_own(tmp_path: Path, hashes: str) -> None:
    """Git copies entries of the current second into it, so the files are older here."""
    root = repository(tmp_path, f"--object-format={hashes}")
    for path in root.rglob("*"):
        if ".git" not in path.parts:
            os.utime(path, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    git(root, "add", ".")
    git(root, "update-index", "--refresh")
    git(root, "update-index", "--split-index")
    assert int.from_bytes((root / ".git" / "index").read_bytes()[8:12], "big") == 0
    assert tracking(str(root / CACHE))[0] == ""
    assert tracking(str(root / "src"))[0] == "is tracked by git"


def test_a_long_name(tmp_path: Path) -> None:
    """Of a name of 4,095 characters and more an index does not say the length."""
    root = repository(tmp_path)
    deep = "/".join(["d" * 200] * 20)
    oid = git(root, "hash-object", "-w", ".sm_lint").strip()
    for version in ("2", "4"):
        git(
            root, "update-index", "--index-version", version, "--add", "--cacheinfo", f"100644,{oid},{deep}/{'e' * 200}"
        )
        assert tracking(str(root / CACHE))[0] == ""
        assert tracking(str(root / "src"))[0] == "is tracked by git"


def test_case_counts_for_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path)
    add_cache(root, ENTRY.replace(CACHE, ".SM_lint_CACHE"))
    assert tracking(str(root / CACHE))[0] == "is tracked by git"


def test_a_name_outside_ascii(tmp_path: Path) -> None:
    root = repository(tmp_path)
    assert tracking(str(root / "caché"))[0] == ""
    add_cache(root, "cache\u0301/x")  # as macOS may write it
    assert tracking(str(root / "caché"))[0] == "is tracked by git"


def test_a_cache_below_the_root(tmp_path: Path) -> None:
    root = repository(tmp_path)
    add_cache(root, f"services/a/{ENTRY}")
    assert tracking(str(root / "services" / "a" / CACHE))[0] == "is tracked by git"
    assert tracking(str(root / "services" / "b" / CACHE))[0] == ""
    assert tracking(str(root / CACHE))[0] == ""


def test_a_cache_behind_a_link_within_the_repository(tmp_path: Path) -> None:
    root = repository(tmp_path)
    add_cache(root, f"real/{ENTRY}")
    (root / "linked").symlink_to("real", target_is_directory=True)
    assert tracking(str(root / "linked" / CACHE))[0] == "is tracked by git"


def test_a_linked_work_tree(tmp_path: Path) -> None:
    root = repository(tmp_path / "main")
    git(root, "commit", "-qm", "one")
    git(root, "worktree", "add", "-q", "../other", "-b", "other")
    other = tmp_path / "other"
    add_cache(other)
    assert (other / ".git").is_file()
    assert tracking(str(other / CACHE))[0] == "is tracked by git"
    assert tracking(str(root / CACHE))[0] == ""


def test_a_submodule(tmp_path: Path) -> None:
    """The cache may be in one, or be one."""
    inner = repository(tmp_path / "inner")
    add_cache(inner)
    git(inner, "commit", "-qm", "one")
    root = repository(tmp_path / "main")
    git(root, "submodule", "--quiet", "add", str(inner), "sub")
    git(root, "submodule", "--quiet", "add", "-f", str(inner), CACHE)
    assert tracking(str(root / "sub" / CACHE))[0] == "is tracked by git"
    assert tracking(str(root / CACHE))[0] == "is a git repository of its own"
    shutil.rmtree(root / CACHE)
    assert tracking(str(root / CACHE))[0] == "is tracked by git"
    assert tracking(str(root / "sub" / "other"))[0] == ""


def test_a_repository_around_that_of_the_project(tmp_path: Path) -> None:
    add_cache(repository(tmp_path), f"project/{ENTRY}")
    git(tmp_path / "project", "init", "-q")
    assert tracking(str(tmp_path / "project" / CACHE))[0] == "is tracked by git"


@pytest.mark.parametrize("pointer", ["", "gitdir:", "gitdir: gone", "gitdir: /\0", "\xff" * 5000])
def test_a_pointer_to_no_repository(tmp_path: Path, pointer: str) -> None:
    (tmp_path / ".git").write_text(pointer, encoding="latin-1")
    assert tracking(str(tmp_path / CACHE))[0] == ""


def test_no_repository(tmp_path: Path) -> None:
    assert tracking(str(tmp_path / CACHE))[0] == ""
    (tmp_path / ".git").mkdir()
    assert tracking(str(tmp_path / CACHE))[0] == ""


def test_an_index_that_cannot_be_understood_may_track_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "update-index", "--index-version", "4")
    index = root / ".git" / "index"
    whole = index.read_bytes()
    for data in (b"", b"DIRC", whole[:300], whole[:7] + b"\x05" + whole[8:], b"X" + whole[1:]):
        index.write_bytes(data)
        assert "cannot be read" in tracking(str(root / CACHE))[0]
    index.unlink()
    index.mkdir()
    assert "cannot be read" in tracking(str(root / CACHE))[0]


def test_a_damaged_index_never_raises(tmp_path: Path) -> None:
    root = repository(tmp_path)
    add_cache(root)
    index = root / ".git" / "index"
    for version in ("2", "4"):
        git(root, "update-index", "--index-version", version)
        whole = index.read_bytes()
        for position in range(0, len(whole), 53):
            index.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
            tracking(str(root / CACHE))
            index.write_bytes(whole[:position])
            tracking(str(root / CACHE))
        index.write_bytes(whole)


def test_an_index_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    index = root / ".git" / "index"
    assert tracking(str(root / CACHE))[1] == ()  # it is too young for its times to prove anything
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10**10)
    seen = tracking(str(root / CACHE))[1]
    assert [each[0] for each in seen] == [str(index)]
    with monkeypatch.context() as patch:
        patch.setattr(git_index, "read_with_status", None)
        assert tracking(str(root / CACHE), seen) == ("", seen)
    add_cache(root)
    assert tracking(str(root / CACHE), seen)[0] == "is tracked by git"
