"""Edits of TOML: the value that is asked for changes, and not another byte of the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tomli
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.toml_editing.editor import NotEditable, TomlText
from sm_lint.toml_editing.rewriting import encoded, normalised
from sm_lint.toml_editing.values import entry_text, key_text, string_text, value_text

Edit = Callable[[TomlText], object]

CASES: list[tuple[str, Edit, str]] = [
    ("[a]\nx = 1\n", lambda t: t.add(("a", "y"), 2), "[a]\nx = 1\ny = 2\n"),
    ("[a]\n", lambda t: t.add(("a", "y"), 2), "[a]\ny = 2\n"),
    ("[a]", lambda t: t.add(("a", "y"), 2), "[a]\ny = 2"),
    ("[a]\nx = 1 # why\n\n# of b\n[b]\n", lambda t: t.add(("a", "y"), 2), "[a]\nx = 1 # why\ny = 2\n\n# of b\n[b]\n"),
    ("[a]\n  x = [\n    1,\n  ]\n", lambda t: t.add(("a", "y"), "v"), '[a]\n  x = [\n    1,\n  ]\n  y = "v"\n'),
    ("a = { x = 1 }\n", lambda t: t.add(("a", "y"), True), "a = { x = 1, y = true }\n"),
    ("a = {}\n", lambda t: t.add(("a", "y"), True), "a = { y = true }\n"),
    ("a.x = 1\nb = 2\n", lambda t: t.add(("a", "y"), 3), "a.x = 1\na.y = 3\nb = 2\n"),
    ("[c]\na.x = 1\n", lambda t: t.add(("c", "a", "y"), 3), "[c]\na.x = 1\na.y = 3\n"),
    ("[c]\nk = 1\n[d]\n", lambda t: t.add(("c", "new", "y"), 3), "[c]\nk = 1\n\n[c.new]\ny = 3\n[d]\n"),
    ("[c.e]\nk = 1\n", lambda t: t.add(("c", "y"), 3), "[c]\ny = 3\n\n[c.e]\nk = 1\n"),
    ('["c.d"]\nk = 1\n', lambda t: t.add(("c.d", "n", "y"), 3), '["c.d"]\nk = 1\n\n["c.d".n]\ny = 3\n'),
    ("x = 1\n", lambda t: t.add(("c", "d", "y"), 3), "x = 1\n\n[c.d]\ny = 3\n"),
    ("", lambda t: t.add(("c", "y"), 3), "[c]\ny = 3\n"),
    ("[c]\n", lambda t: t.add(("k",), 3), "k = 3\n[c]\n"),
    ("c = { k = 1 }\n", lambda t: t.add(("c", "n", "y"), 3), "c = { k = 1, n = { y = 3 } }\n"),
    ("x = ['p'] # c\n", lambda t: t.append(("x",), "q"), "x = ['p', \"q\"] # c\n"),
    ("x = []\n", lambda t: t.append(("x",), "q"), 'x = ["q"]\n'),
    ("x = [\n  1, # one\n  2\n]\n", lambda t: t.append(("x",), 3), "x = [\n  1, # one\n  2,\n  3\n]\n"),
    ("x = [\n  1,\n  2, # two\n]\n", lambda t: t.append(("x",), 3), "x = [\n  1,\n  2, # two\n  3,\n]\n"),
    ("x = [\n  1,\n  2 # two\n]\n", lambda t: t.append(("x",), 3), "x = [\n  1,\n  2, # two\n  3\n]\n"),
    ("x = 1 # c\ny = 2\n", lambda t: t.set(("x",), "v"), 'x = "v" # c\ny = 2\n'),
    ("x = 1 # c\ny = 2\n", lambda t: t.remove(("x",)), "y = 2\n"),
    ("x = { a = 1, b = 2 }\n", lambda t: t.remove(("x", "a")), "x = { b = 2 }\n"),
    ("x = { a = 1, b = 2 }\n", lambda t: t.remove(("x", "b")), "x = { a = 1 }\n"),
    ("x = { a = 1 }\n", lambda t: t.remove(("x", "a")), "x = {  }\n"),
    ("x = ['a', 'b']\n", lambda t: t.remove_element(("x",), "a"), "x = ['b']\n"),
    ("x = ['a', 'b']\n", lambda t: t.remove_element(("x",), "b"), "x = ['a']\n"),
    ("x = [\n  'a', # c\n  'b',\n]\n", lambda t: t.remove_element(("x",), "a"), "x = [\n  'b',\n]\n"),
    ("x = [\n  'a',\n  'b'\n]\n", lambda t: t.remove_element(("x",), "b"), "x = [\n  'a'\n]\n"),
]


@pytest.mark.parametrize(("before", "edit", "after"), CASES)
def test_only_what_is_asked_for_changes(before: str, edit: Edit, after: str) -> None:
    text = TomlText(before)
    edit(text)
    assert text.text == after
    assert text.data == tomli.loads(after)


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        ("x = 1\n", lambda t: t.add(("x",), 2)),
        ("x = 1\n", lambda t: t.add(("x", "y"), 2)),
        ("x = 1\n", lambda t: t.append(("x",), 2)),
        ("[x]\n", lambda t: t.set(("x",), 2)),
        ("[x]\n", lambda t: t.remove(("x",))),
        ("[[x]]\n", lambda t: t.append(("x",), 2)),
        ("[[x]]\ny = 1\n", lambda t: t.add(("x", "z"), 2)),
        ("x = 1\n", lambda t: t.remove(("y",))),
        ("x = ['a']\n", lambda t: t.remove_element(("x",), "b")),
    ],
)
def test_what_cannot_be_edited_stays(before: str, edit: Edit) -> None:
    text = TomlText(before)
    with pytest.raises(NotEditable):
        edit(text)
    assert text.text == before


KEYS = st.sampled_from(["a", "b-c", "d e", "ü", "f.g", "#", "'"])
SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


@settings(max_examples=60)
@given(VALUES)
def test_a_value_is_read_as_it_was_written(value: Any) -> None:
    assert tomli.loads(f"x = {value_text(value)}") == {"x": value}
    assert tomli.loads(entry_text("x", value)) == {"x": value}


@settings(max_examples=60)
@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    written = string_text(text)
    assert "\n" not in written
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert tomli.loads(f"x = {written}")["x"] == text


@settings(max_examples=40)
@given(st.dictionaries(KEYS, TABLES, min_size=1, max_size=3), st.data())
def test_random_documents_keep_every_other_line(document: dict[str, Any], data: st.DataObject) -> None:
    before = tomlkit.dumps(document)
    text = TomlText(before)
    table = data.draw(st.sampled_from(sorted(document)))
    text.add((table, "new key"), data.draw(SCALARS))
    header = f"[{key_text(table)}]"  # of a table that had none
    kept = [line for line in before.splitlines() if line]
    left = [line for line in text.text.splitlines() if line and "new key" not in line]
    assert sorted(line for line in left if line != header) == sorted(line for line in kept if line != header)


@settings(max_examples=40)
@given(st.dictionaries(KEYS, TABLES, min_size=1, max_size=3), st.data())
def test_removing_what_was_added_gives_the_values_back(document: dict[str, Any], data: st.DataObject) -> None:
    text = TomlText(tomlkit.dumps(document))
    table = data.draw(st.sampled_from(sorted(document)))
    text.add((table, "new key"), data.draw(VALUES))
    text.remove((table, "new key"))
    assert text.data == document


def test_line_endings_stay() -> None:
    before = b"[a]\r\nx = 1\r\n[b]\r\ny = 2\n"
    text = TomlText(normalised(before))
    text.add(("a", "z"), 3)
    assert encoded(before, text.text) == b"[a]\r\nx = 1\r\nz = 3\r\n[b]\r\ny = 2\n"
    plain = b"[a]\nx = 1\n"
    assert encoded(plain, normalised(plain) + "# end\n") == b"[a]\nx = 1\n# end\n"
