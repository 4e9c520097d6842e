"""``sm-lint preflight``: asks AWS whether what definitions name is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, find_plugins, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.verb import VerbCommand, paint_here, say
from sm_lint.cli.writing import write_out
from sm_lint.diagnostics.finding import Severity
from sm_lint.output.formats import NAMES, load
from sm_lint.output.text import json_text, one_line

if TYPE_CHECKING:
    from sm_lint.preflight.asking.collect import Asked
    from sm_lint.preflight.run import Result

_aws = option("AWS")
_output = option("Output")
_SHOWN = ("concise", "full", "grouped")
"""Formats whose readers get the calls of --dry-run as text."""


@click.command(cls=VerbCommand)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_aws("--profile", metavar="NAME", help="Profile of the shared AWS configuration.")
@_aws("--region", metavar="NAME", help="AWS region, in place of that of the profile or the environment.")
@_aws(
    "--time-limit",
    type=click.FloatRange(min=1, max=600),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="Time for all calls together.",
)
@_aws(
    "--max-calls",
    type=click.IntRange(min=1, max=5000),
    default=300,
    show_default=True,
    metavar="N",
    help="Maximum number of calls.",
)
@_output("--dry-run", is_flag=True, help="Show the calls without making them. Needs no credentials.")
@_output("--iam-policy", is_flag=True, help="Show the policy that allows these calls and no others, and stop.")
@_output(
    "--output-format",
    type=click.Choice(NAMES),
    default="concise",
    show_default=True,
    help="How to write the findings; with --dry-run, `json` or text.",
)
@config_options
@sdk_option
def preflight(
    paths: tuple[str, ...],
    profile: str | None,
    region: str | None,
    time_limit: float,
    max_calls: int,
    dry_run: bool,
    iam_policy: bool,
    output_format: str,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Ask AWS whether what job definitions name is there: images, roles, functions, queues, data, keys, networks, instances, names.

    It needs the extra `sm-lint[aws]` and credentials. All calls only read. Values that are not literals are not asked about.

    Exit status: 0 when nothing is missing, 1 when something is, 2 when the usage or the configuration is wrong, the extra is not
    installed, or AWS cannot be asked.
    """
    from sm_lint.preflight.asking.collect import collected

    if dry_run and iam_policy:
        raise click.UsageError("--dry-run and --iam-policy exclude each other.")
    if dry_run and output_format not in (*_SHOWN, "json"):
        raise click.UsageError(f"--dry-run writes text or `json`, not `{output_format}`.")
    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    given = paths or (".",)
    settings = dict.fromkeys(chosen.settings_for(os.path.abspath(path)) for path in given)
    problems = dict.fromkeys(problem for each in settings for problem in each.problems)
    if problems:
        complain(problems)
        return BAD
    for each in settings:
        find_plugins(each)
    asked = collected(given, chosen)
    complain(asked.problems)
    if asked.problems:
        return BAD
    if iam_policy:
        _show_policy(asked, region)
        return CLEAN
    if dry_run:
        _show_calls(asked, region, output_format)
        return CLEAN
    return _asked(asked, profile, region, time_limit, max_calls, output_format)


def _show_policy(asked: Asked, region: str | None) -> None:
    from sm_lint.preflight.calls import plan
    from sm_lint.preflight.iam_policy import document
    from sm_lint.preflight.model import Where

    calls = plan(asked.uses, Where(region or "")).all
    click.echo(json_text(document(calls), indent=2))


def _show_calls(asked: Asked, region: str | None, output_format: str) -> None:
    from sm_lint.cli.verbs.preflight.text import call_lines, calls_record
    from sm_lint.preflight.calls import plan
    from sm_lint.preflight.model import Where

    planned = plan(asked.uses, Where(region or ""))
    if output_format == "json":
        click.echo(json_text(calls_record(asked, planned, os.getcwd()), indent=2))
    else:
        click.echo("\n".join(call_lines(asked, planned, os.getcwd(), paint_here())), color=True)


def _asked(
    asked: Asked, profile: str | None, region: str | None, time_limit: float, max_calls: int, output_format: str
) -> int:
    from sm_lint.cli.verbs.preflight.text import summary
    from sm_lint.preflight.clients import Aws, Bounds, PreflightError
    from sm_lint.preflight.run import preflight as asking

    try:
        result = asking(asked, Aws(profile, region), Bounds(max_calls, time_limit))
    except PreflightError as error:
        raise click.ClickException(one_line(str(error))) from error
    _write(result, output_format)
    for line in summary(asked, result, os.getcwd()):
        say(line)
    levels = {path: Severity(settings.fail_level).rank for path, settings in asked.settings.items()}
    failing = any(finding.severity.rank >= levels[finding.place.path] for finding in result.findings)
    return FOUND if failing else CLEAN


def _write(result: Result, output_format: str) -> None:
    from sm_lint.output.context import RenderContext
    from sm_lint.output.rule_texts import describer

    context = RenderContext(cwd=os.getcwd(), color=paint_here().wanted, describe=describer())
    write_out(load(output_format).render(result.findings, context))
