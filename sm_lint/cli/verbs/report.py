"""``sm-lint report``: how scripts comply with their contracts, for people and for later reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.surveying import failed, surveyed
from sm_lint.cli.verb import VerbCommand, output_file, output_folder, paint_here
from sm_lint.cli.writing import write_file, write_out
from sm_lint.output.text import count, one_line

if TYPE_CHECKING:
    from sm_lint.report.history import Snapshot
    from sm_lint.survey.model import Survey

_output = option("Output")


@click.command(cls=VerbCommand)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_output(
    "--output-format",
    type=click.Choice(["text", "json", "html"]),
    help="How to write it to standard output or to `-o FILE`.  [default: text, unless --html or --json is given]",
)
@_output("--html", "html_file", type=click.Path(), metavar="FILE", help="Write a self-contained page to a file.")
@_output("--json", "json_file", type=click.Path(), metavar="FILE", help="Write the data to a file, for later reports.")
@_output(
    "--against",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="An older report's data to compare with. Repeatable, the oldest first.",
)
@_output("--label", default="", metavar="TEXT", help="The name of this state in later reports, such as a commit.")
@config_options
@sdk_option
def report(
    paths: tuple[str, ...],
    output_format: Literal["text", "json", "html"] | None,
    html_file: str | None,
    json_file: str | None,
    against: tuple[str, ...],
    label: str,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Report how scripts comply with their contracts: status, coverage, findings by rule, what is unknown, and the trend.

    Contracts are those that the configuration declares and those that job definitions imply. The page has everything
    in it, needs no network, and shows the pipelines too.

    Exit status: 0 whatever is found; 2 when the usage or the configuration is wrong, a contract has mistakes, a path or
    an older report cannot be read, or a file cannot be written.
    """
    _distinct_files(html_file, json_file, output_file())
    older = [_older(file) for file in against]
    found = surveyed(paths, resolver(config, isolated, allow_plugins, {"sdk": sdk}))
    if found is None or (failed(found) and not found.scripts):
        return BAD
    now = _snapshot(found, label)
    if json_file is not None:
        _to_file(json_file, _json(found, label))
    if html_file is not None:
        _to_file(html_file, _page(found, now, older, os.path.dirname(os.path.abspath(html_file))))
    wanted = output_format or (None if html_file or json_file else "text")
    if wanted == "json":
        write_out([_json(found, label)])
    elif wanted == "html":
        write_out([_page(found, now, older, output_folder())])
    elif wanted == "text":
        click.echo("\n".join(_text(found, now, older)), color=True)
    return BAD if failed(found) else CLEAN


def _distinct_files(*files: str | None) -> None:
    """Two outputs in one file would leave the last of them alone."""
    given = [os.path.realpath(file) for file in files if file not in (None, "-")]
    if len(set(given)) < len(given):
        raise click.UsageError("two outputs of the report have the same file")


def _older(file: str) -> Snapshot:
    from sm_lint.report.history import ReportError, read

    try:
        return read(os.path.abspath(file))
    except ReportError as error:
        raise click.ClickException(one_line(str(error))) from error


def _snapshot(found: Survey, label: str) -> Snapshot:
    from sm_lint.report.history import snapshot
    from sm_lint.report.record import record

    return snapshot(record(found, label), "")


def _json(found: Survey, label: str) -> str:
    from sm_lint.report.record import as_json

    return as_json(found, label)


def _page(found: Survey, now: Snapshot, older: list[Snapshot], folder: str) -> str:
    from sm_lint.graph.drawing.links import Sources
    from sm_lint.report.page import page

    return page(found, now, older, Sources(folder))


def _to_file(file: str, text: str) -> None:
    if file == "-":
        write_out([text])
    else:
        write_file(os.path.abspath(file), [text])


def _text(found: Survey, now: Snapshot, older: list[Snapshot]) -> Iterator[str]:
    from sm_lint.report.text import lines

    yield from lines(found, now, older, paint_here())
    if found.scripts and not found.result.findings:
        yield f"nothing was found in {count(len(found.scripts), 'script')}"
