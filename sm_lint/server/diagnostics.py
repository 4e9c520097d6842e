"""Findings as diagnostics of the protocol, and as JSON that a client sends back with a request for actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.finding import Finding
from sm_lint.syntax.span import Place, Span

SYNTAX_ERROR = "SMX901"
UNNECESSARY = frozenset({"SMX902"})
"""Codes of findings about text that has no effect, which editors fade out."""
DEPRECATED = frozenset({"SMX908"})
"""Codes of findings about what will be removed, which editors strike out."""


def is_broken(findings: Iterable[Finding]) -> bool:
    """Whether the document could not be parsed."""
    return any(finding.code == SYNTAX_ERROR for finding in findings)


def carried_over(findings: Sequence[Finding], before: str, after: str) -> tuple[Finding, ...]:
    """The findings of an earlier text, moved to the same lines of a text that does not parse.

    A finding between the first and the last changed line is dropped.

    Args:
        findings: the findings in the earlier text.
        before: the earlier text.
        after: the present text.
    """
    old, new = split_lines(before), split_lines(after)
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    kept = []
    for finding in findings:
        span = finding.place.span
        if finding.code == SYNTAX_ERROR:
            continue
        if span.end_line <= head:
            kept.append(replace(finding, fix=None))
        elif span.line > len(old) - tail:
            shift = len(new) - len(old)
            moved = Span(span.line + shift, span.column, span.end_line + shift, span.end_column)
            kept.append(replace(finding, place=Place(finding.place.path, moved, finding.place.cell), fix=None))
    return tuple(kept)
