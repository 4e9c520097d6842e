"""What is taken for an earlier report, and so may be overwritten where a configuration names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.output.recognize import HEAD, is_report

GOLDEN = sorted(path for path in (Path(__file__).parent / "golden").glob("*.txt") if ".color" not in path.name)
REPOSITORY = Path(__file__).parents[2]
OTHERS = [
    *(path for path in (REPOSITORY / "examples").rglob("*") if path.suffix in (".py", ".toml", ".ipynb", ".json")),
    *(REPOSITORY / name for name in ("README.md", "pyproject.toml", "Makefile", ".pre-commit-config.yaml")),
]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_reports_of_every_format(path: Path) -> None:
    assert is_report(path.read_bytes()[:HEAD])


def test_files_that_are_no_reports() -> None:
    assert len(OTHERS) > 20
    assert [path for path in OTHERS if path.stat().st_size and is_report(path.read_bytes()[:HEAD])] == []


@pytest.mark.parametrize(
    "text", ["[1]", '[{"code": "x"}]', "a.py:1:1: E501 too long", "{}", '{"version": "2.1.0"}', "\xff"]
)
def test_reports_of_others(text: str) -> None:
    assert not is_report(text.encode("latin-1"))
