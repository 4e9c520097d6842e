"""Tokens, f-strings among them."""

from __future__ import annotations

import io
import sysconfig
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.syntax.tokens import logical_line, tokens

STDLIB = Path(sysconfig.get_path("stdlib"))
PIECES = [
    "f'",
    'f"""',
    "'",
    '"',
    "{",
    "}",
    "{{",
    "}}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!r",
    "\\",
    "\n",
    "\r\n",
    "#",
    " ",
    "x",
    ",",
    "=",
]


def pieces(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in tokens(text)]


def comments(text: str) -> list[str]:
    return [piece for kind, piece in pieces(text) if kind == "comment"]


@pytest.mark.parametrize("path", sorted(STDLIB.glob("*.py"))[::6], ids=lambda path: path.name)
def test_comments_are_those_of_tokenize(path: Path) -> None:
    text = path.read_text("utf-8")
    expected = [
        token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT
    ]
    assert comments(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'# no' # yes", ["# yes"]),
        ("f'{a:{b}} # no' # yes", ["# yes"]),
        ("""f"{x["# no"]}" # yes""", ["# yes"]),
        ("f'''{\na # yes\n} # no''' # too", ["# yes", "# too"]),
        ("f'{{# no}}' # yes", ["# yes"]),
        ("rf'\\{x}# no' # yes", ["# yes"]),
        ("f'{x!r:#no}' # yes", ["# yes"]),
        ("f'{ {1: 2}[1] :#x}' # yes", ["# yes"]),
        ("f'\\'# no' # yes", ["# yes"]),
        ("'a\\\n# no' # yes", ["# yes"]),
        ("if'#no': x # yes", ["# yes"]),
        ("'''# no\n''' # yes", ["# yes"]),
        ("'# no end", []),
        ("f'{a # rest", ["# rest"]),
    ],
)
def test_comments_and_strings(text: str, expected: list[str]) -> None:
    assert comments(text) == expected


def test_fields_of_an_f_string_are_brackets() -> None:
    assert pieces("f'{a:>{b}}'") == [
        ("string", "f'"),
        ("open", "{"),
        ("word", "a"),
        ("colon", ":>"),
        ("open", "{"),
        ("word", "b"),
        ("close", "}"),
        ("close", "}'"),
    ]


@pytest.mark.parametrize(
    ("text", "end", "last"),
    [
        ("a\nb\n", 2, "word"),
        ("f(\n)\nb", 5, "close"),
        ("if a:  # why\n  b\n", 13, "colon"),
        ("\n", 1, None),
        ("# only\nx", 7, None),
        ("a \\\n b\nc", 7, "word"),
        ("a", None, "word"),
        ("'''\n", None, None),
        ("(\n", None, "open"),
    ],
)
def test_logical_lines(text: str, end: int | None, last: str | None) -> None:
    assert logical_line(text, 0) == (end, last)


@pytest.mark.slow
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
@settings(max_examples=500, deadline=None)
def test_tokens_follow_each_other(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert position <= token.start <= token.end <= len(text)
        position = token.end


def test_ten_thousand_format_specifications() -> None:
    text = "f'" + "{a:" * 10_000 + "}" * 10_000 + "' # end"
    assert comments(text) == ["# end"]
