"""Scripts in the idioms of real ones, and what is told of each: `idioms/*.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.facts_text import told

FOLDER = Path(__file__).parent / "idioms"
CASE = re.compile(r"^## (.+?)\n.*?```python\n(.*?)```\n+```text\n(.*?)```", re.MULTILINE | re.DOTALL)


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text("utf-8")
        found = CASE.findall(text)
        assert len(found) == text.count("\n## "), f"{file.name}: a case without its script or its facts"
        for title, script, expected in found:
            yield pytest.param(script, expected, id=f"{file.stem}: {title}")


@pytest.mark.parametrize(("script", "expected"), list(cases()))
def test_idiom(script: str, expected: str) -> None:
    assert told(script) == expected.splitlines()
