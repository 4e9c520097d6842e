from typing import Any

import pytest

from sm_lint.server.settings import ClientSettings, read_settings


def test_settings_may_be_a_section_or_the_whole() -> None:
    wanted = (ClientSettings(debounce=5, inlay_hints=True), ())
    assert read_settings({"debounce": 5, "inlayHints": True}) == wanted
    assert read_settings({"sm-lint": {"debounce": 5, "inlayHints": True}}) == wanted


@pytest.mark.parametrize("given", [None, 3, "x", [], {}, {"interpreter": ["python"]}, {"enable": None}])
def test_anything_else_leaves_the_defaults(given: Any) -> None:
    assert read_settings(given) == (ClientSettings(), ())


@pytest.mark.parametrize("given", [{"debounce": "fast"}, {"debounce": -1}, {"debounce": True}, {"enable": 1}])
def test_a_wrong_value_is_named_and_leaves_the_default(given: Any) -> None:
    settings, wrong = read_settings(given)
    assert settings == ClientSettings()
    assert len(wrong) == 1
    assert next(iter(given)) in wrong[0]
