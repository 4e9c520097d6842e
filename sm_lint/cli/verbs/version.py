"""``sm-lint version``: the versions of sm-lint, its dependencies and Python."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed
from typing import Literal

import click

from sm_lint.cli.sections import option
from sm_lint.cli.verb import VerbCommand
from sm_lint.output.text import json_text
from sm_lint.version import __version__

_LIBRARIES = ("click", "libcst", "packaging", "PyYAML", "tomli")
_output = option("Output")


@click.command(cls=VerbCommand)
@_output(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@_output("-v", "--verbose", is_flag=True, help="Show the versions of Python and of the libraries too, for reports.")
def version(output_format: Literal["text", "json"], verbose: bool) -> None:
    """Show the version of sm-lint."""
    found = {"version": __version__}
    if verbose or output_format == "json":
        found |= {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
        found |= {name: installed(name) for name in _LIBRARIES}
    if output_format == "json":
        click.echo(json_text(found, indent=2))
        return
    click.echo(f"sm-lint {__version__}")
    for name, value in list(found.items())[1:]:
        click.echo(f"  {name:<9}  {value}")
