"""The modes of `check`: lint and report, show what would be linted, or write a baseline or comments."""

from __future__ import annotations

import click

from sm_lint.cli.configuration import plugin_refused
from sm_lint.cli.verbs.check.options import CheckOptions
from sm_lint.cli.verbs.check.run import CheckRun
from sm_lint.lint.caching.run_memo import RunMemo
from sm_lint.lint.run.baseline import BaselineError
from sm_lint.output.text import one_line
from sm_lint.registry.packages import PluginError
from sm_lint.workspace.recording import recording


def run(options: CheckOptions, past: RunMemo | None = None) -> int:
    """Execute the mode that the flags select; returns the exit status.

    Args:
        options: the flags.
        past: memo to update if the run is clean.

    Raises:
        click.ClickException: the request cannot be fulfilled.
    """
    with recording() as asked:
        return _run(CheckRun(options, past, asked))


def _run(check: CheckRun) -> int:
    options = check.options
    try:
        if options.show_settings or options.show_files:
            from sm_lint.cli.verbs.check import show

            return show.settings(check) if options.show_settings else show.files(check)
        if options.write_baseline:
            from sm_lint.cli.verbs.check.edit import write_baseline

            return write_baseline(check)
        if options.add_noqa is not None:
            from sm_lint.cli.verbs.check.edit import add_noqa

            return add_noqa(check, options.add_noqa)
        return check.check()
    except PluginError as error:
        raise plugin_refused(error, check.settings) from error
    except BaselineError as error:
        raise click.ClickException(one_line(str(error))) from error
