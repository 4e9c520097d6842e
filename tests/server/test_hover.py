"""Hovers on codes of rules and keys of the configuration, without a client."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.server.codes import about
from sm_lint.server.hover import hover
from sm_lint.server.landmarks import Cursor, at
from sm_lint.server.session import Session
from tests.server.project import CONFIGURATION, write

RULES = """\
[tool.sm-lint]
select = ["SMC", "SMS701"]
extend-ignore = ["unknown-input-path", "NOTHING"]

[tool.sm-lint.severity]
SMC001 = "warning"

[tool.sm-lint.per-file-ignores]
"tests/*" = ["SMC002"]

[tool.other]
select = ["SMC001"]
"""


def said(folder: Path, name: str, text: str, piece: str) -> tuple[str, str] | None:
    """The text of a hover at a piece of a text, and what it is about."""
    session = Session(folders=[str(folder)])
    path = str(folder / name)
    session.buffers.put(path, text)
    before = text[: text.index(piece) + 1].split("\n")
    found = about(session.snapshot(path), text, Cursor(path, len(before), len(before[-1])))
    if found is None:
        return None
    span = found.place.span
    return found.text, text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    ("line", "piece", "place"),
    [
        ("x = 1  # noqa: SMC001", "SMC001", "SMC001"),
        ("x = 1  # noqa: E501, smc001 because", "smc001", "smc001"),
        ("x = 1  # sm-lint: ignore[unknown-input-path] because", "unknown-input", "unknown-input-path"),
        ("# sm-lint: ignore-file[SMC001]", "SMC001", "SMC001"),
    ],
)
def test_a_code_in_a_comment(tmp_path: Path, line: str, piece: str, place: str) -> None:
    found = said(tmp_path, "a.py", f"import os\n{line}\n", piece)
    assert found is not None
    text, where = found
    assert text.startswith("**SMC001** unknown\\-input\\-path: ")
    assert "/rules/unknown-input-path/)" in text
    assert where == place


@pytest.mark.parametrize("line", ['x = "# noqa: SMC001"', "x = 1  # see SMC001", "x = 1  # noqa: SMC999"])
def test_a_code_elsewhere_is_none(tmp_path: Path, line: str) -> None:
    assert said(tmp_path, "a.py", f"{line}\n", "SMC") is None


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ('"SMC"', "`SMC` covers "),
        ("SMS701", "**SMS701** "),
        ("unknown-input", "**SMC001** "),
        ("SMC001 =", "**SMC001** "),
        ("SMC002", "**SMC002** "),
        ("extend-ignore", "`extend-ignore`\n\n"),
        ("severity]", "`severity`\n\n"),
    ],
)
def test_the_configuration(tmp_path: Path, piece: str, expected: str) -> None:
    found = said(tmp_path, "pyproject.toml", RULES, piece)
    assert found is not None
    assert found[0].startswith(expected)


@pytest.mark.parametrize("piece", ["NOTHING", "other]", 'SMC001"]', '"warning"'])
def test_what_is_no_code_or_key_of_the_configuration(tmp_path: Path, piece: str) -> None:
    assert said(tmp_path, "pyproject.toml", RULES, piece) is None


def test_keys_of_contracts(tmp_path: Path) -> None:
    found = said(tmp_path, "sm-lint.toml", CONFIGURATION.replace("tool.sm-lint.", ""), "expected-input-paths")
    assert found is not None
    assert found[0].startswith("`contracts.prep.expected-input-paths`\n\nLogical name")


def test_an_entry_of_a_contract_while_nothing_else_is_open(tmp_path: Path) -> None:
    write(tmp_path)
    session = Session(folders=[str(tmp_path)])
    path = str(tmp_path / "pyproject.toml")
    session.buffers.put(path, CONFIGURATION)
    line = CONFIGURATION[: CONFIGURATION.index("raw =")].count("\n") + 1
    cursor = Cursor(path, line, 10)
    snapshot = session.snapshot(path)
    text = hover(snapshot, str(tmp_path), path, at(snapshot, cursor))
    assert "used in [prep\\.py:" in text
