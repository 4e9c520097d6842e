"""One break of one thing."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from seeded.source import Source
from sm_lint.diagnostics.finding import Edit
from sm_lint.jobs.definition.model import Setting
from sm_lint.syntax.span import Place, Span


@dataclass(frozen=True)
class Mutant:
    """What is broken, where, and the names by which a finding may speak of it.

    Attributes:
        kind: which operator made it.
        side: ``definition`` or ``script``.
        edits: what changes, all in one file.
        names: texts of which a finding must hold one; upper and lower case count alike.
    """

    kind: str
    side: str
    edits: tuple[Edit, ...]
    names: tuple[str, ...]


def misspelled(name: str) -> str:
    """A name with its first letter doubled: no abbreviation of it, and none of which it is one."""
    bare = name.lstrip("-_")
    return name[: len(name) - len(bare)] + bare[:1] + bare


def misspelled_path(path: str, depth: int | None = None) -> str:
    """A path with one component misspelled: the last one, or the one that ends a prefix of so many components."""
    parts = path.rstrip("/").split("/")
    position = (depth or len(parts)) - 1
    parts[position] = misspelled(parts[position])
    return "/".join(parts)


def edit(source: Source, node: ast.expr | ast.keyword, content: str) -> Edit:
    """Put another text in place of a node."""
    return Edit(source.place(node), content, source.written(node))


def reworded(source: Source, literal: ast.Constant, value: str) -> Edit:
    """Put another text between the quotes of a literal."""
    written = source.written(literal)
    return edit(source, literal, written[0] + value + written[-1])


def removed(source: Source, elements: Sequence[ast.expr], index: int, start: ast.expr | None = None) -> Edit:
    """Take one element out of a list or mapping, with the comma beside it.

    Args:
        source: the text that it is in.
        elements: the elements, or the values of a mapping.
        index: which of them.
        start: where the element begins, if not with itself: the key of a mapping.
    """
    first = source.place(start or elements[index])
    last = source.place(elements[index])
    line, column = last.span.end_line, last.span.end_column
    text = next(text for text in source.texts if text.cell == last.cell)
    rest = text.lines[line - 1][column - 1 :]
    if rest.lstrip().startswith(","):
        column += len(rest) - len(rest.lstrip()) + 1
    place = Place(source.path, Span(first.span.line, first.span.column, line, column), last.cell)
    return Edit(place, "", source.between(place))


def literal_of(source: Source, setting: Setting | None, value: str | None = None) -> ast.Constant | None:
    """The literal that gives a setting: the setting itself, or the only one of the file with its text.

    Args:
        source: the definition.
        setting: what is looked for.
        value: the text of a key within the setting.
    """
    if setting is None:
        return None
    text = setting.text if value is None else value
    same = [literal for literal in source.literals() if literal.value == text]
    inside = [literal for literal in same if _holds(setting.place, source.place(literal))]
    if inside:
        return inside[0]
    return same[0] if len(same) == 1 and setting.place.path == source.path else None


def _holds(outer: Place, inner: Place) -> bool:
    return (
        outer.path == inner.path
        and outer.cell == inner.cell
        and outer.span[:2] <= inner.span[:2]
        and inner.span[2:] <= outer.span[2:]
    )


def last_part(path: str) -> str:
    """Last component of a path."""
    return posixpath.basename(path.rstrip("/"))
