"""``sm-lint contract import``: contracts that were written for other tools."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.verb import VerbCommand, is_quiet, say
from sm_lint.output.text import count, json_text, one_line, shown_name, shown_place

if TYPE_CHECKING:
    from sm_lint.exchange.reading.model import Imported

_output = option("Output")


@click.command("import", cls=VerbCommand, short_help="Read contracts that were written for other tools.")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@_output(
    "--write",
    type=click.Path(),
    metavar="FILE",
    help="Add the contracts to the end of a TOML file, or make it, instead of writing them to standard output.",
)
@config_options
def import_contracts(
    files: tuple[str, ...],
    output_format: Literal["text", "json"],
    write: str | None,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Read contracts of cursus (*.step.yaml), Python modules with calls of ScriptContract(…), and pipelines in JSON.

    Nothing is imported or run. Where the specification of a step does not fit its contract, that is said on standard
    error. Contracts whose id the file of --write has already are left out.

    Exit status: 0 when they were read; 1 when a specification does not fit its contract; 2 when the usage or the
    configuration is wrong, or a file cannot be read, and then --write writes nothing.
    """
    from sm_lint.exchange.reading.model import ImportProblem
    from sm_lint.exchange.reading.read import read_contracts

    settings = settings_here(config, isolated, allow_plugins)
    found: list[Imported] = []
    failed = False
    for file in files:
        try:
            found += read_contracts(os.path.abspath(file))
        except ImportProblem as error:
            failed = True
            click.echo(f"{shown_place(error.place, os.getcwd())}: {one_line(str(error))}", err=True)
    found = _distinct(found)
    _remark(found)
    if failed and write is not None:
        return BAD
    if write is not None:
        _write(found, write)
    else:
        _show(found, output_format, settings.config_path)
    if failed:
        return BAD
    return FOUND if any(remark.wrong for item in found for remark in item.remarks) else CLEAN


def _distinct(found: Sequence[Imported]) -> list[Imported]:
    """The contracts, each under an id of its own."""
    from dataclasses import replace

    from sm_lint.inference.naming import distinct

    taken: set[str] = set()
    renamed = []
    for item in found:
        id = distinct(item.contract.id, taken)
        taken.add(id)
        renamed.append(replace(item, contract=replace(item.contract, id=id, label=f"contract `{id}`")))
    return renamed


def _remark(found: Sequence[Imported]) -> None:
    for remark in (remark for item in found for remark in item.remarks):
        if remark.wrong or not is_quiet():
            click.echo(f"{shown_place(remark.place, os.getcwd())}: {one_line(remark.text)}", err=True)


def _show(found: Sequence[Imported], output_format: Literal["text", "json"], config_path: str | None) -> None:
    from sm_lint.toml_editing.adding import prefix_in

    if output_format == "json":
        click.echo(json_text({"version": 1, "contracts": [_record(item) for item in found]}, indent=2))
        return
    click.echo(_sections(found, prefix_in(config_path or "pyproject.toml", {})), nl=False)


def _sections(found: Sequence[Imported], prefix: tuple[str, ...]) -> str:
    from sm_lint.toml_editing.contract import contract_table, contract_text

    parts = []
    for item in found:
        table = contract_table(item.contract)
        if item.variants:
            table["variants"] = dict(item.variants)
        parts.append(contract_text(item.contract, prefix, table=table))
    return "\n".join(parts)


def _record(item: Imported) -> dict[str, Any]:
    from sm_lint.cli.verbs.contract.text import as_data

    cwd = os.getcwd()
    return {
        "contract": as_data(item.contract, cwd),
        "variants": as_data(item.variants, cwd),
        "remarks": as_data(item.remarks, cwd),
    }


def _write(found: Sequence[Imported], write: str) -> None:
    """Add the contracts to a file.

    Raises:
        click.ClickException: the file cannot be read, edited or written; it is then left as it was.
    """
    from sm_lint.cli.verbs.contract.writing import add_to, read_toml
    from sm_lint.toml_editing.adding import ids_in

    file = read_toml(write)
    known = ids_in(file.path, file.text)
    new = [item for item in found if item.contract.id not in known]
    if len(new) < len(found):
        number = len(found) - len(new)
        said = "contract is there already and is" if number == 1 else "contracts are there already and are"
        say(f"{number} {said} left out")
    if new:
        add_to(file, lambda prefix: _sections(new, prefix))
        say(f"added {count(len(new), 'contract')} to {shown_name(file.path, os.getcwd())}")
