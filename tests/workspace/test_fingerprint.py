"""Whatever a verdict rests on besides the files of a run changes the name of the cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sm_lint.workspace import fingerprint
from sm_lint.workspace.fingerprint import of_code


@pytest.fixture
def parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "acme_parser"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit\n")
    (folder / "_version.py").write_text('__version__ = "1.8.2"\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(fingerprint, "_PARSER", ("acme_parser", "_version.py"))
    return folder


def test_another_parser_is_another_linter(parser: Path) -> None:
    before = of_code()
    assert of_code() == before
    version = parser / "_version.py"
    version.write_text('__version__ = "1.8.3"\n')
    os.utime(version, ns=(0, 0))
    assert of_code() != before
    assert "acme_parser" not in sys.modules


def test_the_parser_says_its_version_where_it_is_looked_for() -> None:
    package, name = fingerprint._PARSER
    module = __import__(package)
    assert (Path(module.__file__).parent / name).is_file()


def test_a_parser_without_a_version_is_borne(parser: Path) -> None:
    before = of_code()
    (parser / "_version.py").unlink()
    assert of_code() != before
