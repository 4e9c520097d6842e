"""``sm-lint contract update``: brings written contracts up to date with their scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import click

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.verb import VerbCommand, paint_here, say
from sm_lint.output.paint import BOLD, FAINT
from sm_lint.output.text import count, encodable, json_text, one_line, shown_name, shown_path, shown_place

if TYPE_CHECKING:
    from sm_lint.inference.corrections import Correction
    from sm_lint.inference.update_run import ContractUpdate, FileUpdate, Updates
    from sm_lint.output.paint import Paint

_output = option("Output")
_update = option("Update")
_SIGNS = {"add": "+", "loosen": "~", "change": "~", "remove": "-"}


@click.command("update", cls=VerbCommand, short_help="Bring contracts up to date with their scripts.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@_update("--diff", is_flag=True, help="Show the changes of the files as a diff.")
@_update("--write", is_flag=True, help="Change the files; without it nothing is written.")
@_update("--prune", is_flag=True, help="Also remove what the scripts certainly never use.")
@config_options
def update(
    paths: tuple[str, ...],
    output_format: Literal["text", "json"],
    diff: bool,
    write: bool,
    prune: bool,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> int:
    """Add to contracts what their scripts read, write, need and accept, and loosen what the scripts prove too strict.

    Comments, order and style of the files stay. Nothing is removed without --prune, and nothing is written without
    --write.

    Exit status: 0 when there is nothing to change, or it was written; 1 when there is something to change and --write is
    not given; 2 when the usage, the configuration or a contract is wrong, or a script or file cannot be read or written.
    """
    from sm_lint.inference.update_run import update_paths

    if diff and output_format == "json":
        raise click.UsageError("--diff is written as text")
    chosen = resolver(config, isolated, allow_plugins)
    asked = paths or (".",)
    settings = [chosen.settings_for(os.path.abspath(path)) for path in asked]
    problems = dict.fromkeys(problem for each in settings for problem in each.problems)
    complain(problems)
    if problems or _has_invalid_contracts(settings):
        return BAD
    found = update_paths(asked, chosen, prune=prune)
    for item in found.failed:
        click.echo(f"{shown_place(item.place, os.getcwd())}: {one_line(item.problem)}", err=True)
    _show(found, output_format, diff)
    _remark(found)
    changed = [file for file in found.files if file.after != file.before]
    if write:
        _write(changed)
    if found.failed:
        return BAD
    return FOUND if changed and not write else CLEAN


def _has_invalid_contracts(settings: list[Any]) -> bool:
    """Report mistakes in the tables: what is not understood is not edited."""
    from sm_lint.contracts.load import load_contracts

    problems = [problem for each in dict.fromkeys(settings) for problem in load_contracts(each).problems]
    complain(problems)
    return bool(problems)


def _show(found: Updates, output_format: Literal["text", "json"], diff: bool) -> None:
    if output_format == "json":
        records = [_record(file, entry) for file in found.files for entry in file.contracts]
        click.echo(json_text({"version": 1, "contracts": records}, indent=2))
    elif diff:
        _show_diff(found)
    else:
        paint = paint_here()
        for file in found.files:
            for entry in file.contracts:
                click.echo("\n".join(_lines(entry, paint)), color=True)


def _lines(entry: ContractUpdate, paint: Paint) -> Iterator[str]:
    cwd = os.getcwd()
    place = paint(shown_place(entry.contract.place, cwd), FAINT)
    yield f"{paint(one_line(entry.contract.id), BOLD)}  {place}"
    for correction in entry.corrections:
        where = f"  {paint(shown_place(correction.place, cwd), FAINT)}" if correction.place is not None else ""
        yield f"  {_SIGNS[correction.kind]} {one_line(correction.text)}  {correction.code}{where}"
    for correction, why in entry.refused:
        yield f"  ! {one_line(correction.text)}: {one_line(why)}"


def _record(file: FileUpdate, entry: ContractUpdate) -> dict[str, Any]:
    cwd = os.getcwd()
    return {
        "id": encodable(entry.contract.id),
        "file": shown_path(file.path, cwd),
        "scripts": [shown_path(script, cwd) for script in entry.scripts],
        "corrections": [_correction(each, cwd) for each in entry.corrections],
        "refused": [{**_correction(each, cwd), "why": encodable(why)} for each, why in entry.refused],
    }


def _correction(correction: Correction, cwd: str) -> dict[str, Any]:
    place = correction.place
    return {
        "kind": correction.kind,
        "code": correction.code,
        "key": [encodable(key) for key in correction.key],
        "value": correction.value,
        "text": encodable(correction.text),
        "place": None
        if place is None
        else {"path": shown_path(place.path, cwd), "line": place.span.line, "column": place.span.column},
    }


def _show_diff(found: Updates) -> None:
    from sm_lint.cli.writing import write_bytes
    from sm_lint.diagnostics.result import FileChange
    from sm_lint.lint.fixing.fixes import unified_diff
    from sm_lint.output.text import relative

    for file in found.files:
        if file.after != file.before:
            change = FileChange(file.path, file.before.encode("utf-8"), file.after.encode("utf-8"))
            write_bytes(unified_diff(change, relative(file.path, os.getcwd())))


def _write(changed: list[FileUpdate]) -> None:
    """Write the files.

    Raises:
        click.ClickException: one cannot be written, or was changed meanwhile; it is then left as it was.
    """
    from sm_lint.cli.verbs.contract.writing import read_toml, write_toml

    for file in changed:
        now = read_toml(file.path)
        if now.text != file.before:
            raise click.ClickException(f"{shown_name(file.path, os.getcwd())} was changed by another program meanwhile")
        write_toml(now, file.after)
        say(f"changed {shown_name(file.path, os.getcwd())}")


def _remark(found: Updates) -> None:
    if not found.governed and not found.failed:
        say("no script was found that a contract governs")
        return
    number = sum(len(entry.corrections) for file in found.files for entry in file.contracts)
    refused = sum(len(entry.refused) for file in found.files for entry in file.contracts)
    if not number and not refused:
        say(f"nothing to change for {count(found.governed, 'script')}")
    elif refused:
        say(f"{count(refused, 'change')} cannot be made in place")
