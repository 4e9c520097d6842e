from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.contracts import bind
from sm_lint.contracts.bind import Binder, binder_for
from sm_lint.contracts.model import Contract, EntryPoint
from sm_lint.syntax.span import Place

HERE = Place("/c.toml")


def binder(roots: list[str] | None = None, **patterns: str | list[str]) -> Binder:
    contracts = [
        Contract(
            id, HERE, entry_points=tuple(EntryPoint(p, HERE) for p in ([given] if isinstance(given, str) else given))
        )
        for id, given in patterns.items()
    ]
    return Binder(contracts, roots or ["/r/dockers", "/r"])


def governing(found: Binder, path: str) -> list[str]:
    return [contract.id for contract in found.governing(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/r/dockers/a/train.py", ["exact"]),
        ("/r/dockers/b/train.py", ["glob"]),
        ("/r/else/where/train.py", ["name"]),
        ("/r/elsewhere/train_b.py", ["name_glob"]),
        ("/r/elsewhere/other.py", []),
        ("/r/dockers/a/../a/train.py", ["exact"]),
    ],
)
def test_exact_path_beats_glob_beats_name(path: str, expected: list[str]) -> None:
    found = binder(name_glob="train*.py", name="train.py", glob="*/train.py", exact="a/train.py")
    assert governing(found, path) == expected


def test_equally_good_contracts_all_hold() -> None:
    found = binder(a="train.py", b=["serve.py", "train.py"], c="x/*.py", d="x/t*.py")
    assert governing(found, "/q/train.py") == ["a", "b"]
    assert governing(found, "/r/x/train.py") == ["c", "d"]


def test_entry_points_are_looked_up_under_every_root() -> None:
    found = binder(a="a/b.py", b="dockers/c.py", c="./top.py", d="/abs/d.py", e="**/deep/*.py", f="jobs/**")
    assert governing(found, "/r/dockers/a/b.py") == ["a"]
    assert governing(found, "/r/a/b.py") == ["a"]
    assert governing(found, "/r/z/a/b.py") == []
    assert governing(found, "/r/dockers/c.py") == ["b"]
    assert governing(found, "/r/top.py") == ["c"]
    assert governing(found, "/r/x/top.py") == []
    assert governing(found, "/abs/d.py") == ["d"]
    assert governing(found, "/r/x/y/deep/z.py") == ["e"]
    assert governing(found, "/r/dockers/jobs/x/z.py") == ["f"]


def test_a_contract_without_an_entry_point_governs_nothing() -> None:
    found = Binder([Contract("a", HERE)], ["/r"])
    assert found.governing("/r/a.py") == ()
    assert found.unmatched([]) == ()


def test_brackets_may_be_part_of_a_name() -> None:
    found = binder(a="dir [1]/x.py", b="[ab].py")
    assert governing(found, "/r/dir [1]/x.py") == ["a"]
    assert governing(found, "/r/dir 1/x.py") == ["a"]
    assert governing(found, "/r/a.py") == ["b"]


def unmatched(found: Binder, *known: str) -> list[tuple[str, str]]:
    return [(contract.id, entry.pattern) for contract, entry in found.unmatched(known)]


def test_entry_points_without_a_file(tmp_path: Path) -> None:
    for name in ("dockers/a.py", "deep/er/b.py", "jobs/c.py", "node_modules/hidden.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = binder(
        [str(tmp_path / "dockers"), str(tmp_path)],
        a="a.py", b="b.py", c="jobs/*.py", d=["jobs/c.py", "jobs/missing.py"], e="missing.py", f="none/*.py",
        g="hidden.py", h="known.py", i="**/er/*.py", j="b*.py", k="z*.py",
    )  # fmt: skip
    assert unmatched(found, "/elsewhere/known.py") == [
        ("d", "jobs/missing.py"),
        ("e", "missing.py"),
        ("f", "none/*.py"),
        ("g", "hidden.py"),
        ("k", "z*.py"),
    ]


def test_a_notebook_that_mentions_a_script_may_write_it(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": ["%%writefile code/made.py\n", "x = 1"]}
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [cell]}))
    found = binder([str(tmp_path)], a="made.py", b="code/made.py", c="other.py")
    assert unmatched(found) == [("c", "other.py")]


def test_nothing_is_said_of_a_tree_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("")
    found = binder([str(tmp_path)], a="missing.py")
    assert unmatched(found) == [("a", "missing.py")]
    monkeypatch.setattr(bind, "MOST_ENTRIES", 3)
    assert unmatched(found) == []


def test_the_binder_of_settings(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text('src = ["dockers"]\n[contracts.t]\nentry-point = "train/main.py"\n')
    settings = Resolver(cwd=str(tmp_path)).settings_for("x.py")
    found = binder_for(settings)
    assert governing(found, str(tmp_path / "dockers/train/main.py")) == ["t"]
    assert governing(found, str(tmp_path / "train/main.py")) == ["t"]
    assert binder_for(settings) is found
