from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.diagnostics.cell_source import edited, source_of
from sm_lint.diagnostics.edits import Replacement, pieces, split_lines


def changed(written: str, old: str, new: str) -> str:
    source = source_of(written)
    start = source.index(old)
    return edited(written, [Replacement(start, start + len(old), new)])


@pytest.mark.parametrize(
    ("written", "old", "new", "expected"),
    [
        ('"a\\/b\\u00e9 c"', "c", "d", '"a\\/b\\u00e9 d"'),
        ('"\\ud83d\\ude00 c"', " c", "é", '"\\ud83d\\ude00\\u00e9"'),
        ('"é\\t c"', "c", '"', '"é\\t \\""'),
        ('["a\\/\\n", "b"]', "b", "c", '["a\\/\\n", "c"]'),
        ('["a\\n",\n  "b\\u0041"\n ]', "a", "x\ny", '["x\\n",\n  "y\\n",\n  "b\\u0041"\n ]'),
        ('["a\\n" , "b\\n", "c"]', "b\n", "", '["a\\n" , "c"]'),
        ('["a\\n", "b"]', "b", "", '["a\\n"]'),
        ('["a"]', "a", "", "[]"),
        ('["a\\n", "b\\n", "c"]', "\nb", "", '["a\\n", "c"]'),
        ('["a\\n", "b"]', "\n", " ", '["a b"]'),
        ('["a\\n", "b"]', "a\n", "x", '["xb"]'),
        ("[]", "", "x\ny", '["x\\n", "y"]'),
        ('["ab", "cd\\n", "ef"]', "bc", "BC", '["aBCd\\n", "ef"]'),
        ('["a\\r\\n", "b"]', "b", "c\r\nd", '["a\\r\\n", "c\\r\\n", "d"]'),
        ('["a",\t"b"]', "a", "A", '["A",\t"b"]'),
    ],
)
def test_what_is_kept_is_written_as_before(written: str, old: str, new: str, expected: str) -> None:
    assert changed(written, old, new) == expected


@pytest.mark.parametrize("written", ["1", "null", '["a", 1]', "{}", '["a"'])
def test_what_is_no_source(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        source_of(written)


@given(
    st.text('ab\n\r"\\é\U0001f600', max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6), st.text("xy\né", max_size=3)), max_size=4),
    st.booleans(),
    st.sampled_from(["text", "lines", "pairs"]),
)
def test_the_source_is_the_edited_one(
    source: str, drawn: list[tuple[int, int, str]], ascii_only: bool, form: str
) -> None:
    parts = split_lines(source) if form == "lines" else [source[at : at + 2] for at in range(0, len(source), 2)]
    written = json.dumps(source if form == "text" else parts, ensure_ascii=ascii_only, indent=1)
    changes: list[Replacement] = []
    for start, length, content in sorted(drawn):
        if start + length <= len(source) and (not changes or start > changes[-1].end):
            changes.append(Replacement(start, start + length, content))
    after = edited(written, changes)
    expected = "".join(pieces(source, changes))
    assert source_of(after) == expected
    if form == "lines" and changes:
        assert json.loads(after) == split_lines(expected)
