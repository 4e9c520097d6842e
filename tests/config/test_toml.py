from __future__ import annotations

import os
from pathlib import Path

import pytest

from sm_lint.config.documents import Documents
from sm_lint.config.toml import Document, parse
from sm_lint.syntax.span import Problem


def problem(content: bytes) -> Problem:
    found = parse(content, "/p/x.toml")
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"a = \n", 1, 5, "Invalid value"),
        (b"a = 1\r\nb =\r\n", 2, 4, "Invalid value"),
        (b"a = 1\na = 2\n", 2, 6, "Cannot overwrite a value"),
        (b"[a]\nx = '''\nlong", 3, 5, "Expected"),
        (b"\xff = 1", 1, 1, "not UTF-8"),
        (b"a = 1\nb = '\xc3\xa9\xff'", 2, 7, "not UTF-8"),
        (b"\xef\xbb\xbfa = 1", 1, 1, "byte order mark"),
        (b"a = \x00", 1, 5, "Invalid value"),
        (b"a = 1\r\n\rb = 2\n", 2, 1, "Invalid"),
        (b"a = 'x\r\xff'", 2, 1, "not UTF-8"),
        (b"a = 1\rb = \xff", 2, 5, "not UTF-8"),
        (b"a = 1\nb = 'c\rd'\r\n", 2, 7, "Found invalid character"),
        (b"a = 1 # \r\nb.c = [{ d = 0x" + b"f" * 3_600 + b" }]\n", 2, 14, "`b.c.d` is too large a number"),
        (b"a = 0b" + b"1" * 9_000, 1, 5, "`a` is too large a number"),
        (b"a = 1" + b"0" * 600, 1, 5, "`a` is too large a number"),
    ],
)
def test_broken_toml_is_a_problem_at_its_place(content: bytes, line: int, column: int, words: str) -> None:
    found = problem(content)
    assert (found.code, found.place.span.line, found.place.span.column) == ("SMX907", line, column)
    assert words in found.message
    assert "at line" not in found.message


@pytest.mark.parametrize(
    "content", [b"a = " + b"[" * 100_000, b"a = " + b"9" * 10_000, b"[" + b".".join([b"a"] * 5_000) + b"]"]
)
def test_what_tomli_refuses_to_read_is_a_problem(content: bytes) -> None:
    assert problem(content).code == "SMX907"


def test_long_words_of_digits_are_no_numbers() -> None:
    found = parse(b"a = '0x" + b"f" * 3_600 + b"'\nb = 0x" + b"f" * 16, "/p/x.toml")
    assert isinstance(found, Document)
    assert found.data["b"] == (1 << 64) - 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing, folder = Documents().read(str(tmp_path / "no.toml")), Documents().read(str(tmp_path))
    assert isinstance(missing, Problem)
    assert isinstance(folder, Problem)
    assert (missing.message, folder.message) == ("file not found", "expected a TOML file, found a directory")
    assert isinstance(Documents().read("/a\x00b"), Problem)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user without rights")
def test_a_file_without_permission_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1")
    path.chmod(0)
    found = Documents().read(str(path))
    assert isinstance(found, Problem)
    assert "cannot be read" in found.message
