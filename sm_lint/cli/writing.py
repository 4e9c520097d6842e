"""Writing to standard output and to files."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO

import click

from sm_lint.cli.streams import silence
from sm_lint.output.text import one_line
from sm_lint.workspace.write import write_output


def write_out(pieces: Iterable[str], stream: IO[str] | None = None) -> None:
    """Write to a stream, standard output if left out; a reader that went away ends the output and not the run."""
    target = stream or sys.stdout
    try:
        for piece in pieces:
            target.write(piece)
        target.flush()
    except BrokenPipeError:
        silence(target)


def write_bytes(data: bytes) -> None:
    """Write to standard output what is not to be encoded or decoded on the way."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write a report to a file, whose folder is made if need be; the reader of a pipe may go away before the end.

    Raises:
        click.ClickException: it cannot be written; what a file held before is then still there.
    """
    try:
        write_output(path, "".join(pieces).encode("utf-8", "backslashreplace"))
    except BrokenPipeError:
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.ClickException(f"cannot write {one_line(path)}: {reason}") from error
