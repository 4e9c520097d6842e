"""The examples on the pages of the rules that `preflight` reports: asked about, the bad ones fire, the good ones do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sm_lint.preflight.run import Result
from sm_lint.registry.docs import page
from sm_lint.registry.packages import catalogue, load_class
from sm_lint.registry.rule_info import RuleInfo

RULES = [rule for rule in catalogue() if rule.code.startswith("SMO2")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_examples(rule: RuleInfo, ask: Callable[..., Result]) -> None:
    shown = page(load_class(rule))
    bad, good = shown.bad_examples[0].python, shown.good_examples[0].python
    found = ask(bad)
    assert [finding.code for finding in found.findings] == [rule.code]
    assert {finding.name for finding in found.findings} == {rule.name}
    assert found.remarks == ()
    assert ask(good) == found._replace(findings=())


def test_every_fault_has_a_rule() -> None:
    from sm_lint.preflight import answers

    codes = {value for name, value in vars(answers).items() if name.isupper() and isinstance(value, str)}
    assert codes == {rule.code for rule in RULES}
