"""Writes usage errors to standard error."""

from __future__ import annotations

import click


def show(error: click.ClickException) -> None:
    """Show an error on one line, whatever configuration content it quotes."""
    from sm_lint.output.text import one_line

    said = one_line(error.format_message())
    shown = click.UsageError(said, error.ctx) if isinstance(error, click.UsageError) else click.ClickException(said)
    shown.show()
