from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from sm_lint.lint.cache import EXPIRY_DAYS, Cache, Verdict, clear
from sm_lint.lint.stamps import RACY_NANOSECONDS, Stamps

YEAR = 365 * 86_400


def age(path: Path, seconds: int = YEAR) -> None:
    """Set the time of change of a file back."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def cache_of(folder: Path, key: str = "key") -> Cache:
    return Cache(str(folder / "cache"), key, Stamps())


def record(folder: Path, path: Path, *dependencies: Path, absent: tuple[str, ...] = ()) -> None:
    cache = cache_of(folder)
    digest = cache.stamps.digest(str(path))
    assert digest is not None
    pairs = tuple((str(other), cache.stamps.digest(str(other))) for other in dependencies)
    cache.record(str(path), Verdict(digest, "contract", pairs, absent=absent))
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


@pytest.mark.parametrize("change", ["rewrite", "remove", "appear"])
def test_what_a_verdict_rests_on(tmp_path: Path, script: Path, change: str) -> None:
    helper, missing = tmp_path / "helper.py", tmp_path / "missing.json"
    helper.write_text("A = 1\n")
    record(tmp_path, script, helper, missing)
    assert cache_of(tmp_path).verdict(str(script)) is not None
    {
        "rewrite": lambda: helper.write_text("A = 2\n"),
        "remove": helper.unlink,
        "appear": lambda: missing.write_text(""),
    }[change]()
    assert cache_of(tmp_path).verdict(str(script)) is None


@pytest.mark.parametrize("name", ["acme.py", "acme"])
def test_a_module_that_appears_beside_the_script(tmp_path: Path, script: Path, name: str) -> None:
    record(tmp_path, script, absent=("acme",))
    assert cache_of(tmp_path).verdict(str(script)) is not None
    (tmp_path / name).mkdir()
    assert cache_of(tmp_path).verdict(str(script)) is None


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


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"format": 1}', b'{"format": 99, "contracts": "", "files": {}, "clean": {}}',
        b'{"format": 1, "contracts": "", "files": {"/a": 1}, "clean": {}}',
        b'{"format": 1, "contracts": "", "files": {}, "clean": {"/a": ["d"]}}',
        b'{"format": 1, "contracts": "", "files": {}, "clean": {"/a": ["d", "", [[1, 2]], [], 0]}}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_anything_unreadable_is_empty_and_written_anew(tmp_path: Path, script: Path, content: bytes) -> None:
    record(tmp_path, script)
    path = Path(cache_of(tmp_path).path)
    path.write_bytes(content)
    assert cache_of(tmp_path).verdict(str(script)) is None
    record(tmp_path, script)
    assert cache_of(tmp_path).verdict(str(script)) is not None


def test_a_verdict_that_is_not_used_expires(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    path = Path(cache_of(tmp_path).path)
    document = json.loads(path.read_text())
    document["clean"][str(script)][-1] -= EXPIRY_DAYS + 1
    path.write_text(json.dumps(document))
    other = tmp_path / "other.py"
    other.write_text("")
    record(tmp_path, other)
    assert cache_of(tmp_path).verdict(str(script)) is None
    assert cache_of(tmp_path).verdict(str(other)) is not None


def test_a_verdict_that_is_used_does_not_expire(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    path = Path(cache_of(tmp_path).path)
    document = json.loads(path.read_text())
    document["clean"][str(script)][-1] -= EXPIRY_DAYS - 1
    path.write_text(json.dumps(document))
    cache = cache_of(tmp_path)
    verdict = cache.verdict(str(script))
    assert verdict is not None
    cache.keep(str(script), verdict)
    cache.save()
    assert json.loads(path.read_text())["clean"][str(script)][-1] > verdict.seen


def test_caches_of_old_settings_and_versions_go(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    old = tmp_path / "cache" / "0.0.1" / "0123.json"
    old.parent.mkdir()
    old.write_text("{}")
    age(old, (EXPIRY_DAYS + 1) * 86_400)
    young = tmp_path / "cache" / "0.0.2" / "4567.json"
    young.parent.mkdir()
    young.write_text("{}")
    script.write_text("pass\n")
    record(tmp_path, script)
    assert not old.parent.exists()
    assert young.exists()


def test_two_runs_at_once_keep_what_the_other_found(tmp_path: Path, script: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("pass\n")
    slow = cache_of(tmp_path)
    record(tmp_path, other)
    digest = slow.stamps.digest(str(script))
    assert digest is not None
    slow.record(str(script), Verdict(digest))
    slow.save()
    assert cache_of(tmp_path).verdict(str(script)) is not None
    assert cache_of(tmp_path).verdict(str(other)) is not None


def test_nothing_is_written_where_nothing_changed(tmp_path: Path, script: Path) -> None:
    age(script)
    record(tmp_path, script)
    path = Path(cache_of(tmp_path).path)
    path.write_text(path.read_text() + " ")
    cache = cache_of(tmp_path)
    verdict = cache.verdict(str(script))
    assert verdict is not None
    cache.keep(str(script), verdict)
    cache.stamps.refreshed.clear()
    cache.save()
    assert path.read_text().endswith(" ")


def test_the_directory_is_marked(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    assert (tmp_path / "cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / "cache" / ".gitignore").read_text().endswith("*\n")
    assert [path.name for path in (tmp_path / "cache").rglob(".writing*")] == []


def test_a_place_that_cannot_be_written_is_a_warning(tmp_path: Path, script: Path) -> None:
    (tmp_path / "cache").write_text("a file is in the way")
    cache = cache_of(tmp_path)
    cache.record(str(script), Verdict("digest"))
    cache.save()
    assert "was not written" in cache.warning


def test_clearing_takes_only_a_cache(tmp_path: Path, script: Path) -> None:
    record(tmp_path, script)
    assert clear(str(tmp_path / "cache")) is True
    assert not (tmp_path / "cache").exists()
    assert clear(str(tmp_path / "cache")) is False
    assert clear(str(tmp_path)) is False
    assert script.exists()


def test_odd_names(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\nb \xff.py"))
    path.write_text("pass\n")
    record(tmp_path, path)
    assert cache_of(tmp_path).verdict(str(path)) is not None
