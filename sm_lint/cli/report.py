"""Writing the report of a run to everything it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import IO

import click

from sm_lint.cli.sinks import Sink
from sm_lint.cli.streams import silence
from sm_lint.diagnostics.finding import Finding
from sm_lint.output import statistics
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import load
from sm_lint.output.text import one_line
from sm_lint.workspace.write import write_output


def write_reports(
    findings: Sequence[Finding],
    targets: Iterable[Sink],
    context: RenderContext,
    counts_only: bool,
    color: bool,
    stream: IO[str] | None = None,
) -> None:
    """Render the findings once for each target; standard output comes first.

    Args:
        findings: sorted.
        targets: formats and files.
        context: what formats may know.
        counts_only: write to the main target how many findings each rule has, in place of those.
        color: use colours on the stream.
        stream: what to write to where a target has no file; standard output if left out.

    Raises:
        click.ClickException: a file cannot be written.
    """
    for target in targets:
        if counts_only and target.main:
            pieces: Iterable[str] = [statistics.render(findings, target.format)]
        else:
            on_stream = target.file is None
            painted = replace(context, color=color and on_stream, width=context.width if on_stream else None)
            pieces = load(target.format).render(findings, painted)
        if target.file is None:
            write_out(pieces, stream)
        else:
            write_file(target.file, pieces)


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
