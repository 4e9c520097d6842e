"""The texts of rules for reports, by code."""

from __future__ import annotations

from collections.abc import Callable

from sm_lint.output.context import RuleText


def describer(plugins: tuple[str, ...] = ()) -> Callable[[str], RuleText | None]:
    """The texts of rules by code; a rule is imported when its text is requested."""

    def describe(code: str) -> RuleText | None:
        from sm_lint.registry.docs import markdown, page
        from sm_lint.registry.packages import PluginError, catalogue, load_class

        try:
            info = next((rule for rule in catalogue(plugins) if rule.code == code), None)
            if info is None:
                return None
            return RuleText(info.summary, markdown(info, page(load_class(info))), info.severity.value)
        except PluginError:
            return None

    return describe
