"""``sm-lint contract test``: pytest files that try scripts out against their contracts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import click

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verb import VerbCommand, say
from sm_lint.output.text import json_text, one_line, shown_path
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.contract_tests.files import State, TestFile
    from sm_lint.contract_tests.generate import Generated

DEFAULT_FOLDER = "tests"
_output = option("Output")
_REFUSED: dict[str, str] = {
    "foreign": "was not written by `sm-lint contract test`",
    "changed": "was changed since `sm-lint contract test` wrote it",
}


@click.command("test", cls=VerbCommand, short_help="Write pytest files that try scripts out against their contracts.")
@click.argument("scripts", nargs=-1, type=click.Path(), metavar="[SCRIPT]...")
@_output(
    "--write",
    "folder",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="Write the files into a folder; left out, they are printed. Files that were changed are kept.",
)
@_output("--force", is_flag=True, help="With --write: replace files of these names whatever they are.")
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print them."
)
@config_options
@sdk_option
def test(
    scripts: tuple[str, ...],
    folder: str | None,
    force: bool,
    output_format: Literal["text", "json"],
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """Write one pytest file for each contract of the scripts, by default of all scripts below the current directory.

    The tests run the script in a container's file system, with the fixture `container` of the pytest plugin that comes
    with sm-lint. This command itself runs nothing.

    Exit status: 0 when all files are written or printed, 2 when the usage or the configuration is wrong, a script cannot be
    read, or a file was kept.
    """
    from sm_lint.contract_tests.generate import generated

    if force and folder is None:
        raise click.UsageError("--force needs --write FOLDER")
    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    asked = [os.path.abspath(path) for path in scripts or (".",)]
    problems = dict.fromkeys(problem for path in asked for problem in chosen.settings_for(path).problems)
    complain(problems)
    if problems:
        return BAD
    found = generated(asked, os.path.abspath(folder or DEFAULT_FOLDER), chosen)
    for name, reason in found.failures:
        click.echo(f"{name}: {one_line(reason)}", err=True)
    for name, reason in found.left_out:
        say(f"no test for {name}: {reason}")
    if not found.files and not found.failures and not found.left_out:
        say("no test: no contract and no job is known for any script")
    kept = _write(found, force) if folder is not None else 0
    if folder is None:
        _show(found, output_format)
    elif output_format == "json":
        click.echo(json_text({"version": 1, "files": [_record(file) for file in found.files]}, indent=2))
    return BAD if found.failures or kept else CLEAN


def _show(found: Generated, output_format: str) -> None:
    if output_format == "json":
        records = [{**_record(file), "text": file.text} for file in found.files]
        click.echo(json_text({"version": 1, "files": records}, indent=2))
        return
    for number, file in enumerate(found.files):
        if len(found.files) > 1:
            click.echo(f"{'' if number == 0 else chr(10)}# --- {one_line(shown_path(file.path, os.getcwd()))}")
        click.echo(file.text, nl=False)


def _record(file: TestFile) -> dict[str, str]:
    return {"path": shown_path(file.path, os.getcwd())}


def _write(found: Generated, force: bool) -> int:
    """Write what may be written; returns how many files were kept.

    Raises:
        click.ClickException: a file cannot be written.
    """
    from sm_lint.contract_tests.files import state, write

    kept = 0
    for file in found.files:
        shown = one_line(shown_path(file.path, os.getcwd()))
        present: State = state(file)
        if present in _REFUSED and not (force and not disk.is_folder(file.path)):
            click.echo(f"{shown}: kept, because it {_REFUSED[present]}; --force replaces it", err=True)
            kept += 1
            continue
        if present == "same":
            say(f"{shown}: unchanged")
            continue
        try:
            write(file)
        except OSError as error:
            raise click.ClickException(f"cannot write {shown}: {error.strerror or error}") from error
        say(f"{shown}: written")
    return kept
