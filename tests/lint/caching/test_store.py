from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sm_lint.lint.caching.refusal import refusal_of
from sm_lint.lint.caching.store import Store, pack, unpack


def same(content: Any) -> Any:
    return content


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(str(tmp_path / "cache"), "key")
    assert store.save("run", {"a": [1, None, "\udcff\n"]}) == ""
    return store


def test_what_is_written_is_read(store: Store) -> None:
    assert store.load("run", same) == {"a": [1, None, "\udcff\n"]}


def test_another_key_and_another_table_are_others(store: Store) -> None:
    assert Store(store.directory, "other").load("run", same) is None
    assert store.load("git", same) is None


def test_a_table_under_the_name_of_another_is_none(store: Store) -> None:
    other = Store(store.directory, "other")
    for path in (store.path("git"), other.path("run")):
        os.link(store.path("run"), path)
    assert store.load("git", same) is None
    assert other.load("run", same) is None


@pytest.mark.parametrize("error", [KeyError, TypeError, RecursionError, MemoryError, ZeroDivisionError, StopIteration])
def test_whatever_goes_wrong_there_is_no_table(store: Store, error: type[Exception]) -> None:
    def decode(_: Any) -> None:
        raise error

    assert store.load("run", decode) is None


def test_a_table_nested_too_deep(store: Store) -> None:
    body = b"[" * 200_000 + b"]" * 200_000
    head = pack("run", store.key, 0)
    forged = head.replace(head.split(b'"')[-2], _checksum(store, body)).split(b"\n")[0] + b"\n" + body
    Path(store.path("run")).write_bytes(forged)
    with pytest.raises((RecursionError, ValueError)):
        unpack("run", store.key, forged)
    assert store.load("run", same) is None


def _checksum(store: Store, body: bytes) -> bytes:
    from sm_lint.lint.caching import store as module

    return module._head("run", store.key, body).split(b'"')[-2]


def test_a_place_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file is in the way")
    assert "was not written" in Store(str(tmp_path / "cache"), "key").save("run", 1)


def test_no_folder_is_created_to_say_that_git_does_not_track_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert refusal_of(str(tmp_path / "cache")) is None
    assert not (tmp_path / "cache").exists()
