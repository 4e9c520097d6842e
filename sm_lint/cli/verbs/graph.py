"""``sm-lint graph``: pictures of pipelines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.surveying import collected, failed
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.cli.writing import write_file, write_out

if TYPE_CHECKING:
    from sm_lint.graph.model import Graph

Format = Literal["mermaid", "svg", "html"]
_output = option("Output")


@click.command(cls=VerbCommand)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_output(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["mermaid", "svg", "html"]),
    help="How to draw it; left out, as the output file's name ends, else mermaid.",
)
@_output("-o", "--output-file", type=click.Path(), metavar="FILE", help="Write to a file instead of standard output.")
@config_options
@sdk_option
def graph(
    paths: tuple[str, ...],
    output_format: Format | None,
    output_file: str | None,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Draw pipelines: steps, scripts, what they mount, who feeds whom, and the findings where they belong.

    Exit status: 0 when it was drawn, or there was nothing to draw; 2 when the usage or the configuration is wrong, a
    path is not there or something broke inside. Findings are shown but do not affect the exit status.
    """
    from sm_lint.graph.collect import collect

    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    found = collected(collect, paths, chosen)
    if found is None:
        return BAD
    if found.graphs:
        folder = chosen.cwd if output_file in (None, "-") else os.path.dirname(os.path.abspath(output_file or "."))
        _write(_drawn(found.graphs, output_format or _by_name(output_file), folder), output_file)
    elif not found.result.problems:
        say("nothing to draw: no job and no pipeline is defined in these paths")
    return BAD if failed(found) else CLEAN


def _by_name(file: str | None) -> Format:
    ending = os.path.splitext(file or "")[1].lower()
    return "html" if ending in (".html", ".htm") else "svg" if ending == ".svg" else "mermaid"


def _drawn(graphs: tuple[Graph, ...], output_format: Format, folder: str) -> str:
    """The picture as text, for a folder against which its links to sources are relative."""
    from sm_lint.graph.drawing.links import Sources

    if output_format == "html":
        from sm_lint.graph.drawing.page import page

        return page(graphs, Sources(folder))
    if output_format == "svg":
        from sm_lint.graph.drawing.svg import document

        return document(graphs, Sources(folder))
    from sm_lint.graph.mermaid import flowchart

    return flowchart(graphs)


def _write(text: str, file: str | None) -> None:
    if file is None or file == "-":
        write_out([text])
    else:
        write_file(os.path.abspath(file), [text])
