"""``sm-lint paths``: what container paths are."""

from __future__ import annotations

from typing import Literal

import click

from sm_lint.cli.sections import option
from sm_lint.cli.status import CLEAN
from sm_lint.cli.verb import VerbCommand
from sm_lint.output.text import json_text, one_line

_output = option("Output")


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="VERB [ARGS]...")
def paths() -> None:
    """Explain container paths."""


@paths.command("explain", cls=VerbCommand, short_help="Say who fills a container path, and what becomes of it.")
@click.argument("given", nargs=-1, required=True, metavar="PATH...")
@_output(
    "--job",
    type=click.Choice(["processing", "training", "transform", "inference"]),
    help="Kind of job; left out, all of them.",
)
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
def explain(given: tuple[str, ...], job: str | None, output_format: Literal["text", "json"]) -> int:
    """Say of container paths which kinds of job have them, who fills them, when they are uploaded, and which variables hold them.

    Exit status: 0, also for a path that no job has; 2 when a path is not absolute.
    """
    import posixpath

    from sm_lint.container.explain import elsewhere, explained, lines, record

    found = {}
    for path in given:
        if not path.startswith("/"):
            raise click.UsageError(f"`{one_line(path)}` is not an absolute container path")
        known = posixpath.normpath("/" + path.lstrip("/"))
        found[known] = explained(known, job)
    if output_format == "json":
        records = [
            {
                "path": path,
                "jobs": [record(entry) for entry in entries],
                "elsewhere": "" if entries else elsewhere(path),
            }
            for path, entries in found.items()
        ]
        click.echo(json_text({"version": 1, "paths": records}, indent=2))
        return CLEAN
    for number, (path, entries) in enumerate(found.items()):
        click.echo("\n" * (number > 0) + "\n".join(one_line(line) for line in lines(path, entries)))
    return CLEAN
