"""``sm-lint config``: every option, what is in force here, and the JSON schemas."""

from __future__ import annotations

import os
from typing import Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import settings_here
from sm_lint.cli.option_values import origin, toml, value_in_force
from sm_lint.cli.sections import option as section_option
from sm_lint.cli.verb import VerbCommand, paint_here
from sm_lint.config.options import options
from sm_lint.config.settings import AUTO, Settings
from sm_lint.config.shape import Option
from sm_lint.output.paint import BOLD
from sm_lint.output.text import json_text, one_line, relative
from sm_lint.spelling import did_you_mean, suggest

SCHEMA = "schema"
"""Used instead of an option's name; no option has this name."""


def complete_keys(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete options, and the word for the schema."""
    known = {name: entry.doc for name, entry in options().items()} | {SCHEMA: "The JSON schema of the configuration."}
    return [CompletionItem(name, help=doc) for name, doc in known.items() if name.startswith(incomplete)]


@click.command(cls=VerbCommand)
@click.argument("key", required=False, shell_complete=complete_keys)
@section_option("Output")(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@section_option("Output")("--pyproject", is_flag=True, help="With `schema`: the schema of a pyproject.toml.")
@config_options
def config(
    key: str | None,
    output_format: Literal["text", "json"],
    pyproject: bool,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> None:
    """Show an option: what it means, its default, an example, the value in force here and why.

    Without KEY, list all options with the values in force. `sm-lint config schema` prints the JSON schema of sm-lint.toml.
    """
    if key == SCHEMA:
        click.echo(_schema(pyproject), nl=False)
        return
    if pyproject:
        raise click.UsageError(f"--pyproject goes with `sm-lint config {SCHEMA}`")
    settings = settings_here(config, isolated, allow_plugins)
    if key is None:
        if output_format == "json":
            click.echo(json_text([_data(entry, settings) for entry in options().values()], indent=2))
        else:
            _list(settings)
        return
    entry = _find(key)
    if output_format == "json":
        click.echo(json_text(_data(entry, settings), indent=2))
    else:
        _show(entry, settings)


def _schema(pyproject: bool) -> str:
    from sm_lint.config import schema

    return schema.as_text(schema.pyproject_schema()) if pyproject else schema.text()


def _find(key: str) -> Option:
    """An option by its name.

    Raises:
        click.UsageError: the option does not exist.
    """
    known = options()
    name = key.replace("_", "-")
    if name not in known:
        raise click.UsageError(f"there is no option `{key}`{did_you_mean(suggest(name, known), ': ')}")
    return known[name]


def _list(settings: Settings) -> None:
    paint, width = paint_here(), max(map(len, options()))
    for name, entry in options().items():
        value = toml(value_in_force(entry, settings))
        shown = value if len(value) <= 60 else f"{value[:59]}…"
        padded = paint(f"{name:<{width}}", BOLD)
        click.echo(f"{padded}  {shown:<60}  {origin(entry, settings)}".rstrip(), color=True)


def _show(entry: Option, settings: Settings) -> None:
    click.echo(paint_here()(entry.name, BOLD), color=True)
    click.echo(f"\n{entry.doc}\n")
    click.echo(f"default   {toml(entry.default)}")
    click.echo(f"in force  {toml(value_in_force(entry, settings))}")
    click.echo(f"because   {origin(entry, settings)}")
    if entry.name == "target-sdk" and settings.target_sdk == AUTO:
        click.echo(f"found     {_found_sdk(settings)}")
    click.echo("\nexample\n\n    [tool.sm-lint]")
    for line in entry.example.splitlines():
        click.echo(f"    {line}")


def _found_sdk(settings: Settings) -> str:
    """What the requirements nearest to the current directory ask for."""
    from sm_lint.judgement.definitions.sdk_pin import target_sdk
    from sm_lint.workspace.view import FileView

    here = os.getcwd()
    found = target_sdk(FileView(None, settings.project or settings.root), os.path.join(here, "any.py"), settings)
    if found is None:
        return "nothing that decides"
    where = f"{relative(found.path, here)}:{found.place.span.line}"
    return one_line(f"{found.generation or 'v2 or v3'}: {where} asks for `{found.text}`")


def _data(entry: Option, settings: Settings) -> dict[str, Any]:
    return {
        "name": entry.name,
        "doc": entry.doc,
        "default": entry.default,
        "example": entry.example,
        "value": value_in_force(entry, settings),
        "origin": origin(entry, settings),
    }
