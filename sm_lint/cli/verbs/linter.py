"""``sm-lint linter``: the families of rules."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import rules_of, settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.verb import VerbCommand, paint_here
from sm_lint.output.paint import BOLD
from sm_lint.output.text import json_text
from sm_lint.registry.families import families, prefix_of


@click.command(cls=VerbCommand)
@option("Output")(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@config_options
def linter(
    output_format: Literal["text", "json"], config: tuple[str, ...], isolated: bool, allow_plugins: bool
) -> None:
    """List the families of rules with their prefixes, which --select takes."""
    rules = rules_of(settings_here(config, isolated, allow_plugins))
    counts = Counter(prefix_of(rule.code) for rule in rules)
    found = families(rules)
    if output_format == "json":
        rows = [
            {"prefix": family.prefix, "name": family.name, "about": family.about, "rules": counts[family.prefix]}
            for family in found
        ]
        click.echo(json_text(rows, indent=2))
        return
    paint = paint_here()
    prefixes, names = max(len(f.prefix) for f in found), max(len(f.name) for f in found)
    for family in found:
        number = counts[family.prefix]
        prefix = paint(f"{family.prefix:>{prefixes}}", BOLD)
        click.echo(f"{prefix}  {family.name:<{names}}  {number:>3} rules  {family.about}", color=True)
