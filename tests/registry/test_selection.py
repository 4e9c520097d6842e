from __future__ import annotations

import pytest

from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.registry.selection import Selectors


def rule(
    code: str, name: str, *, enabled: bool = True, preview: bool = False, formerly: tuple[str, ...] = ()
) -> RuleInfo:
    return RuleInfo(
        code, name, Severity.ERROR, enabled, preview, "never", "script", "acme", "Rule", "", formerly=formerly
    )


RULES = Selectors(
    [
        rule("SMC001", "unknown-input-path", formerly=("SMC099", "lost-input")),
        rule("SMC002", "file-path-on-output-dir"),
        rule("SMC011", "property-file-not-written", preview=True),
        rule("SMP101", "processing-path-outside-root"),
        rule("SMP110", "swallowed-failure", enabled=False),
    ]
)


def codes(select: list[str] | None = None, ignore: list[str] | None = None, **more: object) -> list[str]:
    return sorted(RULES.select(select, ignore or [], **more).codes)  # type: ignore[arg-type]


def test_default_is_what_is_on() -> None:
    assert codes() == ["SMC001", "SMC002", "SMP101"]


def test_all_takes_what_is_off_and_not_what_is_in_preview() -> None:
    assert codes(["ALL"]) == ["SMC001", "SMC002", "SMP101", "SMP110"]
    assert codes(["ALL"], preview=True) == ["SMC001", "SMC002", "SMC011", "SMP101", "SMP110"]


def test_preview_belongs_to_the_default_set_once_it_is_asked_for() -> None:
    assert codes(preview=True) == ["SMC001", "SMC002", "SMC011", "SMP101"]


@pytest.mark.parametrize("selector", ["SMC001", "smc001", "unknown-input-path", "SMC099", "lost-input"])
def test_a_rule_by_any_of_its_names(selector: str) -> None:
    assert codes([selector]) == ["SMC001"]


def test_the_more_specific_selector_wins_whichever_list_it_is_in() -> None:
    assert codes(["SMC"], ["SMC001"]) == ["SMC002"]
    assert codes(["SMC001"], ["SMC"]) == ["SMC001"]
    assert codes(["SMP1"], ["SMP11"]) == ["SMP101"]
    assert codes(["SMP110"], ["SMP11"]) == ["SMP110"]


def test_on_equal_terms_ignore_wins() -> None:
    assert codes(["SMC001"], ["unknown-input-path"]) == []


def test_extending_keeps_the_default() -> None:
    assert codes(extend_select=["SMP110"]) == ["SMC001", "SMC002", "SMP101", "SMP110"]
    assert codes(extend_ignore=["SMC"]) == ["SMP101"]


def test_a_preview_rule_that_was_named_is_said_to_need_preview() -> None:
    chosen = RULES.select(["SMC011"])
    assert chosen.codes == frozenset()
    assert chosen.needs_preview == ("SMC011",)


@pytest.mark.parametrize(
    ("text", "near"),
    [("SMC01l", "SMC011"), ("unknown-input-paths", "unknown-input-path"), ("E501", ""), ("", "")],
)
def test_an_unknown_selector_is_told_with_what_is_near(text: str, near: str) -> None:
    chosen = RULES.select([text])
    assert [(item.selector, item.suggestion) for item in chosen.unknown] == [(text, near)]
    assert ("did you mean" in chosen.unknown[0].hint) == bool(near)


def test_redirects_are_told() -> None:
    assert RULES.select(["SMC099"], ["SMC002"]).redirected == (("SMC099", "SMC001"),)
