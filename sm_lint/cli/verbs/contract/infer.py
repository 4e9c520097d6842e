"""``sm-lint contract infer``: contracts from what scripts do and jobs declare."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.output.text import count, json_text, one_line, short_places, shown_name, shown_path, shown_place

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.inference.model import InferredContract, Source
    from sm_lint.inference.run import Inferred

_output = option("Output")
_inference = option("Inference")


@click.command("infer", cls=VerbCommand, short_help="Infer contracts from scripts and the jobs that launch them.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@_output(
    "--write",
    type=click.Path(),
    metavar="FILE",
    help="Add the contracts to the end of a TOML file, or make it, instead of writing them to standard output.",
)
@_inference(
    "--from",
    "source",
    type=click.Choice(["script", "jobs", "both"]),
    default="both",
    show_default=True,
    help="What to infer from: what scripts do, what the jobs that launch them declare, or both.",
)
@config_options
def infer(
    paths: tuple[str, ...],
    output_format: Literal["text", "json"],
    write: str | None,
    source: Source,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Infer contracts from what scripts read, write, need and accept, and from the jobs that launch them.

    Scripts that a contract governs already are left out, unless the file itself is named and nothing is written. What
    could not be inferred is a comment above the contract that says why.

    Exit status: 0 also when there is nothing to infer; 2 when the usage or the configuration is wrong, a script cannot be
    read or understood (the contracts of the others are written), or the file cannot be written.
    """
    from sm_lint.inference.run import infer_paths

    chosen = resolver(config, isolated, allow_plugins)
    asked = paths or (".",)
    problems = dict.fromkeys(p for path in asked for p in chosen.settings_for(os.path.abspath(path)).problems)
    complain(problems)
    if problems:
        return BAD
    found = infer_paths(asked, chosen, source)
    named = {os.path.abspath(path) for path in asked}
    failed = [item for item in found if item.contract is None]
    for item in failed:
        where = shown_place(item.place, os.getcwd()) if item.place is not None else shown_name(item.path, os.getcwd())
        click.echo(f"{where}: {one_line(item.problem)}", err=True)
    wanted = [item for item in found if item.contract is not None]
    if write is not None:
        _write(wanted, write, lambda: resolver(config, isolated, allow_plugins))
    else:
        shown = [item for item in wanted if not item.declared or item.path in named]
        _remark(len(wanted) - len(shown), bool(shown))
        _show(shown, output_format)
    return BAD if failed else CLEAN


def _show(found: Sequence[Inferred], output_format: Literal["text", "json"]) -> None:
    from sm_lint.inference.document import document_text
    from sm_lint.toml_editing.adding import prefix_in

    if output_format == "json":
        records = [_record(item.contract) for item in found if item.contract is not None]
        click.echo(json_text({"version": 1, "contracts": records}, indent=2))
        return
    for_file = found[0].settings.config_path if found else None
    prefix = prefix_in(for_file or "pyproject.toml", {})
    text = document_text(
        (item.contract for item in found if item.contract is not None), prefix, short_places(os.getcwd())
    )
    click.echo(text, nl=False)


def _record(found: InferredContract) -> dict[str, Any]:
    from sm_lint.cli.verbs.contract.text import as_data

    cwd = os.getcwd()
    return {
        "script": shown_path(found.script, cwd),
        "complete": found.complete,
        "contract": as_data(found.contract, cwd),
        "reasons": as_data(dict(found.reasons), cwd),
        "gaps": as_data(found.gaps, cwd),
    }


def _write(found: Sequence[Inferred], write: str, afresh: Callable[[], Resolver]) -> None:
    """Add the contracts of scripts that have none.

    Args:
        found: the scripts and their contracts.
        write: the file.
        afresh: makes a resolver that sees what was written.

    Raises:
        click.ClickException: the file cannot be read, edited or written; it is then left as it was.
    """
    from sm_lint.cli.verbs.contract.writing import add_to, read_toml
    from sm_lint.inference.adding import governed_by_file, with_free_ids
    from sm_lint.inference.document import document_text

    file = read_toml(write)
    known = governed_by_file(file.path, file.text, [item.path for item in found], found[0].settings) if found else set()
    new = [item for item in found if not item.declared and item.path not in known]
    _remark(len(found) - len(new), bool(new))
    if not new:
        return
    contracts = with_free_ids(new, file.text, file.path)
    spell = short_places(os.path.dirname(file.path))
    add_to(file, lambda prefix: document_text(contracts, prefix, spell))
    say(f"added {count(len(contracts), 'contract')} to {shown_name(file.path, os.getcwd())}")
    after = afresh()
    read = {source.path for item in new for source in after.settings_for(item.path).contract_sources}
    if file.path not in read:
        say(f"the configuration does not read {shown_name(file.path, os.getcwd())}; name it in `contract-files`")


def _remark(left_out: int, others: bool) -> None:
    if left_out:
        verb = "has a contract" if left_out == 1 else "have contracts"
        say(f"{count(left_out, 'script')} {verb} already and {'is' if left_out == 1 else 'are'} left out")
    elif not others:
        say("no script was found that runs in a container")
