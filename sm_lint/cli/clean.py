"""``sm-lint clean``: drop the cache."""

from __future__ import annotations

import os

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import settings_here
from sm_lint.cli.sections import SectionCommand, option
from sm_lint.output.text import shown_name


@click.command(cls=SectionCommand)
@option("Cache")("--cache-dir", type=click.Path(), metavar="DIR", help="The cache to drop, if not the configured one.")
@option("Miscellaneous")("-q", "--quiet", is_flag=True, help="Say nothing.")
@config_options
def clean(cache_dir: str | None, quiet: bool, config: tuple[str, ...], isolated: bool, allow_plugins: bool) -> None:
    """Drop the cache of this directory."""
    from sm_lint.lint.cache import clear

    settings = settings_here(config, isolated, allow_plugins, {"cache_dir": cache_dir})
    shown = shown_name(settings.cache_dir, os.getcwd())
    said = f"dropped {shown}" if clear(settings.cache_dir) else f"there is no cache in {shown}"
    if not quiet:
        click.echo(said, err=True)
