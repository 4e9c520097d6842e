"""``sm-lint clean``: delete the cache."""

from __future__ import annotations

import os

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.output.text import count, one_line, shown_name


@click.command(cls=VerbCommand)
@option("Cache")(
    "--cache-dir", type=click.Path(), metavar="DIR", help="The cache to delete, if not the configured one."
)
@config_options
def clean(cache_dir: str | None, config: tuple[str, ...], isolated: bool, allow_plugins: bool) -> None:
    """Delete the cache of this directory: the files that sm-lint wrote, and its folder if nothing else is in it."""
    from sm_lint.lint.caching.refusal import RefusedError
    from sm_lint.lint.caching.upkeep import clear

    settings = settings_here(config, isolated, allow_plugins, {"cache_dir": cache_dir})
    shown = shown_name(settings.cache_dir, os.getcwd())
    try:
        cleared = clear(settings.cache_dir)
    except RefusedError as error:
        raise click.ClickException(f"{shown} {error.refusal.reason}; nothing was deleted") from error
    said = f"deleted {shown}" if cleared.found else f"no cache at {shown}"
    if cleared.kept:
        said += f", except what sm-lint did not write there: {_listed(cleared.kept)}"
    say(said)


def _listed(names: tuple[str, ...], most: int = 3) -> str:
    shown = ", ".join(map(one_line, names[:most]))
    more = len(names) - most
    return f"{shown} and {count(more, 'other')}" if more > 0 else shown
