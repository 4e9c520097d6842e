from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from sm_lint.lint.caching import upkeep
from sm_lint.lint.caching.folder import DIRECTORY, MAX_BYTES, read
from sm_lint.lint.caching.refusal import RefusedError, refusal
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS, Cleared, clear, expire, write
from sm_lint.version import __version__

NAME = "0123456789abcdef" * 2 + ".verdicts.jsonl"
UV_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by uv.\n"
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need privileges there")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one entry."""
    path = tmp_path / "cache"
    write(str(path), NAME, b"entry")
    return path


def age(path: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def tree(path: Path) -> set[str]:
    return {each.relative_to(path).as_posix() for each in path.rglob("*")}


def test_a_new_folder_is_marked(cache: Path) -> None:
    assert tree(cache) == {"CACHEDIR.TAG", ".gitignore", __version__, f"{__version__}/{NAME}"}
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert (cache / ".gitignore").read_text().endswith("*\n")
    assert read(str(cache / __version__ / NAME)) == b"entry"


def test_an_empty_folder_that_was_there_hides_nothing(tmp_path: Path) -> None:
    write(str(tmp_path), NAME, b"")
    assert tree(tmp_path) == {"CACHEDIR.TAG", __version__, f"{__version__}/{NAME}"}


def test_the_usual_folder_is_hidden_whoever_created_it(tmp_path: Path) -> None:
    (tmp_path / DIRECTORY).mkdir()
    write(str(tmp_path / DIRECTORY), NAME, b"")
    assert (tmp_path / DIRECTORY / ".gitignore").exists()


@pytest.mark.parametrize("left", [(), (".gitignore",), (".gitignore", ".writing-0123456789abcdef")])
def test_a_folder_that_a_run_died_in_is_completed(cache: Path, left: tuple[str, ...]) -> None:
    content = (cache / ".gitignore").read_text()
    clear(str(cache))
    cache.mkdir()
    for name in left:
        (cache / name).write_text(content)
    write(str(cache), NAME, b"again")
    assert read(str(cache / __version__ / NAME)) == b"again"
    assert refusal(str(cache)) is None


FOREIGN = {
    "a file": lambda path: (path / "thesis.tex").write_text("x"),
    "a folder": lambda path: (path / "src").mkdir(),
    "the tag of another tool": lambda path: (path / "CACHEDIR.TAG").write_text(UV_TAG),
    "an empty tag": lambda path: (path / "CACHEDIR.TAG").write_text(""),
    "a folder for a tag": lambda path: (path / "CACHEDIR.TAG").mkdir(),
    "a .gitignore": lambda path: (path / ".gitignore").write_text("*.pyc\n"),
    "what looks like entries": lambda path: (path / "0.1.0").mkdir(),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_folder_with_content_of_others_is_refused(tmp_path: Path, what: str) -> None:
    FOREIGN[what](tmp_path)
    before = tree(tmp_path)
    found = refusal(str(tmp_path))
    assert found is not None
    assert found.is_mistake
    assert "not a cache of sm-lint" in found.reason
    for attempt in (lambda: write(str(tmp_path), NAME, b""), lambda: clear(str(tmp_path))):
        with pytest.raises(RefusedError):
            attempt()
    expire(str(tmp_path))
    assert tree(tmp_path) == before


@needs_links
def test_a_link_is_refused(cache: Path) -> None:
    link = cache.parent / "link"
    link.symlink_to(cache, target_is_directory=True)
    before = tree(cache)
    found = refusal(str(link))
    assert found is not None
    assert "symbolic link" in found.reason
    with pytest.raises(RefusedError, match="symbolic link"):
        write(str(link), NAME, b"")
    with pytest.raises(RefusedError, match="symbolic link"):
        clear(str(link))
    age(cache / __version__ / NAME, EXPIRY_DAYS + 1)
    expire(str(link))
    assert tree(cache) == before


@needs_links
@pytest.mark.parametrize("target", ["there", "gone"])
def test_links_below_the_folder_are_not_followed(cache: Path, tmp_path: Path, target: str) -> None:
    """Neither a version that leads elsewhere, nor an entry, nor a tag is read, written to or emptied."""
    elsewhere = tmp_path / "elsewhere"
    if target == "there":
        elsewhere.mkdir()
        (elsewhere / NAME).write_text("x")
        age(elsewhere / NAME, EXPIRY_DAYS + 1)
    (cache / "0.0.1").symlink_to(elsewhere, target_is_directory=True)
    (cache / __version__ / NAME).unlink()
    (cache / __version__).rmdir()
    (cache / __version__).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(OSError, match="not a folder"):
        write(str(cache), NAME, b"y")
    expire(str(cache))
    assert clear(str(cache)).kept == ("0.0.1", __version__)
    assert not elsewhere.exists() or (elsewhere / NAME).read_text() == "x"


@needs_links
def test_an_entry_that_is_a_link(cache: Path, tmp_path: Path) -> None:
    target = tmp_path / "thesis.tex"
    target.write_text("x")
    entry = cache / __version__ / NAME
    entry.unlink()
    entry.symlink_to(target)
    assert read(str(entry)) is None
    write(str(cache), NAME, b"y")
    assert (target.read_text(), entry.read_bytes(), entry.is_symlink()) == ("x", b"y", False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_in_the_place_of_an_entry_or_the_tag_does_not_block(cache: Path) -> None:
    entry = cache / __version__ / NAME
    entry.unlink()
    os.mkfifo(entry)
    assert read(str(entry)) is None
    (cache / "CACHEDIR.TAG").unlink()
    os.mkfifo(cache / "CACHEDIR.TAG")
    assert refusal(str(cache)) is not None


def test_too_large_an_entry_is_none(cache: Path) -> None:
    entry = cache / __version__ / NAME
    with open(entry, "wb") as stream:
        stream.truncate(MAX_BYTES + 1)  # sparse
    assert read(str(entry)) is None


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("x")
    found = refusal(str(tmp_path / "cache"))
    assert found is not None
    assert found.reason == "is not a folder"
    with pytest.raises(RefusedError):
        clear(str(tmp_path / "cache"))
    with pytest.raises((FileExistsError, NotADirectoryError)):
        clear(str(tmp_path / "cache" / "below"))
    with pytest.raises((FileExistsError, NotADirectoryError)):
        write(str(tmp_path / "cache" / "below"), NAME, b"")
    assert (tmp_path / "cache").read_text() == "x"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners")
@pytest.mark.parametrize(
    ("me", "parent", "refused"),
    [(1000, 0, False), (1001, 0, True), (1001, 1000, False), (0, 0, True), (0, 1000, False)],
)
def test_the_folder_of_another_user(
    cache: Path, monkeypatch: pytest.MonkeyPatch, me: int, parent: int, refused: bool
) -> None:
    """Anybody can put a cache into a folder that all share; one that belongs to the owner of the project is as good."""
    real_lstat, real_stat = os.lstat, os.stat

    def owned(path: str, status: os.stat_result) -> os.stat_result:
        uid = {str(cache): 1000, str(cache.parent): parent}.get(os.fspath(path), 0)
        return os.stat_result([*status[:4], uid, *status[5:]])

    monkeypatch.setattr(os, "geteuid", lambda: me)
    monkeypatch.setattr(os, "lstat", lambda path: owned(path, real_lstat(path)))
    monkeypatch.setattr(os, "stat", lambda path, **given: owned(path, real_stat(path, **given)))
    found = refusal(str(cache))
    monkeypatch.undo()
    assert (found is not None) == refused
    assert found is None or "another user" in found.reason


def test_only_old_files_with_our_names_expire(cache: Path) -> None:
    old = [
        "0.0.1/" + NAME,
        "0.0.1/" + "a" * 32 + ".json",
        "0.0.1/" + "a" * 32 + ".run.json",
        f"{__version__}/" + "b" * 32 + ".run.jsonl",
    ]
    gone = [*old, "0.0.1/.writing-0123456789abcdef", ".writing-0123456789abcdef"]
    foreign = [
        "0.0.2/thesis.tex",
        "0.0.2/" + "A" * 32 + ".json",
        "src/a.py",
        "src/" + NAME,
        "data.csv",
        NAME,
        "0.0.2/sub/" + NAME,
    ]
    for name in (*gone, *foreign):
        path = cache / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        age(path, EXPIRY_DAYS + 1)
    (cache / "0.0.3").mkdir()
    (cache / "0.0.3" / NAME).write_text("young")
    before = tree(cache)
    expire(str(cache))
    assert before - tree(cache) == {*gone, "0.0.1"}


def test_what_is_being_written_is_left_to_be_written(cache: Path) -> None:
    writing = cache / __version__ / ".writing-0123456789abcdef"
    writing.write_text("x")
    age(writing, 0.5)
    expire(str(cache))
    assert writing.exists()
    age(writing, 1.5)
    expire(str(cache))
    assert not writing.exists()


def test_clearing_takes_what_is_ours_and_then_the_folder(cache: Path) -> None:
    (cache / "0.0.1").mkdir()
    (cache / "0.0.1" / ("a" * 32 + ".json")).write_text("{}")
    (cache / ".writing-0123456789abcdef").write_text("x")
    assert clear(str(cache)) == Cleared(True)
    assert not cache.exists()
    assert clear(str(cache)) == Cleared(False)
    assert cache.parent.exists()


def test_clearing_keeps_what_is_of_others_and_says_so(cache: Path) -> None:
    (cache / "notes.txt").write_text("x")
    (cache / "0.0.1").mkdir()
    (cache / "0.0.1" / "notes.txt").write_text("x")
    assert clear(str(cache)) == Cleared(True, ("0.0.1", "notes.txt"))
    assert tree(cache) == {"notes.txt", "0.0.1", "0.0.1/notes.txt", "CACHEDIR.TAG"}
    write(str(cache), NAME, b"again")
    assert read(str(cache / __version__ / NAME)) == b"again"


def test_an_empty_folder_is_no_cache_to_clear(tmp_path: Path) -> None:
    assert clear(str(tmp_path)) == Cleared(False)
    assert tmp_path.exists()


def test_a_write_that_fails_leaves_the_entry_and_nothing_besides(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(upkeep.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write(str(cache), NAME, b"new")
    monkeypatch.undo()
    assert read(str(cache / __version__ / NAME)) == b"entry"
    assert tree(cache / __version__) == {NAME}
