"""Reading Python files: encodings, line ends, and everything that is no readable file."""

from __future__ import annotations

import ast
import codecs
import hashlib
import io
import os
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.syntax.span import START, Problem
from sm_lint.workspace import source
from sm_lint.workspace.source import SourceProblem, declared_encoding, decode, read_bytes, read_source


def refusal(raw: bytes) -> Problem:
    with pytest.raises(SourceProblem) as caught:
        decode(raw, "/s.py")
    assert caught.value.problem.code == "SMX901"
    assert caught.value.problem.place.path == "/s.py"
    return caught.value.problem


def unreadable(path: str) -> Problem:
    with pytest.raises(SourceProblem) as caught:
        read_source(path)
    assert caught.value.problem.place.path == path
    assert caught.value.problem.place.span == START
    return caught.value.problem


@pytest.mark.parametrize(
    ("raw", "text", "encoding", "newline"),
    [
        (b"", "", "utf-8", "\n"),
        ("é = 1\n".encode(), "é = 1\n", "utf-8", "\n"),
        (codecs.BOM_UTF8 + b"x\r\n", "x\r\n", "utf-8-sig", "\r\n"),
        (b"# coding: latin-1\n'\xe9'\n", "# coding: latin-1\n'é'\n", "iso-8859-1", "\n"),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'\x80'\n",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'€'\n",
            "cp1252",
            "\n",
        ),
        (b"\n\n# coding: latin-1\n'\xc3\xa9'", "\n\n# coding: latin-1\n'é'", "utf-8", "\n"),
        (b"a\rb\r", "a\rb\r", "utf-8", "\r"),
        (b"a\r\nb\nc\x0c\n", "a\r\nb\nc\x0c\n", "utf-8", "\r\n"),
        (b"x\xe2\x80\xa8y\n", "x\u2028y\n", "utf-8", "\n"),
    ],
)
def test_texts(raw: bytes, text: str, encoding: str, newline: str) -> None:
    read = decode(raw, "/s.py")
    assert (read.text, read.encoding, read.newline) == (text, encoding, newline)
    assert read.text.encode(read.encoding) == raw


def test_the_hash_is_that_of_the_bytes() -> None:
    assert decode(b"x", "/s.py").sha256 == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        (b"a\nbc \xff\n", 2, 4, "byte 0xff is not valid utf-8"),
        (b"a = 1\n\n\nx = '\xe9'\n", 4, 6, "byte 0xe9"),
        ("é = '".encode() + b"\x80'", 1, 6, "byte 0x80"),
        (b"# coding: ascii\n'\xc3'\n", 2, 2, "byte 0xc3 is not valid ascii"),
        (codecs.BOM_UTF8 + b"\xff", 1, 1, "byte 0xff"),
        (b"# coding: no-such\n", 1, 1, "does not exist: no-such"),
        (b"# coding: rot13\n", 1, 1, "`rot13` is not an encoding of text"),
        (b"# coding: hex\nx", 1, 1, "`hex` is not an encoding of text"),
        (b"# coding: idna\n\xff", 2, 1, "byte 0xff"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", 1, 1, "byte order mark"),
        ("x = 1\n".encode("utf-16"), 1, 1, "UTF-16"),
        ("x = 1\n".encode("utf-32"), 1, 1, "UTF-32"),
    ],
)
def test_what_is_no_text(raw: bytes, line: int, column: int, message: str) -> None:
    problem = refusal(raw)
    assert problem.place.span == (line, column, line, column)
    assert message in problem.message


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / " strange\nname.py"
    path.write_bytes(b"x = 1\r\n")
    read = read_source(str(path))
    assert (read.path, read.raw, read.text) == (str(path), b"x = 1\r\n", "x = 1\r\n")


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    path = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"caf\xe9.py"))
    try:
        Path(path).write_bytes(b"x\n")
    except (OSError, UnicodeError):
        pytest.skip("the file system takes no such name")
    assert read_source(path).text == "x\n"


def test_missing(tmp_path: Path) -> None:
    assert "No such file" in unreadable(str(tmp_path / "gone.py")).message


def test_a_folder(tmp_path: Path) -> None:
    assert "cannot be read" in unreadable(str(tmp_path)).message


def test_a_null_in_the_name() -> None:
    assert "cannot be read" in unreadable("/a\0b.py").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = str(tmp_path / "pipe.py")
    os.mkfifo(path)
    assert "no regular file" in unreadable(path).message


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices here")
def test_a_device_is_not_read() -> None:
    assert "no regular file" in unreadable("/dev/zero").message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.py"
    path.write_bytes(b"x")
    path.chmod(0)
    assert "Permission denied" in unreadable(str(path)).message


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(tmp_path / "gone.py")
    assert "cannot be read" in unreadable(str(link)).message


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1 << 20)
    path = tmp_path / "large.py"
    path.write_bytes(b"#" * (1 << 20))
    assert len(read_bytes(str(path))) == 1 << 20
    path.write_bytes(b"#" * ((1 << 20) + 1))
    assert "larger than 1 MiB" in unreadable(str(path)).message


@pytest.mark.slow
@given(
    st.one_of(
        st.binary(max_size=80),
        st.builds(
            lambda name, rest: b"# coding: " + name + b"\n" + rest,
            st.sampled_from(
                [
                    b"utf-7",
                    b"utf-16",
                    b"big5",
                    b"unicode_escape",
                    b"punycode",
                    b"undefined",
                    b"base64",
                    b"mbcs",
                    b"shift_jis",
                    b"\xff",
                ]
            ),
            st.binary(max_size=40),
        ),
    )
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    try:
        read = decode(raw, "/s.py")
    except SourceProblem as refused:
        span = refused.problem.place.span
        assert span.line >= 1
        assert span.column >= 1
    else:
        assert isinstance(read.text, str)


@pytest.mark.parametrize(
    "head",
    [
        b"# -*- coding: latin-1 -*- \xe9\xfc\n",
        b"#!/usr/bin/python \xe9\n# vim: set fileencoding=cp1252 : \xe9\n",
        b"\n# coding=iso-8859-15 \xa4\n",
        b"# coding: gbk \xb0\xa1\r\n",
    ],
)
def test_the_line_of_the_declaration_is_in_its_encoding(head: bytes) -> None:
    """Python reads these, where `tokenize.detect_encoding` refuses them."""
    raw = head + b"import os\n"
    source = decode(raw, "/a.py")
    assert source.text.endswith("import os\n")
    assert source.text.encode(source.encoding) == raw
    assert ast.dump(ast.parse(raw)) == ast.dump(ast.parse(source.text))


_PIECES = [
    *(b"\xef\xbb\xbf", b"#", b" ", b"\t", b"\f", b"\n", b"\r\n", b"coding", b":", b"=", b"utf-8", b"latin-1", b"UTF_8"),
    *(b"gbk", b"nope", b"cp1252", b"-*-", b"x", b"iso_8859_1", b"utf8", b'"""', b"import os", b"\\", b".", b"rot13"),
]


@given(
    st.lists(st.sampled_from(_PIECES), max_size=14).map(b"".join), st.sampled_from([b"", b"# coding:", b"# coding="])
)
def test_declarations_are_found_as_python_finds_them(rest: bytes, start: bytes) -> None:
    raw = start + rest
    try:
        expected = tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
    except SyntaxError as error:
        expected = "no codec" if str(error).startswith("unknown") else "mark"
    try:
        found = declared_encoding(raw)
    except LookupError:
        found = "no codec"
    except ValueError:
        found = "mark"
    assert found == expected
