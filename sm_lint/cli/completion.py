"""Shell completion of rules, also in lists, and of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem  # slow to import, and needed by no run


def complete_rules(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete codes and names."""
    from click.shell_completion import CompletionItem

    from sm_lint.registry.packages import catalogue

    words = [(word, rule) for rule in catalogue() for word in (rule.code, rule.name)]
    return [
        CompletionItem(word, help=rule.summary) for word, rule in words if word.lower().startswith(incomplete.lower())
    ]


def complete_selectors(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete codes, names, prefixes of families and ALL, after the last comma."""
    from click.shell_completion import CompletionItem

    from sm_lint.registry.families import families
    from sm_lint.registry.packages import catalogue

    before, comma, word = incomplete.rpartition(",")
    found = [CompletionItem(family.prefix, help=family.name) for family in families(catalogue())]
    found = [item for item in found if item.value.startswith(word.upper())]
    found += [CompletionItem("ALL", help="every rule")] if "ALL".startswith(word.upper()) else []
    found += complete_rules(ctx, parameter, word)
    return [CompletionItem(f"{before}{comma}{item.value}", help=item.help) for item in found]


def complete_formats(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete output formats of `check`; after a colon, files."""
    from click.shell_completion import CompletionItem

    from sm_lint.output.formats import NAMES, load

    if ":" in incomplete:
        return [CompletionItem(incomplete, type="file")]
    return [CompletionItem(name, help=load(name).INFO.summary) for name in NAMES if name.startswith(incomplete)]
