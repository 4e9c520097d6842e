"""``sm-lint contract docs``: pages about scripts and their contracts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.surveying import failed, surveyed
from sm_lint.cli.verb import VerbCommand, output_folder, say
from sm_lint.cli.writing import write_out
from sm_lint.output.text import count, shown_name

if TYPE_CHECKING:
    from sm_lint.pages.blocks import Page
    from sm_lint.pages.folder import Plan
    from sm_lint.survey.model import Survey

Format = Literal["markdown", "html", "json"]
_output = option("Output")


@click.command(cls=VerbCommand, short_help="Write a page about each script and its contract.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_output(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["markdown", "html", "json"]),
    default="markdown",
    show_default=True,
    help="How to write it; `json` is the data of `sm-lint report`.",
)
@_output("--output", "folder", type=click.Path(), metavar="DIR", help="The folder for an index and a page per script.")
@_output("--write", is_flag=True, help="Write the pages into the folder.")
@config_options
@sdk_option
def docs(
    paths: tuple[str, ...],
    output_format: Format,
    folder: str | None,
    write: bool,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Write a page about each script: inputs, outputs, variables, arguments, versions, launches, neighbours, findings.

    Without --output, all pages are written to standard output as one text. With it, the files are listed that would be
    new or would change, and --write writes them. A file that this verb has not written is never replaced: its pages
    begin with a comment that says so.

    Exit status: 0 when the pages were written, or the folder has them already; 1 when the folder lacks pages or has
    old ones and --write is not given; 2 when the usage or the configuration is wrong, a contract has mistakes, a path
    is not there, a file is in the way or cannot be written.
    """
    if write and folder is None:
        raise click.UsageError("--write needs --output DIR")
    if folder is not None and output_format == "json":
        raise click.UsageError("--output takes pages; write JSON with -o FILE")
    found = surveyed(paths, resolver(config, isolated, allow_plugins, {"sdk": sdk}))
    if found is None:
        return BAD
    if not found.scripts and not found.unused:
        if failed(found):
            return BAD
        say("nothing to describe: no container script and no contract is in these paths")
        return CLEAN
    if folder is None:
        write_out([_text(found, output_format)])
        return BAD if failed(found) else CLEAN
    status = _in_folder(found, output_format, os.path.abspath(folder), write)
    return BAD if failed(found) else status


def _text(found: Survey, output_format: Format) -> str:
    from sm_lint.graph.drawing.links import Sources
    from sm_lint.pages import html, markdown
    from sm_lint.pages.index_page import pages

    if output_format == "json":
        from sm_lint.report.record import as_json

        return as_json(found)
    made = pages(found, Sources(output_folder()))
    return markdown.together(made) if output_format == "markdown" else html.together(made)


def _in_folder(found: Survey, output_format: Format, folder: str, write: bool) -> int:
    from sm_lint.graph.drawing.links import Sources
    from sm_lint.pages import folder as folders
    from sm_lint.pages.index_page import pages

    made = dict(_file(page, output_format) for page in pages(found, Sources(folder)))
    try:
        plan = folders.planned(folder, made)
        if plan.foreign:
            named = ", ".join(shown_name(file.path, found.base) for file in plan.foreign)
            message = f"{named}: not written by `sm-lint contract docs`, so nothing is written; move it, or choose another folder"
            raise click.ClickException(message)
        if write:
            folders.write(plan)
        _list(plan, found.base, write)
    except OSError as error:
        named = shown_name(os.fsdecode(error.filename), found.base) if isinstance(error.filename, str) else folder
        raise click.ClickException(f"cannot write {named}: {error.strerror or error}") from error
    return FOUND if plan.stale and not write else CLEAN


def _file(page: Page, output_format: Format) -> tuple[str, str]:
    from sm_lint.pages import html, markdown
    from sm_lint.pages.folder import HEADER

    if output_format == "html":
        return f"{page.key}{html.SUFFIX}", html.html(page, HEADER)
    return f"{page.key}{markdown.SUFFIX}", markdown.markdown(page, HEADER)


def _list(plan: Plan, base: str, write: bool) -> None:
    """List on standard output what is done or would be done."""
    words = {"new": "written" if write else "would be new", "changed": "written" if write else "would change"}
    for file in plan.stale:
        click.echo(f"{words[file.action]}: {shown_name(file.path, base)}")
    for path in plan.left:
        say(f"no script or contract is left for {shown_name(path, base)}")
    unchanged = sum(file.action == "unchanged" for file in plan.files)
    if unchanged:
        say(f"{count(unchanged, 'page')} unchanged")
