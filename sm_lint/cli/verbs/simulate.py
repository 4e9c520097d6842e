"""``sm-lint simulate``: the file system of a container before and after a job."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verb import VerbCommand, paint_here, say
from sm_lint.output.text import json_text, one_line
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.container.scene import Strip

Format = Literal["text", "json", "html"]
_output = option("Output")


@click.command(cls=VerbCommand, short_help="Show the file system of a job's container before and after its script.")
@click.argument("targets", nargs=-1, type=click.Path(), metavar="[STEP|SCRIPT|FILE]...")
@_output(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@config_options
@sdk_option
def simulate(
    targets: tuple[str, ...],
    output_format: Format,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Show the file system of a job's container: as SageMaker makes it, and after the script. Nothing is run.

    A target is the name of a step, the id of a contract, a script, or a file that defines jobs; by default every pipeline
    below the current directory is shown.

    Exit status: 0 when it was shown, 2 when the usage or the configuration is wrong, or nothing is known of a target.
    """
    from sm_lint.container.find import NotFound, strips
    from sm_lint.container.project import NotAnalysed, Project

    cwd = os.getcwd()
    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    paths = [path for path in map(os.path.abspath, targets) if disk.exists(path)]
    problems = dict.fromkeys(problem for path in paths or [cwd] for problem in chosen.settings_for(path).problems)
    complain(problems)
    if problems:
        return BAD
    names_only = len(paths) < len(targets)
    project = Project.of([*paths, *([cwd] if names_only or not paths else ())], chosen)
    complain(project.found.problems)
    if project.found.problems:
        return BAD
    try:
        found = strips(targets or (".",), project, cwd)
    except (NotFound, NotAnalysed) as error:
        raise click.ClickException(one_line(str(error))) from error
    if not any(strip.scenes for strip in found):
        say("nothing to show: no job is defined here")
        return CLEAN
    _show(found, output_format)
    return CLEAN


def _show(found: list[Strip], output_format: Format) -> None:
    if output_format == "json":
        from sm_lint.container.record import strip_record

        click.echo(json_text({"version": 1, "pipelines": [strip_record(strip) for strip in found]}, indent=2))
        return
    if output_format == "html":
        from sm_lint.container.page import page

        click.echo(page(found), nl=False)
        return
    from sm_lint.container.text import strip_text

    paint = paint_here()
    for number, strip in enumerate(found):
        if number:
            click.echo()
        for line in strip_text(strip, paint):
            click.echo(line, color=True)
