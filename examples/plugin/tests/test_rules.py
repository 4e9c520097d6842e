"""Acme's rules: their cases, the examples of their pages, and their catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.rules import Rule
from sm_lint.testing import Case, check_case, check_catalogue, lint_files, page, read_cases, rule_classes

PLUGIN = "acme_rules"
CASES = Path(__file__).parent / "cases"


def cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.md")):
        for case in read_cases(file.read_text("utf-8")):
            yield pytest.param(file.stem, case, id=f"{file.stem}-{case}")


@pytest.mark.parametrize(("code", "case"), list(cases()))
def test_case(code: str, case: Case, tmp_path: Path) -> None:
    check_case(case, str(tmp_path), select=[code], plugins=[PLUGIN])


@pytest.mark.parametrize("rule", rule_classes(PLUGIN), ids=lambda rule: rule.code)
def test_examples_are_true(rule: type[Rule], tmp_path: Path) -> None:
    shown = page(rule)
    for number, example in enumerate((*shown.bad_examples, *shown.good_examples)):
        folder = tmp_path / str(number)
        folder.mkdir()
        result = lint_files({"train.py": example.python}, str(folder), select=[rule.code], plugins=[PLUGIN])
        assert [finding.code for finding in result.findings] == [rule.code] * (number < len(shown.bad_examples))


def test_every_rule_has_cases() -> None:
    assert {rule.code for rule in rule_classes(PLUGIN)} == {file.stem for file in CASES.glob("*.md")}


def test_catalogue_is_up_to_date() -> None:
    check_catalogue(PLUGIN)
