"""Flags common to all verbs: output file, colours, and verbosity."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from sm_lint.cli.sections import SectionCommand, SectionOption
from sm_lint.cli.streams import wants_color
from sm_lint.cli.writing import write_file
from sm_lint.output.paint import Paint
from sm_lint.output.text import one_line, relative

_COLOR, _QUIET, _VERBOSE, _FILE = ("sm_lint.color", "sm_lint.quiet", "sm_lint.verbose", "sm_lint.output_file")


class VerbCommand(SectionCommand):
    """A verb other than `check`; it accepts ``-o``, ``--color``, ``-q`` and ``-v`` unless it declares them itself."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        own = {name for parameter in self.params for name in parameter.opts}
        added = [each for each in _options() if not own.intersection(each.opts)]
        first = [each for each in self.params if getattr(each, "section", "Output") == "Output"]
        self.params = [*first, *added, *(each for each in self.params if each not in first)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb, with its output in a file if one is named."""
        with _output_in(ctx.meta.get(_FILE)):
            result = super().invoke(ctx)
        if ctx.meta.get(_VERBOSE):
            click.echo(_governing(ctx), err=True)
        return result


def paint_here() -> Paint:
    """The colours for standard output, according to the flags of the running verb."""
    ctx = click.get_current_context()
    return Paint(wants_color(ctx.meta.get(_COLOR) or ctx.params.get("color") or "auto", sys.stdout))


def output_file() -> str | None:
    """The file of the running verb's output as it was given; None for standard output."""
    file: str | None = click.get_current_context().meta.get(_FILE)
    return file


def output_folder() -> str:
    """The absolute folder of the running verb's output, which links are relative to; by default the current one."""
    file = output_file()
    return os.getcwd() if file in (None, "-") else os.path.dirname(os.path.abspath(file))


def say(text: str) -> None:
    """Write a remark to standard error, unless ``-q`` was given to the running verb."""
    if not is_quiet():
        click.echo(text, err=True)


def is_quiet() -> bool:
    """Whether ``-q`` was given to the running verb."""
    return bool(click.get_current_context().meta.get(_QUIET))


def _options() -> list[SectionOption]:
    return [
        _option("-o", "--output-file", _FILE, type=click.Path(), metavar="FILE", help="Write to a file instead."),
        _option("--color", _COLOR, type=click.Choice(["auto", "always", "never"]), help="When to use colours."),
        _option("-q", "--quiet", _QUIET, is_flag=True, help="Write what was asked for and errors, no remarks."),
        _option("-v", "--verbose", _VERBOSE, is_flag=True, help="Say on standard error which configuration governs."),
    ]


def _option(*names: str, **attributes: Any) -> SectionOption:
    *flags, key = names

    def keep(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
        ctx.meta[key] = value

    callback: Callable[..., None] = keep
    return SectionOption(flags, section="Output", expose_value=False, callback=callback, **attributes)


@contextlib.contextmanager
def _output_in(file: str | None) -> Iterator[None]:
    """Redirect standard output to a file; nothing is written if the verb fails."""
    if file is None or file == "-":
        yield
        return
    held = io.StringIO()
    with contextlib.redirect_stdout(held):
        yield
    write_file(os.path.abspath(file), [held.getvalue()])


def _governing(ctx: click.Context) -> str:
    """The configuration in force in the current directory, with the files that it extends."""
    from sm_lint.cli.configuration import resolver

    cwd = os.getcwd()
    chosen = resolver(ctx.params.get("config", ()), ctx.params.get("isolated", False), False)
    files = [one_line(relative(path, cwd)) for path in chosen.settings_for(cwd).config_files]
    return f"governed by {', which extends '.join(files)}" if files else "governed by no configuration file"
