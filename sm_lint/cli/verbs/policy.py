"""``sm-lint policy``: the policies in force, and the packs that they may build on."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import resolver, settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.verb import VerbCommand, paint_here
from sm_lint.config.settings import Settings
from sm_lint.output.paint import BOLD, FAINT
from sm_lint.output.text import count, json_text, one_line, relative, shown_place
from sm_lint.policies.data import Pack, packs
from sm_lint.policies.model import Expectation, Policy
from sm_lint.policies.words import about, said
from sm_lint.spelling import did_you_mean, suggest

_format = option("Output")(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)


def complete_policies(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete names of the policies of this directory, and of packs."""
    known = resolver(ctx.params.get("config") or (), False, False).settings_for(os.getcwd()).policies
    names = {policy.name: policy.reason for policy in known} | {pack.name: pack.doc for pack in packs().values()}
    return [CompletionItem(name, help=doc) for name, doc in names.items() if name.startswith(incomplete)]


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="VERB [ARGS]...")
def policy() -> None:
    """List and explain policies."""


@policy.command("list", cls=VerbCommand)
@_format
@config_options
def list_policies(
    output_format: Literal["text", "json"], config: tuple[str, ...], isolated: bool, allow_plugins: bool
) -> None:
    """List the policies of this directory, and the packs that policies may extend."""
    known = settings_here(config, isolated, allow_plugins).policies
    if output_format == "json":
        shown = [_data(_shown(each)) for each in known]
        click.echo(json_text({"policies": shown, "packs": [_pack(each) for each in packs().values()]}, indent=2))
        return
    paint = paint_here()
    rows = [
        (one_line(each.name), count(len(each.expectations), "expectation"), shown_place(each.place, os.getcwd()))
        for each in known
    ]
    rows += [
        (each.name, count(len(each.expectations), "expectation"), f"pack: {each.doc}") for each in packs().values()
    ]
    names, counts = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, number, rest in rows:
        click.echo(f"{paint(f'{name:<{names}}', BOLD)}  {number:<{counts}}  {rest}", color=True)


@policy.command("explain", cls=VerbCommand, short_help="Say what policies and packs expect, of which jobs.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_policies)
@_format
@config_options
def explain(
    names: tuple[str, ...],
    output_format: Literal["text", "json"],
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> None:
    """Say what policies and packs expect, of which jobs, and where each expectation is written."""
    settings = settings_here(config, isolated, allow_plugins)
    chosen = [_chosen(name, settings) for name in names]
    if output_format == "json":
        shown = [_data(each) if isinstance(each, Policy) else _pack(each) for each in chosen]
        click.echo(json_text(shown[0] if len(names) == 1 else shown, indent=2))
        return
    for number, each in enumerate(chosen):
        click.echo(("\n" if number else "") + "\n".join(_text(each)), color=True)


def _chosen(name: str, settings: Settings) -> Policy | Pack:
    """A policy, or a pack, by its name.

    Raises:
        click.UsageError: there is neither.
    """
    known: dict[str, Policy | Pack] = {**packs(), **{each.name: _shown(each) for each in settings.policies}}
    if name not in known:
        hint = did_you_mean(suggest(name, known), ": ")
        raise click.UsageError(f"there is no policy and no pack `{one_line(name)}`{hint}")
    return known[name]


def _shown(policy: Policy) -> Policy:
    """A policy with its paths relative to the current directory."""
    paths = tuple(relative(path, os.getcwd()) if os.path.isabs(path) else path for path in policy.paths)
    return replace(policy, paths=paths)


def _text(shown: Policy | Pack) -> list[str]:
    paint = paint_here()
    if isinstance(shown, Pack):
        lines = [f"{paint(shown.name, BOLD)}  pack", one_line(shown.doc)]
        rows = [
            (each.field, said(each.tests), f"{', '.join(each.kinds)}: {each.control}") for each in shown.expectations
        ]
    else:
        lines = [
            f"{paint(one_line(shown.name), BOLD)}  {shown_place(shown.place, os.getcwd())}",
            f"about    {one_line(about(shown))}",
            f"unknown  {shown.unknown}",
        ]
        lines += [f"reason   {one_line(shown.reason)}"] if shown.reason else []
        rows = [(each.field, one_line(said(each.tests)), _origin(each)) for each in shown.expectations]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return lines + [f"  {field:<{widths[0]}}  {text:<{widths[1]}}  {paint(rest, FAINT)}" for field, text, rest in rows]


def _origin(expectation: Expectation) -> str:
    place = shown_place(expectation.place, os.getcwd())
    if not expectation.pack:
        return place
    return f"{place}, pack {expectation.pack}, {', '.join(expectation.kinds)}: {expectation.control}"


def _data(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "place": shown_place(policy.place, os.getcwd()),
        "kinds": policy.kinds,
        "dialects": policy.dialects,
        "steps": policy.steps,
        "pipelines": policy.pipelines,
        "paths": policy.paths,
        "unknown": policy.unknown,
        "reason": policy.reason,
        "extends": policy.extends,
        "expectations": [
            {
                "field": each.field,
                "expects": said(each.tests),
                "place": shown_place(each.place, os.getcwd()),
                "kinds": each.kinds,
                "pack": each.pack or None,
                "control": each.control or None,
            }
            for each in policy.expectations
        ],
    }


def _pack(pack: Pack) -> dict[str, Any]:
    expectations = [
        {
            "field": each.field,
            "expects": said(each.tests),
            "kinds": each.kinds,
            "control": each.control,
            "source": each.source,
        }
        for each in pack.expectations
    ]
    return {"name": pack.name, "doc": pack.doc, "expectations": expectations}
