"""Markdown for hovers: nothing of a linted file can become markup or a link."""

from __future__ import annotations

import os

from sm_lint.links import file_uri
from sm_lint.output.text import one_line
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place

_TICKS = regex("`+")
_SPECIAL = regex(r"([\\`*_{}\[\]()<>#+\-.!|~&])")
MOST = 300
"""Characters of one value that are shown."""


def code(text: str) -> str:
    """A text as inline code."""
    shown = one_line(text)
    shown = shown if len(shown) <= MOST else shown[:MOST] + "…"
    fence = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def plain(text: str) -> str:
    """A text as text."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def link(place: Place, folder: str) -> str:
    """A link to a place, named by its path relative to a folder and its line."""
    name = os.path.relpath(place.path, folder) if place.path.startswith(folder.rstrip(os.sep) + os.sep) else place.path
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return f"[{plain(f'{name}{cell}:{place.span.line}')}]({file_uri(place.path)}#L{place.span.line})"
