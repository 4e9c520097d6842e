"""Every rule has a page under the fixed headings, whose examples are true: the bad ones fire, the good ones do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sm_lint.registry.docs import HEADINGS, REQUIRED, Example, page
from sm_lint.registry.packages import catalogue, load_class
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.testing import CONFIGURATION, lint_files, script_name

pytestmark = pytest.mark.slow

RULES = catalogue()
page_of = cache(lambda rule: page(load_class(rule)))
WITHOUT_EXAMPLE = {"SMX900", "SMX908"}
"""Rules that no file makes fire."""
ASKED = "SMO2"
"""Rules that only `preflight` reports; tests/preflight/test_pages.py holds them to their examples."""


def files_of(example: Example) -> dict[str, str]:
    files = {CONFIGURATION: example.toml} if example.toml else {}
    for block in example.blocks:
        if block.title:
            files[block.title] = block.text
        elif block.language == "python":
            files[script_name(example.toml)] = block.text
    return files


def examples(kind: str) -> Iterator[object]:
    for rule in RULES:
        if rule.code.startswith(ASKED):
            continue
        shown = page_of(rule)
        for number, example in enumerate(shown.bad_examples if kind == "bad" else shown.good_examples, start=1):
            yield pytest.param(rule, example, id=f"{rule.code}-{number}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_has_the_fixed_headings_in_order(rule: RuleInfo) -> None:
    sections = list(page_of(rule).sections)
    assert set(REQUIRED) <= set(sections)
    assert sections == [heading for heading in HEADINGS if heading in sections]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_has_examples_and_a_summary(rule: RuleInfo) -> None:
    shown = page_of(rule)
    assert shown.summary.endswith(".")
    assert rule.code in WITHOUT_EXAMPLE or (shown.bad_examples and shown.good_examples)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_says_how_safe_a_fix_is(rule: RuleInfo) -> None:
    assert ("Fix safety" in page_of(rule).sections) is (rule.fixable != "never")


@pytest.mark.parametrize(("rule", "example"), list(examples("bad")))
def test_bad_example_fires(rule: RuleInfo, example: Example, tmp_path: Path) -> None:
    result = lint_files(files_of(example), str(tmp_path), select=[rule.code])
    assert {finding.code for finding in result.findings} == {rule.code}
    assert not result.internal_errors
    assert not [finding.message for finding in result.findings if re.search(r"\.$|\n", finding.message)]


@pytest.mark.parametrize(("rule", "example"), list(examples("good")))
def test_good_example_is_silent(rule: RuleInfo, example: Example, tmp_path: Path) -> None:
    result = lint_files(files_of(example), str(tmp_path), select=[rule.code])
    assert [finding.message for finding in result.findings] == []
    assert not result.internal_errors
