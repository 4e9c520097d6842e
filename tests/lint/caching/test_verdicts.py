from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sm_lint.lint.caching.store import Store, pack
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS
from sm_lint.lint.caching.verdicts import Verdict, Verdicts
from sm_lint.workspace.identity import RACY_NANOSECONDS
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace

YEAR = 365 * 86_400
SEEN = Verdict._fields.index("seen")


def age(path: Path, seconds: int = YEAR) -> None:
    """Set the time of change of a file back."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def store_of(folder: Path, key: str = "key") -> Store:
    return Store(str(folder / "cache"), key)


def cache_of(folder: Path, key: str = "key") -> Verdicts:
    return Verdicts(store_of(folder, key), Workspace())


def content(folder: Path) -> Any:
    """What the table holds."""
    found = store_of(folder).load("verdicts", lambda document: document)
    assert found is not None
    return found


def put(folder: Path, document: object) -> None:
    """Write a table with a right checksum."""
    store = store_of(folder)
    Path(store.path("verdicts")).write_bytes(pack("verdicts", store.key, document))


def record(folder: Path, path: Path, around: FileView | None = None) -> None:
    cache = cache_of(folder)
    digest = cache.workspace.digest(str(path))
    assert digest is not None
    cache.record(str(path), Verdict(digest, "contract", around.dependencies if around is not None else ()))
    cache.save()
    assert cache.warning == ""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text("import helper\n")
    return path


def test_a_clean_file_is_known(tmp_path: Path, script: Path) -> None:
    assert cache_of(tmp_path).verdict(str(script)) is None
    record(tmp_path, script)
    verdict = cache_of(tmp_path).verdict(str(script))
    assert verdict is not None
    assert verdict.interface == "contract"


def test_other_settings_know_nothing_of_it(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    assert cache_of(tmp_path, "other").verdict(str(script)) is None


def test_a_changed_file_is_not_known(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    script.write_text("import helpex\n")
    assert cache_of(tmp_path).verdict(str(script)) is None


def test_a_touched_file_is_known_by_its_content(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    age(script)
    assert cache_of(tmp_path).verdict(str(script)) is not None


ASK: dict[str, Callable[[FileView, Path], object]] = {
    "content": lambda around, path: around.content(str(path)),
    "text": lambda around, path: around.text(str(path)),
    "read for another file before": lambda around, path: around.rest_on(str(path)),
    "is a file": lambda around, path: around.is_file(str(path)),
    "is a folder": lambda around, path: around.is_folder(str(path)),
    "is blank": lambda around, path: around.is_blank(str(path)),
    "names": lambda around, path: around.names(str(path.parent)),
}
CHANGE: dict[str, Callable[[Path], object]] = {
    "appears": lambda path: path.write_text("A = 1\n"),
    "appears blank": lambda path: path.write_text(" \n"),
    "is made a folder": lambda path: path.mkdir(),
    "goes": lambda path: path.unlink(),
    "is edited": lambda path: path.write_text("A = 2\n"),
    "is emptied": lambda path: path.write_text("\n"),
}


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("content", "appears"), ("content", "goes"), ("content", "is edited"), ("text", "appears"), ("text", "is edited"),
        ("read for another file before", "is edited"), ("read for another file before", "goes"),
        ("is a file", "appears"), ("is a file", "goes"), ("is a folder", "is made a folder"), ("is a file", "is made a folder"),
        ("is blank", "appears blank"), ("is blank", "is emptied"), ("names", "appears"), ("names", "goes"),
    ],
)  # fmt: skip
def test_another_answer_makes_a_verdict_void(tmp_path: Path, script: Path, question: str, change: str) -> None:
    path = tmp_path / "project" / "other.py"
    path.parent.mkdir()
    if change in ("goes", "is edited", "is emptied"):
        path.write_text("A = 1\n")
    around = FileView()
    ASK[question](around, path)
    record(tmp_path, script, around)
    assert cache_of(tmp_path).verdict(str(script)) is not None
    CHANGE[change](path)
    assert cache_of(tmp_path).verdict(str(script)) is None


@pytest.mark.parametrize(
    ("question", "change"), [("is a file", "is edited"), ("is blank", "is edited"), ("names", "is edited")]
)
def test_the_same_answer_leaves_it(tmp_path: Path, script: Path, question: str, change: str) -> None:
    path = tmp_path / "project" / "other.py"
    path.parent.mkdir()
    path.write_text("A = 1\n")
    around = FileView()
    ASK[question](around, path)
    record(tmp_path, script, around)
    CHANGE[change](path)
    assert cache_of(tmp_path).verdict(str(script)) is not None


@pytest.mark.parametrize("name", ["acme.py", "acme"])
def test_a_module_that_appears_beside_the_script(tmp_path: Path, script: Path, name: str) -> None:
    around = FileView()
    assert around.lacks_module(str(tmp_path), "acme")
    assert around.lacks_module(str(tmp_path), "numpy")
    record(tmp_path, script, around)
    (tmp_path / "numpy.txt").write_text("no module")
    assert cache_of(tmp_path).verdict(str(script)) is not None
    (tmp_path / name).mkdir()
    assert cache_of(tmp_path).verdict(str(script)) is None


def test_content_that_is_given_is_seen_in_place_of_the_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    around = FileView(Workspace({path: b"A = 1\n"}))
    assert around.text(path) == "A = 1\n"
    assert around.is_file(path)
    assert not around.is_blank(path)
    assert around.names(str(tmp_path)) == {"new.py"}
    assert not around.lacks_module(str(tmp_path), "new")


def test_a_file_changed_within_its_time_stamp_is_read(tmp_path: Path, script: Path) -> None:
    """Same size, same times, other content: the time of change is too young to prove anything."""
    status = script.stat()
    record(tmp_path, script)
    with open(script, "r+b") as stream:
        stream.write(b"import helpex\n")
    os.utime(script, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert cache_of(tmp_path).verdict(str(script)) is None


def test_an_old_file_is_not_read_again(tmp_path: Path, script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 2 * RACY_NANOSECONDS)
    record(tmp_path, script)
    cache = cache_of(tmp_path)
    monkeypatch.setattr("builtins.open", None)
    assert cache.verdict(str(script)) is not None


def test_a_file_that_a_later_run_has_findings_in(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    cache = cache_of(tmp_path)
    cache.forget(str(script))
    cache.save()
    assert cache_of(tmp_path).verdict(str(script)) is None


EMPTY: dict[str, object] = {"contracts": "", "files": {}, "clean": {}}


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, 3, {**EMPTY, "contracts": 3}, {**EMPTY, "files": {"/a": 1}}, {**EMPTY, "files": {"/a": ["d", 1, 1, 1, "1"]}},
        {**EMPTY, "files": []}, {**EMPTY, "clean": {"/a": ["d"]}}, {**EMPTY, "clean": {"/a": ["d", "", [], True]}},
        {**EMPTY, "clean": {"/a": ["d", "", [[1, 2]], 0]}}, {**EMPTY, "clean": {"/a": ["d", "", [["smell", "/b", None]], 0]}},
        {**EMPTY, "clean": {"/a": ["d", "", [["kind", "/b", 1]], 0]}}, {**EMPTY, "clean": {"/a": ["d", "", [[[], "/b", ""]], 0]}},
    ],
)  # fmt: skip
def test_what_is_of_another_shape_is_empty_and_written_anew(tmp_path: Path, script: Path, document: object) -> None:
    record(tmp_path, script)
    put(tmp_path, document)
    assert cache_of(tmp_path).verdict(str(script)) is None
    record(tmp_path, script)
    assert cache_of(tmp_path).verdict(str(script)) is not None


def test_a_verdict_that_is_not_used_expires(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    document = content(tmp_path)
    document["verdicts"][str(script)][SEEN] -= EXPIRY_DAYS + 1
    put(tmp_path, document)
    other = tmp_path / "other.py"
    other.write_text("")
    record(tmp_path, other)
    assert cache_of(tmp_path).verdict(str(script)) is None
    assert cache_of(tmp_path).verdict(str(other)) is not None


def test_a_verdict_that_is_used_does_not_expire(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    document = content(tmp_path)
    document["verdicts"][str(script)][SEEN] -= EXPIRY_DAYS - 1
    put(tmp_path, document)
    cache = cache_of(tmp_path)
    verdict = cache.verdict(str(script))
    assert verdict is not None
    cache.keep(str(script), verdict)
    cache.save()
    assert content(tmp_path)["verdicts"][str(script)][SEEN] > verdict.seen


def test_two_runs_at_once_keep_what_the_other_found(tmp_path: Path, script: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("pass\n")
    slow = cache_of(tmp_path)
    record(tmp_path, other)
    digest = slow.workspace.digest(str(script))
    assert digest is not None
    slow.record(str(script), Verdict(digest))
    slow.save()
    assert cache_of(tmp_path).verdict(str(script)) is not None
    assert cache_of(tmp_path).verdict(str(other)) is not None


def test_nothing_is_written_where_nothing_changed(tmp_path: Path, script: Path) -> None:
    age(script)
    record(tmp_path, script)
    path = Path(store_of(tmp_path).path("verdicts"))
    before = path.stat()
    cache = cache_of(tmp_path)
    verdict = cache.verdict(str(script))
    assert verdict is not None
    cache.keep(str(script), verdict)
    cache.workspace.refreshed.clear()
    cache.save()
    assert path.stat() == before


def test_a_place_that_cannot_be_written_is_a_warning(tmp_path: Path, script: Path) -> None:
    (tmp_path / "cache").write_text("a file is in the way")
    cache = cache_of(tmp_path)
    cache.record(str(script), Verdict("digest"))
    cache.save()
    assert "was not written" in cache.warning


def test_odd_names(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\nb \xff.py"))
    path.write_text("pass\n")
    record(tmp_path, path)
    assert cache_of(tmp_path).verdict(str(path)) is not None
