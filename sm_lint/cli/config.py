"""``sm-lint config``: every option, and what is in force here."""

from __future__ import annotations

import json
import os
from difflib import get_close_matches
from typing import Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.configuration import config_options, settings_here
from sm_lint.cli.sections import SectionCommand
from sm_lint.cli.sections import option as section_option
from sm_lint.config.load import origin_of
from sm_lint.config.options import options
from sm_lint.config.settings import DEFAULT_ORIGIN, Settings
from sm_lint.config.shape import Option
from sm_lint.output.text import encodable, one_line, relative


def complete_keys(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Options that begin with what was typed."""
    return [CompletionItem(name, help=entry.doc) for name, entry in options().items() if name.startswith(incomplete)]


@click.command(cls=SectionCommand)
@click.argument("key", required=False, shell_complete=complete_keys)
@section_option("Output")(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@config_options
def config(key: str | None, output_format: Literal["text", "json"], config: tuple[str, ...], isolated: bool) -> None:
    """Show an option: what it means, its default, an example, the value in force here and why.

    Without KEY, list all options with the values in force.
    """
    settings = settings_here(config, isolated)
    if key is None:
        if output_format == "json":
            click.echo(json.dumps([_data(entry, settings) for entry in options().values()], indent=2))
        else:
            _list(settings)
        return
    entry = _find(key)
    if output_format == "json":
        click.echo(json.dumps(_data(entry, settings), indent=2))
    else:
        _show(entry, settings)


def _find(key: str) -> Option:
    """An option by its name.

    Raises:
        click.UsageError: there is none of that name.
    """
    known = options()
    name = key.replace("_", "-")
    if name not in known:
        close = get_close_matches(name, known, n=1)
        raise click.UsageError(f"there is no option `{key}`" + (f": did you mean `{close[0]}`?" if close else ""))
    return known[name]


def _list(settings: Settings) -> None:
    width = max(map(len, options()))
    for name, entry in options().items():
        value = _toml(_value(entry, settings))
        shown = value if len(value) <= 60 else f"{value[:59]}…"
        click.echo(f"{name:<{width}}  {shown:<60}  {_origin(entry, settings)}".rstrip())


def _show(entry: Option, settings: Settings) -> None:
    click.echo(entry.name)
    click.echo(f"\n{entry.doc}\n")
    click.echo(f"default   {_toml(entry.default)}")
    click.echo(f"in force  {_toml(_value(entry, settings))}")
    click.echo(f"because   {_origin(entry, settings)}")
    click.echo("\nexample\n\n    [tool.sm-lint]")
    for line in entry.example.splitlines():
        click.echo(f"    {line}")


def _data(entry: Option, settings: Settings) -> dict[str, Any]:
    return {
        "name": entry.name,
        "doc": entry.doc,
        "default": entry.default,
        "example": entry.example,
        "value": _value(entry, settings),
        "origin": _origin(entry, settings),
    }


def _origin(entry: Option, settings: Settings) -> str:
    origin = origin_of(settings, entry.name)
    if entry.name == "contracts" and settings.contract_sources:
        origin = settings.contract_sources[0].path
    path, colon, line = origin.rpartition(":")
    if colon and os.path.isabs(path):
        return encodable(f"{relative(path, os.getcwd())}:{line}")
    return encodable(relative(origin, os.getcwd())) if os.path.isabs(origin) else origin or DEFAULT_ORIGIN


def _value(entry: Option, settings: Settings) -> Any:
    """The value in force as TOML data, with paths relative to the folder of the governing file."""
    if entry.name == "contracts":
        from sm_lint.contracts.load import load_contracts

        return [contract.id for contract in load_contracts(settings).contracts]
    if entry.name == "io":
        pairs = (("reads", settings.reads), ("writes", settings.writes))
        return {name: {s.name: list(s.arguments) for s in found} for name, found in pairs if found}
    if entry.name == "extend":
        return [encodable(relative(path, settings.root)) for path in settings.config_files[1:]] or None
    value = getattr(settings, entry.field)
    return _plain(value, settings.root, table=isinstance(entry.default, dict))


def _plain(value: Any, root: str, table: bool = False) -> Any:
    if table:
        return {_plain(key, root): _plain(member, root) for key, member in value}
    if isinstance(value, tuple):
        return [_plain(member, root) for member in value]
    if isinstance(value, str) and os.path.isabs(value):
        below = value.startswith(root.rstrip(os.sep) + os.sep) or value == root
        return encodable(relative(value, root) if below else value)
    return value


def _toml(value: Any) -> str:
    """A value as TOML writes it; ``not set`` for none."""
    if value is None:
        return "not set"
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)} = {_toml(member)}" for key, member in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return one_line(json.dumps(value, ensure_ascii=False))
