"""Commands with options in sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class SectionOption(click.Option):
    """An option with the section of the help text it belongs to."""

    def __init__(self, *args: Any, section: str = "Miscellaneous", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section


class SectionCommand(click.Command):
    """A command whose help lists options by section, in the order of first use."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one list per section."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if not isinstance(parameter, click.Option):
                continue
            record = parameter.get_help_record(ctx)
            if record is not None:
                sections.setdefault(getattr(parameter, "section", "Miscellaneous"), []).append(record)
        for name in sorted(sections, key=lambda section: section == "Miscellaneous"):
            with formatter.section(name):
                formatter.write_dl(sections[name])


def option(section: str) -> Callable[..., Callable[[Decorated], Decorated]]:
    """`click.option` for one section."""

    def declare(*names: str, **attributes: Any) -> Callable[[Decorated], Decorated]:
        return click.option(*names, cls=SectionOption, section=section, **attributes)

    return declare
