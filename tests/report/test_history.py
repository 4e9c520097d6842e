"""Older reports are read and compared, or refused with a reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.report.history import ReportError, changes, read, share
from sm_lint.report.record import KIND, MEASURES

FINDING = {
    "fingerprint": "f:1",
    "code": "SMC001",
    "severity": "error",
    "message": "`x` is read",
    "path": "a.py",
    "cell": None,
    "line": 3,
    "column": 7,
}
DATA: dict[str, Any] = {
    "kind": KIND,
    "version": 1,
    "label": "v1",
    "totals": dict.fromkeys(MEASURES, 4),
    "scripts": [{"name": "a.py", "status": "error"}],
    "findings": [FINDING],
}


def written(folder: Path, data: object) -> str:
    path = folder / "old.json"
    path.write_text(json.dumps(data))
    return str(path)


def test_what_is_read(tmp_path: Path) -> None:
    found = read(written(tmp_path, DATA))
    assert (found.label, found.totals["errors"], found.statuses) == ("v1", 4, {"a.py": "error"})
    assert found.findings["f:1"].where == "a.py:3:7"
    assert read(written(tmp_path, DATA | {"label": ""})).label == "old"


def test_what_changed(tmp_path: Path) -> None:
    before = read(written(tmp_path, DATA))
    later = copy.deepcopy(DATA)
    later["scripts"] = [{"name": "a.py", "status": "pass"}, {"name": "b.py", "status": "warning"}]
    later["findings"] = [FINDING | {"fingerprint": "g:1", "cell": 2}]
    found = changes(before, read(written(tmp_path, later)))
    assert [each.where for each in found.added] == ["a.py:cell 2:3:7"]
    assert [each.where for each in found.gone] == ["a.py:3:7"]
    assert found.moved == (("a.py", "error", "pass"), ("b.py", None, "warning"))
    assert changes(before, before).moved == ()


def test_the_share_of_nothing_is_all() -> None:
    assert share(dict.fromkeys(MEASURES, 0)) == 1.0
    assert share({**dict.fromkeys(MEASURES, 0), "used": 3, "named": 2, "unresolved": 1}) == 0.5


def broken(**parts: object) -> dict[str, Any]:
    return copy.deepcopy(DATA) | parts


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'"\xff"', "is not JSON"),
        (b"[]", "is no report"),
        (b'{"kind": "other"}', "is no report"),
        (json.dumps(broken(version=2)).encode(), "is a report of version 2"),
        (json.dumps(broken(version="1")).encode(), "is a report of version 1"),
        (json.dumps(broken(totals={})).encode(), "is a damaged report"),
        (json.dumps(broken(totals=dict.fromkeys(MEASURES, -1))).encode(), "is a damaged report"),
        (json.dumps(broken(totals=dict.fromkeys(MEASURES, 10**30))).encode(), "is a damaged report"),
        (json.dumps(broken(totals=dict.fromkeys(MEASURES, True))).encode(), "is a damaged report"),
        (json.dumps(broken(totals=[1])).encode(), "is a damaged report"),
        (json.dumps(broken(scripts={"a": 1})).encode(), "is a damaged report"),
        (json.dumps(broken(findings=[{}])).encode(), "is a damaged report"),
        (json.dumps(broken(findings=[FINDING | {"line": "x"}])).encode(), "is a damaged report"),
    ],
)
def test_what_is_no_report(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(data)
    with pytest.raises(ReportError, match=reason) as raised:
        read(str(path))
    assert str(raised.value).startswith("old.json ")


def test_what_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.json"):
        with pytest.raises(ReportError, match="cannot read"):
            read(str(path))
