"""The place of every key and value, checked against what tomli reads there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sm_lint.config.locate import locate
from sm_lint.config.toml import Document, parse
from sm_lint.syntax.span import Place, Span

BARE = st.text("abcXYZ019_-", min_size=1, max_size=4)
ODD = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=4)
KEYS = BARE | ODD
SCALARS = (
    st.integers(-(10**20), 10**20)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\x00"), max_size=12)
    | st.dates()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=5)


def _basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\u00e9", "\\U000000e9")


def _blank(draw: Any) -> str:
    return draw(st.sampled_from(["", " ", "\t", "  "]))


def _lines(draw: Any) -> str:
    return draw(st.sampled_from(["", " ", "\n", " # comment ] } = \" ' [x]\n", "\n\n\t"]))


def key_text(draw: Any, key: str) -> str:
    """A key, bare or quoted either way, where it can be."""
    forms = [_basic(key)]
    if key and all(character in "abcXYZ019_-" for character in key):
        forms.append(key)
    if "'" not in key and key.isprintable():
        forms.append(f"'{key}'")
    return draw(st.sampled_from(forms))


def string_text(draw: Any, text: str) -> str:
    """A string in one of the four notations."""
    forms = [
        _basic(text),
        '"""\n' + _basic(text)[1:-1].replace("\\n", "\n") + '"""',
        '"""' + _basic(text)[1:-1] + '"""',
    ]
    safe = all(character.isprintable() or character in "\n\t" for character in text)
    if "'" not in text and safe:
        forms.append("'''\n" + text + "'''")
        if "\n" not in text:
            forms.append(f"'{text}'")
    if '"' in text and "\\" not in text and '"""' not in text and safe and not text.endswith('"'):
        forms.append('"""\n' + text + '"""')
    return draw(st.sampled_from(forms))


def value_text(draw: Any, value: Any) -> str:
    """A value as it may stand behind ``=``."""
    if isinstance(value, str):
        return string_text(draw, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        inner = "".join(_lines(draw) + value_text(draw, item) + _lines(draw) + "," for item in value)
        if inner and draw(st.booleans()):
            inner = inner[:-1]
        return "[" + inner + _lines(draw) + "]"
    if isinstance(value, dict):
        members = [
            f"{_blank(draw)}{key_text(draw, key)}{_blank(draw)}={_blank(draw)}{value_text(draw, item)}{_blank(draw)}"
            for key, item in value.items()
        ]
        return "{" + ",".join(members) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)


def _dotted(draw: Any, path: list[str]) -> str:
    return (_blank(draw) + "." + _blank(draw)).join(key_text(draw, key) for key in path)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def table_lines(draw: Any, table: dict[str, Any], path: list[str]) -> list[str]:
    """Lines of a table: its values first, then tables and arrays of tables below headers of their own."""
    lines, later = [], []
    for key, value in table.items():
        if isinstance(value, dict) and draw(st.booleans()):
            later.append((key, [value], False))
        elif _is_tables(value) and draw(st.booleans()):
            later.append((key, value, True))
        elif isinstance(value, dict) and value and draw(st.booleans()):
            for inner, item in value.items():
                lines.append(f"{_dotted(draw, [key, inner])} = {value_text(draw, item)}")
        else:
            lines.append(f"{_blank(draw)}{key_text(draw, key)} = {value_text(draw, value)}{_blank(draw)} # = x")
    for key, values, array in later:
        for value in values:
            opening, closing = ("[[", "]]") if array else ("[", "]")
            lines += ["", f"{opening}{_blank(draw)}{_dotted(draw, [*path, key])}{_blank(draw)}{closing}  # header"]
            lines += table_lines(draw, value, [*path, key])
    return lines


@st.composite
def documents(draw: Any) -> str:
    """A TOML text."""
    text = "\n".join(table_lines(draw, draw(TABLES), [])) + draw(st.sampled_from(["", "\n", "\n# end"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def document(text: str) -> Document:
    found = parse(text.encode(), "/p/x.toml")
    assert isinstance(found, Document)
    return found


def text_at(doc: Document, place: Place) -> str:
    lines = doc.text.split("\n")
    span = place.span
    picked = lines[span.line - 1 : span.end_line]
    picked[-1] = picked[-1][: span.end_column - 1]
    picked[0] = picked[0][span.column - 1 :]
    return "\n".join(picked)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key), member
        yield from paths(member, (*path, key))


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_every_key_and_value_is_found_where_it_is_written(text: str) -> None:
    doc = document(text)
    assert doc.data == tomli.loads(text)
    for path, value in paths(doc.data):
        key = text_at(doc, doc.place_of(path))
        if isinstance(path[-1], str):
            assert tomli.loads(f"{key} = 0") == {path[-1]: 0}
        written = text_at(doc, doc.place_of(path, value=True))
        if isinstance(value, dict) and not written.startswith("{"):
            name = next(part for part in reversed(path) if isinstance(part, str))
            assert key == written or name in paths_of_header(written)
        elif not (isinstance(value, list) and written.startswith("[[")):
            assert tomli.loads(f"x = {written}")["x"] == value


def paths_of_header(written: str) -> list[str | int]:
    data = tomli.loads(written)
    return [part for path, _ in paths(data) for part in path]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab.=[]{}\"'#\n ,\\1-"), max_size=40))
def test_the_locator_never_fails_on_text_that_is_not_toml(text: str) -> None:
    locate(text)


def test_tables_dotted_keys_inline_tables_and_arrays() -> None:
    doc = document(
        '# c\n[tool.sm-lint]\nsrc = ["a", "b"]\n\n[tool.sm-lint.contracts."my train"]\njob = "x"\n'
        'in.a = { path = "/p", required = false }\n[[jobs]]\nn = 1\n[[jobs]]\nn = 2\n[jobs.sub]\nm = 3\n'
    )
    expected = {
        ("tool",): (2, 2, "tool"),
        ("tool", "sm-lint"): (2, 7, "sm-lint"),
        ("tool", "sm-lint", "src", 1): (3, 13, '"b"'),
        ("tool", "sm-lint", "contracts", "my train"): (5, 25, '"my train"'),
        ("tool", "sm-lint", "contracts", "my train", "in", "a", "required"): (7, 23, "required"),
        ("jobs", 0): (8, 3, "jobs"),
        ("jobs", 1, "n"): (11, 1, "n"),
        ("jobs", 1, "sub", "m"): (13, 1, "m"),
    }
    for path, (line, column, text) in expected.items():
        place = doc.place_of(path)
        assert (place.span.line, place.span.column, text_at(doc, place)) == (line, column, text)
    assert text_at(doc, doc.place_of(("tool", "sm-lint"), value=True)) == "[tool.sm-lint]"
    assert text_at(doc, doc.place_of(("jobs", 1), value=True)) == "[[jobs]]"


def test_a_table_below_an_element_without_keys() -> None:
    doc = document("[[a]]\n[a.b]\nc = 1\n")
    assert doc.place_of(("a", 0, "b", "c")).span == Span(3, 1, 3, 2)


def test_a_path_that_is_not_there_stands_at_what_is_above_it() -> None:
    doc = document("[a]\nb = 1\n")
    assert doc.place_of(("a", "x", "y"), value=True) == doc.place_of(("a",))
    assert doc.place_of(("nothing",)) == Place("/p/x.toml", Span(1, 1, 1, 1))


def test_columns_are_code_points() -> None:
    doc = document('a = { "é😀" = 1, b = 2 }\n')
    assert doc.place_of(("a", "b")).span == Span(1, 17, 1, 18)


def test_deep_and_long_files_are_located() -> None:
    deep = document("a = " + "[" * 300 + "1" + "]" * 300)
    assert deep.place_of(("a", *[0] * 300)).span.column == 305
    long = document("a = [" + "1, " * 50_000 + "2]\nb = 1")
    assert long.place_of(("a", 50_000)).span.column == 150_006
    assert long.place_of(("b",)).span.line == 2
