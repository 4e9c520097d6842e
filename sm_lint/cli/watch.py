"""``--watch``: run again whenever a file changes."""

from __future__ import annotations

import os
import sys
import time

import click

from sm_lint.cli.check_options import CheckOptions
from sm_lint.cli.check_run import run
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
        import watchfiles
    except ImportError as error:
        raise click.ClickException("--watch needs the package watchfiles: pip install 'sm-lint[watch]'") from error

    def is_relevant(change: watchfiles.Change, path: str) -> bool:
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
    folders = {
        path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path)) for path in options.paths or ["."]
    }
    for _ in watchfiles.watch(*sorted(folders), watch_filter=is_relevant, raise_interrupt=True):
        look()
    return 0
