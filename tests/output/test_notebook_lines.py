"""Lines of cells are found in the JSON text, however it is laid out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.output.notebook_lines import cell_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("[]", []),
        ("{", []),
        ('{"cells": 3}', []),
        ('{"cells": [{"source": "a\\nb"}]}', [[1, 1]]),
        ('{\n"cells": [\n{"source": [\n"a\\n",\n"b"]}]}', [[4, 5]]),
        ('{"cells": [{"source": []}, {}, {"source": [\n"a"]}]}', [[], [], [2]]),
        ('{"cells": [{"source": [\n"a",\n"b\\n",\n"c\\nd\\n"]}]}', [[2, 4, 4]]),
        ('{"metadata": {"cells": [1]},\n"cells": [{"source": ["x"]}]}', [[2]]),
    ],
)
def test_layouts(text: str, lines: list[list[int]]) -> None:
    assert cell_lines(text) == lines


@given(st.lists(st.lists(st.text(alphabet='ab"\\{[', max_size=5), min_size=1, max_size=4), max_size=4))
def test_one_string_per_line_leads_to_the_line_of_the_string(cells: list[list[str]]) -> None:
    document: dict[str, Any] = {"cells": [{"source": [f"{line}\n" for line in cell]} for cell in cells]}
    text = json.dumps(document, indent=1)
    rows = text.split("\n")
    for cell, lines in zip(cells, cell_lines(text), strict=True):
        assert [json.loads(rows[line - 1].strip().rstrip(",")) for line in lines] == [f"{line}\n" for line in cell]


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert cell_lines(text) == [] or "cells" in text
