"""The report of a run, written to everything it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import IO

from sm_lint.cli.check.sinks import Sink
from sm_lint.cli.writing import write_file, write_out
from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import load


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
