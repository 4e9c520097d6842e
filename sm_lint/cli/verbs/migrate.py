"""``sm-lint migrate``: from one version of the SageMaker Python SDK to the next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.verb import VerbCommand, say

if TYPE_CHECKING:
    from sm_lint.migration.model import FileMigration

Format = Literal["text", "json", "markdown"]
_output = option("Output")
_migration = option("Migration")


@click.command(cls=VerbCommand, short_help="Move code from SageMaker Python SDK v2 to v3.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@_migration("--to", "target", type=click.Choice(["v3"]), required=True, help="The version to move to.")
@_migration("--diff", is_flag=True, help="Show the diff alone on standard output, and the rest on standard error.")
@_migration("--write", is_flag=True, help="Change the files; without it nothing is written.")
@_migration("--imports-only", is_flag=True, help="Rewrite imports and names alone, and leave every call as it is.")
@_output(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write what is moved and what is left.",
)
@config_options
def migrate(
    paths: tuple[str, ...],
    target: str,
    diff: bool,
    write: bool,
    imports_only: bool,
    output_format: Format,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Rewrite imports, names and definitions for SageMaker Python SDK v3, and list what is left to do by hand.

    Names are rewritten that certainly moved, and definitions of jobs with all that belongs to them: read what the report says of
    each, and the diff, since the job that comes out is not the same in every respect. Without --write, nothing is changed. A file
    that would not parse any more is left as it is.

    Exit status: 0 when nothing is left to do, 1 when changes are not written or something is left to do by hand, 2 when the
    usage or the configuration is wrong, or a file cannot be read, understood or written.
    """
    if diff and output_format != "text":
        raise click.UsageError("--diff is written as text")
    from sm_lint.migration.report import as_json, as_markdown, as_text
    from sm_lint.migration.run import migrate_paths

    chosen = resolver(config, isolated, allow_plugins)
    asked = paths or (".",)
    problems = dict.fromkeys(each for path in asked for each in chosen.settings_for(os.path.abspath(path)).problems)
    complain(problems)
    if problems:
        return BAD
    files, missing = migrate_paths(asked, chosen, write=write, calls=not imports_only)
    complain(missing)
    cwd = os.getcwd()
    if output_format == "json":
        click.echo(as_json(files, target, cwd, written=write))
    elif output_format == "markdown":
        click.echo(as_markdown(files, target, cwd, written=write), nl=False)
    else:
        if diff or not write:
            _show_diff(files, cwd)
        text = as_text(files, target, cwd, written=write)
        if diff:
            say(text.rstrip("\n"))
        else:
            click.echo(text, nl=False)
    if missing or any(file.problem for file in files):
        return BAD
    waiting = any(file.left or (file.change is not None and not write) for file in files)
    return FOUND if waiting else CLEAN


def _show_diff(files: Sequence[FileMigration], cwd: str) -> None:
    from sm_lint.cli.writing import write_bytes
    from sm_lint.lint.fixing.fixes import unified_diff
    from sm_lint.output.text import relative

    for file in files:
        if file.change is not None:
            write_bytes(unified_diff(file.change, relative(file.path, cwd)))
