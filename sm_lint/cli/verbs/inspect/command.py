"""``sm-lint inspect``: the analysis of a script."""

from __future__ import annotations

import os
import sys
from typing import Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.streams import ColorWish, wants_color
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.output.text import json_text

_output = option("Output")


@click.command(cls=VerbCommand)
@click.argument("scripts", nargs=-1, required=True, type=click.Path(), metavar="SCRIPT...")
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@_output("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours.")
@config_options
@sdk_option
def inspect(
    scripts: tuple[str, ...],
    output_format: Literal["text", "json"],
    color: ColorWish,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Show what is known of scripts: paths, variables, arguments and imports, each with where it comes from."""
    from sm_lint.inspection.run import inspect_paths

    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    problems = dict.fromkeys(p for path in scripts for p in chosen.settings_for(os.path.abspath(path)).problems)
    complain(problems)
    if problems:
        return BAD
    records = inspect_paths(scripts, chosen)
    if not records:
        say("nothing to show: no Python file is in these paths")
    if output_format == "json":
        click.echo(json_text({"version": 1, "scripts": records}, indent=2))
    else:
        from sm_lint.cli.verbs.inspect.text import script_text
        from sm_lint.output.paint import Paint

        paint = Paint(wants_color(color, sys.stdout))
        for number, record in enumerate(records):
            click.echo(("\n" if number else "") + "\n".join(script_text(record, paint)), color=True)
    return BAD if any(record.get("error") or record.get("failure") for record in records) else CLEAN
