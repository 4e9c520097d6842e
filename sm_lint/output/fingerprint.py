"""Fingerprints of findings that stay the same when lines move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.text import relative
from sm_lint.patterns import regex

_LINE_NUMBERS = regex(r":\d+")


def fingerprints(findings: Sequence[Finding], context: RenderContext) -> Iterator[tuple[Finding, str, int]]:
    """Each finding with a hash (64 hexadecimal digits), and its number among those with the same hash, from 1.

    The hash covers the code, the path, the text of the line and the message without line numbers.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        line = context.sources.line(finding.place) or ""
        parts = (
            finding.code,
            relative(finding.place.path, context.cwd),
            "".join(line.split()),
            _LINE_NUMBERS.sub("", finding.message),
        )
        digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        seen[digest] += 1
        yield finding, digest, seen[digest]
