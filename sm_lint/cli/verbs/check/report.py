"""Writes the report of a run to all its targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import IO

from sm_lint.cli.verbs.check.sinks import Sink
from sm_lint.cli.writing import Copied, write_file, write_out
from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import load


def write_reports(
    findings: Sequence[Finding],
    targets: Iterable[Sink],
    context: RenderContext,
    counts_only: bool,
    color: bool,
    stream: IO[str] | Copied | None = None,
) -> None:
    """Render the findings once for each target, standard output first.

    Args:
        findings: sorted.
        targets: formats and files.
        context: context for the formats.
        counts_only: write the number of findings per rule to the main target instead of the findings.
        color: use colours on the stream.
        stream: stream for targets without a file; defaults to standard output.

    Raises:
        click.ClickException: a file cannot be written.
    """
    for target in targets:
        form = load(target.format)
        counts = form.INFO.counts if counts_only and target.main else None
        if counts is not None:
            pieces: Iterable[str] = [counts(findings)]
        else:
            on_stream = target.file is None
            painted = replace(context, color=color and on_stream, width=context.width if on_stream else None)
            pieces = form.render(findings, painted)
        if target.file is None:
            write_out(pieces, stream)
        else:
            write_file(target.file, pieces)
