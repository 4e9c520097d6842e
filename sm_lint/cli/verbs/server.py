"""``sm-lint server``: the language server."""

from __future__ import annotations

import logging
import sys

import click

from sm_lint.cli.sections import option
from sm_lint.cli.status import CLEAN
from sm_lint.cli.verb import VerbCommand

_connection = option("Connection")


@click.command(cls=VerbCommand)
@_connection("--stdio", is_flag=True, help="Talk to the editor by standard input and output. This is the default.")
@_connection("--port", type=click.IntRange(1, 65535), help="Wait for one editor on this port of 127.0.0.1 instead.")
@_connection(
    "--log-file", type=click.Path(dir_okay=False, writable=True), metavar="FILE", help="Append a log to a file."
)
@_connection(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="warning",
    show_default=True,
    help="How much to log.",
)
def server(stdio: bool, port: int | None, log_file: str | None, log_level: str) -> int:
    """Run the language server, which editors start; it ends with the editor.

    It needs the extra `sm-lint[server]`. Findings and everything else are those of `sm-lint check` over the open
    documents, saved or not. Nothing of the workspace is run or imported.

    Exit status: 0 when the editor ended it; 2 when the usage is wrong, or the extra is not installed.
    """
    if stdio and port is not None:
        raise click.UsageError("--stdio and --port exclude each other.")
    try:
        from sm_lint.server.features import register
        from sm_lint.server.protocol import Server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise click.ClickException(
            "the language server needs pygls; install it with: pip install 'sm-lint[server]'"
        ) from error
    logging.basicConfig(
        level=log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        **({"filename": log_file, "encoding": "utf-8"} if log_file is not None else {"stream": sys.stderr}),
    )
    made = Server()
    register(made)
    if port is not None:
        made.start_tcp("127.0.0.1", port)
    else:
        made.start_io()
    return CLEAN
