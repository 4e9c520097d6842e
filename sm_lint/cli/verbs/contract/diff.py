"""``sm-lint contract diff``: what has changed between two revisions, and what that breaks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.verb import VerbCommand, paint_here, say
from sm_lint.output.text import one_line
from sm_lint.workspace.git import GitError, repository_of

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.evolution.kinds import Category
    from sm_lint.evolution.project_diff import Origins, ProjectDiff
    from sm_lint.evolution.sides import Side

Format = Literal["text", "json", "github", "markdown"]
_output, _changes = option("Output"), option("Changes")


def complete_sides(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Branches and tags, and files."""
    try:
        names = ["HEAD", *repository_of(os.getcwd()).names()]
    except GitError:
        names = []
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return [*found, CompletionItem(incomplete, type="file")]


@click.command("diff", cls=VerbCommand, short_help="Show what has changed in contracts, and what that breaks.")
@click.argument("old", required=False, metavar="[OLD]", shell_complete=complete_sides)
@click.argument("new", required=False, metavar="[NEW]", shell_complete=complete_sides)
@_changes(
    "--against",
    metavar="REF|FILE",
    shell_complete=complete_sides,
    help="Compare with this commit or file, in the place of OLD; the one argument is then NEW.",
)
@_changes(
    "--category",
    "categories",
    multiple=True,
    type=click.Choice(["source", "run", "data"]),
    help="Only changes after which something has to be edited (source), fails (run), or makes other data (data). Repeatable.",
)
@_changes(
    "--from",
    "origins",
    type=click.Choice(["auto", "contracts", "jobs", "scripts"]),
    default="auto",
    show_default=True,
    help="Compare contracts that are declared, what launches give, or what scripts do; auto: for each script the contract that"
    " governs it, else the two others.",
)
@_output(
    "--output-format",
    type=click.Choice(["text", "json", "github", "markdown"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@_output("-e", "--exit-zero", is_flag=True, help="End with status 0 even when there are breaking changes.")
@config_options
def diff(
    old: str | None,
    new: str | None,
    against: str | None,
    categories: tuple[Category, ...],
    origins: Origins,
    output_format: Format,
    exit_zero: bool,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Show what has changed in contracts between two revisions, and what that breaks.

    OLD and NEW are commits, files, or files of a commit, such as `main:contracts.toml`. Without NEW, OLD is compared with
    the work tree; without OLD, the work tree is compared with HEAD. Nothing is checked out: git is asked, and only files
    that differ are read, and those that rest on them. A contract with a mistake is not compared.

    Each change has a code, a category, a witness - a launch in this tree that fails, or one that is made up - and the part of
    the version that it has to raise.

    Exit status: 0 without breaking changes, or when the `version` of the contract announces them; 1 for a breaking change
    that no version announces; 2 when the usage, the configuration or a contract is wrong, a revision does not exist, or a
    file cannot be read.
    """
    from sm_lint.cli.verbs.contract.diff_formats import FORMATS, Compared
    from sm_lint.evolution.project_diff import project_diff
    from sm_lint.evolution.sides import SideError, side_of

    before, after = _named(old, new, against)

    def make() -> Resolver:
        return resolver(config, isolated, allow_plugins)

    try:
        sides = side_of(before, make), side_of(after, make)
        _check(*sides)
        found = project_diff(*sides, origins, categories)
    except (GitError, SideError) as error:
        raise click.ClickException(one_line(str(error))) from error
    for line in _complaints(found, sides):
        click.echo(line, err=True)
    compared = Compared(found.diffs, sides[0].name, sides[1].name, os.getcwd(), paint_here(), sides[0].file is not None)
    for text in FORMATS[output_format](compared):
        click.echo(text, color=True)
    if not found.diffs and not found.problems:
        say(f"no contract differs between {one_line(sides[0].name)} and {one_line(sides[1].name)}")
    if found.problems:
        return BAD
    unannounced = any(each.is_unannounced for each in found.diffs)
    return FOUND if unannounced and not exit_zero else CLEAN


def _named(old: str | None, new: str | None, against: str | None) -> tuple[str, str | None]:
    """The names of the two sides; None for the work tree.

    Raises:
        click.UsageError: three sides are named.
    """
    if against is None:
        return old if old is not None else "HEAD", new
    if new is not None:
        raise click.UsageError("--against takes the place of OLD: give one argument at most with it")
    return against, old


def _check(old: Side, new: Side) -> None:
    """Refuse a file whose contracts cannot be compared with those of the other side.

    Raises:
        SideError: there is no such comparison.
    """
    from sm_lint.evolution.sides import SideError
    from sm_lint.workspace.document_kind import DEFINITIONS, SCRIPTS, DocumentKind, document_kind

    kinds = [document_kind(side.file) for side in (old, new) if side.file is not None]
    for side, kind in zip([side for side in (old, new) if side.file is not None], kinds, strict=True):
        if kind is not DocumentKind.TOML and kind not in SCRIPTS | DEFINITIONS:
            raise SideError(
                f"`{one_line(side.name)}` is neither TOML with contracts, nor a script, nor a definition of jobs"
            )
    if len(kinds) == 2 and (kinds[0] is DocumentKind.TOML) != (kinds[1] is DocumentKind.TOML):
        raise SideError("contracts in TOML are compared with contracts in TOML")


def _complaints(found: ProjectDiff, sides: Sequence[Side]) -> Iterator[str]:
    from sm_lint.cli.verbs.contract.diff_formats import side_place

    cwd = os.getcwd()
    files = {side.name for side in sides if side.file is not None}
    for name, each in found.problems:
        where = side_place(name, each.place, cwd, is_file=name in files)
        yield f"{where}: {each.code} {one_line(each.message)}{f'; {one_line(each.hint)}' if each.hint else ''}"
