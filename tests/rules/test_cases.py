"""Every rule against its cases: `tests/cases/CODE.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.testing import Case, check_case, read_cases

CASES = Path(__file__).parent.parent / "cases"


def all_cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.md")):
        for case in read_cases(file.read_text("utf-8")):
            yield pytest.param(file.stem, case, id=f"{file.stem}-{case}")


@pytest.mark.parametrize(("code", "case"), list(all_cases()))
def test_case(code: str, case: Case, tmp_path: Path) -> None:
    check_case(case, str(tmp_path), select=[code])
