"""Surveys and graphs of the paths of a command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from sm_lint.cli.configuration import complain, find_plugins, plugin_refused
from sm_lint.cli.messages import remarks
from sm_lint.cli.verb import is_quiet
from sm_lint.diagnostics.result import RunResult
from sm_lint.lint.run.baseline import BaselineError
from sm_lint.output.text import one_line
from sm_lint.registry.packages import PluginError

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.survey.model import Survey


class OfRun(Protocol):
    """What a run over some paths has led to."""

    @property
    def result(self) -> RunResult:
        """The run."""
        ...


Found = TypeVar("Found", bound=OfRun)


def surveyed(paths: Sequence[str], chosen: Resolver) -> Survey | None:
    """What is known of paths, by default the current directory; None after mistakes in the configuration were written."""
    from sm_lint.survey.collect import survey

    return collected(survey, paths, chosen)


def collected(collect: Callable[[list[str], Resolver], Found], paths: Sequence[str], chosen: Resolver) -> Found | None:
    """What `collect` makes of paths, by default the current directory; None after mistakes in the configuration were written.

    Paths that are not there and contracts with mistakes are written too, but prevent nothing.

    Raises:
        click.ClickException: a plugin or the baseline cannot be used.
    """
    asked = [os.path.abspath(path) for path in paths or (".",)]
    known = dict.fromkeys(chosen.settings_for(path) for path in asked)
    problems = dict.fromkeys(problem for settings in known for problem in settings.problems)
    complain(problems)
    if problems:
        return None
    for settings in known:
        find_plugins(settings)
    try:
        found = collect(asked, chosen)
    except PluginError as error:
        raise plugin_refused(error, next(iter(known))) from error
    except BaselineError as error:
        raise click.ClickException(one_line(str(error))) from error
    complain(found.result.problems)
    for line in remarks(found.result, (), verbose=False, quiet=is_quiet()):
        click.echo(line, err=True)
    return found


def failed(found: OfRun) -> bool:
    """Whether the exit status must say that something is missing: a path, a valid contract, or the analysis of a script."""
    return bool(found.result.problems or found.result.internal_errors)
