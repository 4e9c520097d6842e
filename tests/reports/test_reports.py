"""Failures that people reported in public, rebuilt: the broken input has the finding, the fixed one has nothing new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.testing import lint_files

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expect.json"))

OF_AGE = "SMI670"
"""Their images are as old as the reports, and whether they are patched is not what was reported."""


def findings(folder: Path, directory: Path) -> set[tuple[str, str]]:
    files = {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8")  # line endings as they are
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    directory.mkdir()
    found = lint_files(files, str(directory)).findings
    return {(finding.code, finding.message) for finding in found if finding.code != OF_AGE}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_report(case: Path, tmp_path: Path) -> None:
    expected = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    assert expected["link"].startswith("https://")
    broken = findings(case / "broken", tmp_path / "broken")
    fixed = findings(case / "fixed", tmp_path / "fixed")
    assert expected["code"] in {code for code, _ in broken - fixed}
    assert expected["code"] not in {code for code, _ in fixed}
    assert not fixed - broken
