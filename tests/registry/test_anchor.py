"""Where a finding about a whole script stands."""

from __future__ import annotations

import pytest

from sm_lint.registry.anchor import opening
from sm_lint.syntax.parse import parse


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\n", (1, 1, 1, 10)),
        ('"""Doc."""\nfrom __future__ import annotations\n\nimport os\nimport sys\n', (4, 1, 4, 10)),
        ('"""Doc.\n\nLong.\n"""\nx = 1; y = 2\n', (5, 1, 5, 6)),
        ("def main():\n    pass\n", (1, 5, 1, 9)),
        ("@cached\nclass A:\n    pass\n", (2, 7, 2, 8)),
        ('if __name__ == "__main__":\n    main()\n', (1, 4, 1, 26)),
        ("for name in names:\n    pass\n", (1, 13, 1, 18)),
        ("while True:\n    pass\n", (1, 7, 1, 11)),
        ('"""Only a docstring."""\n', (1, 1, 1, 24)),
    ],
)
def test_opening(source: str, expected: tuple[int, int, int, int]) -> None:
    module = parse("/project/script.py", source)
    assert tuple(module.place(opening(module)).span) == expected


@pytest.mark.parametrize("source", ["", "# nothing\n"])
def test_a_file_without_statements(source: str) -> None:
    module = parse("/project/script.py", source)
    assert module.place(opening(module)).span.line == 1
