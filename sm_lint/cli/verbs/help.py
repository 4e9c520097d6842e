"""``sm-lint help``: the usage of a verb."""

from __future__ import annotations

import click

from sm_lint.cli.verb import VerbCommand
from sm_lint.spelling import did_you_mean, suggest


@click.command(cls=VerbCommand)
@click.argument("verbs", nargs=-1, metavar="[VERB]...")
@click.pass_context
def help(ctx: click.Context, verbs: tuple[str, ...]) -> None:
    """Show how sm-lint or one of its verbs is used, as --help does."""
    here = ctx.parent or ctx
    for word in verbs:
        group = here.command
        known = group.list_commands(here) if isinstance(group, click.Group) else []
        command = group.get_command(here, word) if isinstance(group, click.Group) and word in known else None
        if command is None:
            raise click.UsageError(f"there is no verb `{word}`{did_you_mean(suggest(word, known), ': ')}", ctx)
        here = click.Context(command, info_name=word, parent=here)
    click.echo(here.get_help())
