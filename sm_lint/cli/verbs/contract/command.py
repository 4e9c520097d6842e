"""``sm-lint contract``: the contracts in force."""

from __future__ import annotations

import os
import sys
from typing import Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import complain, resolver, settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.streams import ColorWish, wants_color
from sm_lint.cli.verb import VerbCommand, paint_here
from sm_lint.cli.verbs.contract.diff import diff
from sm_lint.cli.verbs.contract.docs import docs
from sm_lint.cli.verbs.contract.export import export
from sm_lint.cli.verbs.contract.importing import import_contracts
from sm_lint.cli.verbs.contract.infer import infer
from sm_lint.cli.verbs.contract.test import test
from sm_lint.cli.verbs.contract.update import update
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.output.paint import BOLD
from sm_lint.output.text import json_text, one_line, shown_place
from sm_lint.spelling import did_you_mean, suggest

_output = option("Output")
_format = _output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
_color = _output("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours.")


def complete_contracts(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ids of contracts of this directory."""
    known = load_contracts(resolver(ctx.params.get("config") or (), False, False).settings_for(os.getcwd())).contracts
    return [CompletionItem(item.id, help=item.description) for item in known if item.id.startswith(incomplete)]


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="VERB [ARGS]...")
def contract() -> None:
    """List, show, infer, update, compare, import, test, document and export contracts."""


@contract.command("list", cls=VerbCommand)
@_format
@config_options
def list_contracts(
    output_format: Literal["text", "json"], config: tuple[str, ...], isolated: bool, allow_plugins: bool
) -> int:
    """List the contracts of this directory."""
    known = load_contracts(settings_here(config, isolated, allow_plugins))
    if output_format == "json":
        click.echo(json_text([_listed(item) for item in known.contracts], indent=2))
    else:
        for line in _table(known.contracts):
            click.echo(line, color=True)
    return _status(known)


@contract.command("show", cls=VerbCommand, short_help="Show contracts as they are in force.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=complete_contracts)
@_format
@_color
@config_options
def show(
    ids: tuple[str, ...],
    output_format: Literal["text", "json"],
    color: ColorWish,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Show contracts as they are in force: with what they take over from others, and where each part is written."""
    from sm_lint.cli.verbs.contract.text import as_data, contract_text
    from sm_lint.output.paint import Paint

    known = load_contracts(settings_here(config, isolated, allow_plugins))
    chosen = [_chosen(known, wanted) for wanted in ids]
    if output_format == "json":
        shown: list[dict[str, Any]] = [as_data(item, os.getcwd()) for item in chosen]
        click.echo(json_text(shown[0] if len(ids) == 1 else shown, indent=2))
    else:
        paint = Paint(wants_color(color, sys.stdout))
        texts = ("\n".join(contract_text(item, os.getcwd(), paint)) for item in chosen)
        click.echo("\n\n".join(texts), color=True)
    return _status(known)


contract.add_command(diff)


def _chosen(known: ContractSet, wanted: str) -> Contract:
    """A contract by its id.

    Raises:
        click.UsageError: the contract does not exist.
    """
    found = known.get(wanted)
    if found is None:
        hint = did_you_mean(suggest(wanted, [item.id for item in known.contracts]), ": ")
        raise click.UsageError(f"there is no contract `{wanted}`{hint}")
    return found


def _status(known: ContractSet) -> int:
    """Report mistakes in the tables; valid contracts are shown nevertheless."""
    complain(known.problems)
    return BAD if known.problems else CLEAN


def _listed(item: Contract) -> dict[str, Any]:
    return {
        "id": item.id,
        "job": item.job,
        "entry_points": [entry.pattern for entry in item.entry_points],
        "description": item.description,
        "place": shown_place(item.place, os.getcwd()),
    }


def _table(items: tuple[Contract, ...]) -> list[str]:
    rows = [
        (
            one_line(item.id),
            item.job or "-",
            one_line(", ".join(entry.pattern for entry in item.entry_points)) or "-",
            shown_place(item.place, os.getcwd()),
        )
        for item in items
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    paint = paint_here()
    padded = [[f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)] for row in rows]
    return ["  ".join([paint(cells[0], BOLD), *cells[1:], row[3]]) for cells, row in zip(padded, rows, strict=True)]


contract.add_command(infer)
contract.add_command(docs)
contract.add_command(export)
contract.add_command(update)
contract.add_command(import_contracts)
contract.add_command(test)
