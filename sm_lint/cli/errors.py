"""Mistakes of users on standard error."""

from __future__ import annotations

import click


def show(error: click.ClickException) -> None:
    """Say what is wrong, in one line whatever a configuration that is quoted holds."""
    from sm_lint.output.text import one_line

    said = one_line(error.format_message())
    shown = click.UsageError(said, error.ctx) if isinstance(error, click.UsageError) else click.ClickException(said)
    shown.show()
