"""``sm-lint contract export``: contracts as code for the SDKs, and as data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.cli.writing import write_out
from sm_lint.contracts.load import load_contracts
from sm_lint.output.text import one_line, shown_path
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.contracts.model import Contract
    from sm_lint.exchange.writing.interface import Interface
    from sm_lint.survey.model import Analysis

_output = option("Output")


def _complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ids of contracts of this directory, and files."""
    known = load_contracts(resolver(ctx.params.get("config") or (), False, False).settings_for(os.getcwd())).contracts
    ids = [CompletionItem(item.id, help=item.description) for item in known if item.id.startswith(incomplete)]
    return [*ids, CompletionItem(incomplete, type="file")]


@click.command(cls=VerbCommand, short_help="Write contracts as code for the SDKs, or as JSON or YAML.")
@click.argument("wanted", nargs=-1, metavar="[ID|SCRIPT]...", shell_complete=_complete)
@_output(
    "--to",
    "target",
    type=click.Choice(["v2", "v3", "boto3", "json", "yaml"]),
    required=True,
    help="Functions for the SageMaker Python SDK v2 or v3 or for boto3, or the tables as JSON or YAML.",
)
@config_options
@sdk_option
def export(
    wanted: tuple[str, ...],
    target: Literal["v2", "v3", "boto3", "json", "yaml"],
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Write contracts as code that passes to a job what its script needs, or as data for other tools.

    The functions take the sources of inputs and the values of variables and arguments, and return what `run`, `fit`,
    `train` or a request takes. Arguments are spelled as the script's parser defines them. Contracts are chosen by id,
    or by their script; then those that its jobs imply count too. By default all declared ones are written.

    Exit status: 0 when they were written; 2 when the usage or the configuration is wrong, a contract has mistakes, or
    no such contract or script exists.
    """
    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    settings = chosen.settings_for(os.getcwd())
    complain(settings.problems)
    if settings.problems:
        return BAD
    known = load_contracts(settings)
    complain(known.problems)
    pairs = _pairs(wanted, known.contracts, chosen)
    if not pairs:
        say("nothing to write: no contract is declared here")
    elif target in ("json", "yaml"):
        from sm_lint.exchange.writing import data

        contracts = [contract for contract, _ in pairs]
        write_out([data.as_json(contracts) if target == "json" else data.as_yaml(contracts)])
    else:
        write_out([_code(pairs, target, chosen.cwd)])
    return BAD if known.problems else CLEAN


Pair = tuple["Contract", "Analysis | None"]


def _pairs(wanted: tuple[str, ...], known: tuple[Contract, ...], chosen: Resolver) -> list[Pair]:
    """The chosen contracts, each once, with the script that it is for, if there is exactly one.

    Raises:
        click.UsageError: there is no such contract, or no contract for a script.
    """
    by_id = {contract.id: contract for contract in known}
    ids = [each for each in wanted if each in by_id] if wanted else list(by_id)
    paths = [each for each in wanted if each not in by_id]
    for path in paths:
        if not disk.exists(os.path.join(chosen.cwd, path)):
            hint = did_you_mean(suggest(path, by_id), ": ")
            raise click.UsageError(f"there is no contract and no file or folder `{path}`{hint}")
    found: dict[object, Pair] = {}
    for id, script in _scripts_of([by_id[id] for id in ids], chosen).items():
        found[by_id[id].place] = (by_id[id], script)
    for analysis in _analysed(paths, chosen) if paths else ():
        for contract in analysis.contracts:
            found.setdefault((contract.place, contract.id), (contract, analysis))
    if paths and len(found) == len(ids):
        raise click.UsageError(
            f"no contract and no job definition governs a script in {', '.join(map(one_line, paths))}"
        )
    return list(found.values())


def _scripts_of(contracts: list[Contract], chosen: Resolver) -> dict[str, Analysis | None]:
    """The script of each contract, by id; None if there is none or more than one."""
    from sm_lint.survey.collect import analysed

    places = {contract.place for contract in contracts if contract.entry_points}
    known = analysed(["."], chosen, lambda task: any(each.place in places for each in task.declared)) if places else []
    found: dict[str, Analysis | None] = {}
    for contract in contracts:
        mine = [each for each in known if any(own.place == contract.place for own in each.contracts)]
        exact = [each for each in mine if _is_named(each, contract, chosen.cwd)] or mine
        found[contract.id] = exact[0] if len(exact) == 1 else None
    return found


def _is_named(analysis: Analysis, contract: Contract, cwd: str) -> bool:
    folder = os.path.dirname(contract.place.path)
    return any(
        os.path.join(folder, entry.pattern) == analysis.path or os.path.join(cwd, entry.pattern) == analysis.path
        for entry in contract.entry_points
    )


def _analysed(paths: list[str], chosen: Resolver) -> list[Analysis]:
    from sm_lint.survey.collect import analysed

    return analysed(paths, chosen)


def _code(pairs: list[Pair], target: Any, cwd: str) -> str:
    from sm_lint.exchange.writing.code import RESERVED, module
    from sm_lint.exchange.writing.interface import interface_of
    from sm_lint.exchange.writing.layout import identifier

    taken: set[str] = set()
    interfaces: list[Interface] = []
    for contract, analysis in pairs:
        flags = [use.value for use in analysis.uses if use.kind == "argument"] if analysis is not None else []
        script = shown_path(analysis.path, cwd) if analysis is not None else ""
        prefix = identifier(contract.id, taken, "job")
        interfaces.append(interface_of(contract, prefix, script, flags, RESERVED))
    return module(interfaces, target)
