"""Problems of selectors in the configuration that match no rule."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.config.places import Places
from sm_lint.config.settings import Settings
from sm_lint.config.toml import INVALID
from sm_lint.registry.ruleset import Choice
from sm_lint.registry.selection import UnknownSelector
from sm_lint.syntax.span import Problem

_LISTS = ("select", "ignore", "extend-select", "extend-ignore", "fixable", "extend-fixable", "unfixable", "locked")


def selector_problems(settings: Settings, choice: Choice) -> list[Problem]:
    """A problem for each selector that matches no rule, at its place."""
    places = Places(settings)
    return [
        Problem(INVALID, f"{unknown.message} in `{option}`", places.of(option, key), unknown.hint)
        for option, key, unknown in _unknown(settings, choice)
    ]


def _unknown(settings: Settings, choice: Choice) -> Iterator[tuple[str, str, UnknownSelector]]:
    """The option, its item or key with the selector, and the selector."""
    for option in _LISTS:
        for unknown in choice.selectors.unknown(getattr(settings, option.replace("-", "_")) or ()):
            yield option, unknown.selector, unknown
    for unknown in choice.selectors.unknown(text for text, _ in settings.severity):
        yield "severity", unknown.selector, unknown
    for option, table in (
        ("per-file-ignores", settings.per_file_ignores),
        ("extend-per-file-ignores", settings.extend_per_file_ignores),
    ):
        for pattern, texts in table:
            for unknown in choice.selectors.unknown(texts):
                yield option, pattern, unknown
