from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from sm_lint.files.line_spans import LineSpans

line = st.integers(0, 30)
span = st.tuples(line, line | st.just(inf)).map(lambda pair: (min(pair), max(pair)))
asked = st.tuples(line, line).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(span, max_size=20).map(sorted), st.lists(asked, max_size=6))
def test_spans_that_touch_lines(spans: list[tuple[int, float]], questions: list[tuple[int, int]]) -> None:
    found = LineSpans(spans)
    given_out: set[int] = set()
    for first, last in questions:
        touching = [index for index, (start, end) in enumerate(spans) if start <= last and end >= first]
        assert found.earliest(first, last) == (touching[0] if touching else None)
        assert list(found.fresh(first, last)) == [index for index in touching if index not in given_out]
        given_out.update(touching)
