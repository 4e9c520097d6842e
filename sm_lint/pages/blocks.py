"""The content of a page, independent of its format; texts are not escaped.

A block is a heading, a paragraph, a list or a table, and consists of pieces of text. Whatever comes from a project is
a piece of its own, so that the renderers escape all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sm_lint.graph.model import Graph
from sm_lint.patterns import regex

Tone = Literal["", "error", "warning", "info", "open", "pass", "none", "quiet"]
_QUOTED = regex(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Text:
    """Prose. `tone` colours it in HTML."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A name, a path or a value, in a fixed-width font."""

    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link.

    Attributes:
        text: what is shown.
        target: a page of the same set, by its key and without a suffix, if `page`; else an address, percent-encoded.
        code: whether the text is shown as code.
    """

    text: str
    target: str
    page: bool = False
    code: bool = False


Piece = Text | Code | Anchor
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a cell is a list of lines, shown below each other. `narrow` if it fits into a narrow window."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The pictures of pipelines."""

    graphs: tuple[Graph, ...]


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        key: name of its file without the suffix; unique within a set, and safe as a file name and in an address.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]


def line(*pieces: Piece | str) -> Line:
    """A line of pieces; plain strings are prose that is not from a project."""
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in pieces)


def cell(*pieces: Piece | str) -> tuple[Line, ...]:
    """A table cell with one line; an empty cell without pieces."""
    return (line(*pieces),) if pieces else ()


def quoted(message: str) -> Iterator[Piece]:
    """A message of the linter, with what it quotes as code."""
    for number, part in enumerate(_QUOTED.split(message)):
        if part:
            yield Code(part) if number % 2 else Text(part)


def joined(parts: Iterable[Iterable[Piece]], between: str = ", ") -> Line:
    """Several runs of pieces with a separator between them."""
    found: list[Piece] = []
    for part in parts:
        if found:
            found.append(Text(between))
        found += part
    return tuple(found)
