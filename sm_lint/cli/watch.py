"""``--watch``: run again whenever a file changes."""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module

import click

from sm_lint.cli.check_options import CheckOptions
from sm_lint.cli.check_run import CheckRun, run
from sm_lint.cli.streams import is_terminal

_RELEVANT = (".py", ".ipynb", ".toml", ".json")
_CLEAR = "\x1b[2J\x1b[H"


def watch(options: CheckOptions) -> int:
    """Check, and again after each change, until interrupted.

    Raises:
        click.ClickException: the extra that this needs is not installed.
        KeyboardInterrupt: the only way out.
    """
    try:
        watchfiles = import_module("watchfiles")
    except ImportError as error:
        raise click.ClickException("--watch needs the package watchfiles: pip install 'sm-lint[watch]'") from error

    def is_relevant(change: object, path: str) -> bool:
        return path.endswith(_RELEVANT) or "." not in os.path.basename(path)

    def look() -> None:
        if is_terminal(sys.stdout):
            click.echo(_CLEAR, nl=False)
        try:
            run(options)
        except click.ClickException as error:
            error.show()
        click.echo(f"[{time.strftime('%H:%M:%S')}] watching for changes; Ctrl-C ends it", err=True)

    look()
    for _ in watchfiles.watch(*_watched(options), watch_filter=is_relevant, raise_interrupt=True):
        look()
    return 0


def _watched(options: CheckOptions) -> list[str]:
    """The folders that the paths lie in, and the configuration files, which may lie elsewhere."""
    run = CheckRun(options)
    paths = {path if os.path.isdir(path) else os.path.dirname(path) for path in run.paths}
    paths.update(path for start in run.paths for path in run.resolver.settings_for(start).config_files)
    return sorted(filter(os.path.exists, paths))
