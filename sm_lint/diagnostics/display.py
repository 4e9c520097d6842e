"""Displays a result in Python prompts and notebooks: bounded in size, and safe for any content of linted files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sm_lint.diagnostics.finding import Finding
    from sm_lint.diagnostics.result import RunResult

MOST = 50
"""Maximum number of listed findings."""
_LONGEST = 300  # characters of a message


def as_text(result: RunResult) -> str:
    """A line for each finding, and their number."""
    lines = [f"{where}: {severity} {code} {message}" for where, severity, code, message in _rows(result)]
    return "\n".join([*lines, *_more(result), _summary(result)])


def as_html(result: RunResult) -> str:
    """A table of the findings, and their number."""
    from html import escape

    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in _rows(result))
    head = "<tr><th>place</th><th>severity</th><th>rule</th><th>message</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else ""
    return table + "".join(f"<p>{escape(line)}</p>" for line in (*_more(result), _summary(result)))


def _cell(text: str) -> str:
    from html import escape  # with all entities of HTML

    return f"<td style='text-align: left'>{escape(text)}</td>"


def _rows(result: RunResult) -> Iterator[tuple[str, str, str, str]]:
    for finding in result.findings[:MOST]:
        name = f"{finding.code} [{finding.name}]"
        yield _where(finding), finding.severity.value, _printable(name), _printable(finding.message)


def _where(finding: Finding) -> str:
    place, path = finding.place, finding.place.path
    below = path.removeprefix(os.path.join(os.getcwd(), ""))
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return f"{_printable(below)}{cell}:{place.span.line}:{place.span.column}"


def _more(result: RunResult) -> list[str]:
    number = len(result.findings) - MOST
    return [f"… and {number} more"] if number > 0 else []


def _summary(result: RunResult) -> str:
    levels = Counter(finding.severity.value for finding in result.findings)
    counted = ", ".join(f"{levels[level]} {level}" for level in ("error", "warning", "info") if levels[level])
    fixed = f"; {len(result.fixed)} fixed" if result.fixed else ""
    found = f"{len(result.findings)} found ({counted})" if counted else "nothing found"
    return f"{len(result.files)} checked, {found}{fixed}"


def _printable(text: str) -> str:
    """One line of text without control characters or bidirectional overrides, shortened if it is long."""
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in cut
    )
