"""The configuration selected by the flags of a verb, and messages about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from sm_lint.cli.messages import problem, problem_place
from sm_lint.cli.status import BAD
from sm_lint.config.load import Resolver
from sm_lint.config.places import place_in
from sm_lint.config.settings import Settings
from sm_lint.output.text import one_line
from sm_lint.registry.packages import PluginError, catalogue
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.syntax.span import Problem


def resolver(
    config: Sequence[str], isolated: bool, allow_plugins: bool, overrides: Mapping[str, object] | None = None
) -> Resolver:
    """The resolver for the flags of the command line."""
    return Resolver(overrides, list(config), isolated, os.getcwd(), allow_plugins or None)


def complain(problems: Iterable[Problem]) -> None:
    """Write mistakes in the configuration to standard error, each once."""
    for found in dict.fromkeys(problems):
        click.echo(problem(found, os.getcwd()), err=True)


def settings_here(
    config: Sequence[str], isolated: bool, allow_plugins: bool, overrides: Mapping[str, object] | None = None
) -> Settings:
    """The settings for the current directory.

    Raises:
        SystemExit: with status 2, after the mistakes in the configuration were written.
    """
    settings = resolver(config, isolated, allow_plugins, overrides).settings_for(os.getcwd())
    complain(settings.notices)
    if settings.problems:
        complain(settings.problems)
        sys.exit(BAD)
    return settings


def rules_of(settings: Settings) -> tuple[RuleInfo, ...]:
    """All rules, including those of plugins.

    Raises:
        click.ClickException: a plugin cannot be used.
    """
    find_plugins(settings)
    try:
        return catalogue(settings.plugins)
    except PluginError as error:
        raise plugin_refused(error, settings) from error


def plugin_refused(error: PluginError, settings: Settings) -> click.ClickException:
    """The error for a plugin that cannot be used, with the place where the configuration names it."""
    said = one_line(str(error))
    if error.package not in settings.plugins:
        return click.ClickException(said)
    place = place_in(settings, "plugins", error.package)
    return click.ClickException(f"{problem_place(place, os.getcwd())}: {said}")


def find_plugins(settings: Settings) -> None:
    """Make the project's allowed plugins importable, which are beside its configuration file."""
    if settings.local_plugins and settings.root not in sys.path:
        sys.path.append(settings.root)
