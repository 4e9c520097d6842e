"""Finds the literals of a Python text that spell a name, directly or through constants."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import libcst as cst

from sm_lint.diagnostics.edits import Lines, split_lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.flow.facts import Site
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.patterns import regex
from sm_lint.server.buffers import Buffers
from sm_lint.server.renaming.names import RenameRefusedError
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Span

# A literal that is not closed, which a text that parses does not have, ends with its line or the text: so the time is linear.
_STRING = regex(
    r"""
      \#[^\r\n]*
    | (?P<prefix>[A-Za-z]{0,2}) (?P<quote>\"{3}|'{3}) (?P<long>(?:[^\\]|\\.)*?) (?:(?P=quote)|\Z)
    | (?P<head>[A-Za-z]{0,2}) (?P<mark>["']) (?P<short>(?:(?!(?P=mark))[^\\\r\n]|\\.)*) (?P=mark)?
    """,
    re.DOTALL | re.VERBOSE,
)
_HOLE = regex(r"\{[^{}]*\}")
_IDENTIFIER = regex(r"[^\W\d]\w*")
MOST_STEPS = 3
"""Constants that lead from one to the next."""


class Piece(NamedTuple):
    """A text that a literal contains; of an f-string, what lies between its holes.

    Attributes:
        source: the text around.
        start: offset of its first character.
        text: as written between the quotes.
    """

    source: Source
    start: int
    text: str


Matches = Callable[[str], bool]


@dataclass(eq=False)
class Source:
    """A Python text whose literals may be edited.

    Attributes:
        module: the parsed text.
        shown: maps a place in it to the place shown to users.
    """

    module: ParsedModule
    shown: Callable[[Place], Place]

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The texts of the literals between two offsets, neither of which lies inside a literal."""
        for found in _STRING.finditer(self.module.text, start, end):
            group = "long" if found["quote"] else "short"
            if found[group] is None:
                continue
            prefix = (found["prefix"] or found["head"] or "").lower()
            if "b" in prefix:
                continue
            position = found.start(group)
            if "f" not in prefix:
                yield Piece(self, position, found[group])
                continue
            for hole in [*_HOLE.finditer(self.module.text, position, found.end(group)), None]:
                stop = hole.start() if hole is not None else found.end(group)
                if stop > position:
                    yield Piece(self, position, self.module.text[position:stop])
                position = hole.end() if hole is not None else stop

    def identifiers(self, start: int, end: int) -> list[str]:
        """The names between two offsets, without those in literals."""
        text = _STRING.sub(lambda found: " " * len(found.group()), self.module.text[start:end])
        return list(dict.fromkeys(_IDENTIFIER.findall(text)))

    def slice(self, node: cst.CSTNode) -> tuple[int, int]:
        """The offsets of a node."""
        return self.lines.slice(self.module.place(node).span)

    def keys(self, start: int, end: int) -> list[cst.BaseExpression]:
        """The keys of the dictionaries, and the keywords of the calls, whose value is between two offsets."""
        return self._keys.get((start, end), [])

    def binding(self, name: str) -> cst.CSTNode | None:
        """The value that a name is assigned, if the text assigns it once only."""
        found = self._bindings.get(name, ())
        return found[0] if len(found) == 1 else None

    def imported(self, name: str) -> tuple[str, str] | None:
        """The last part of the name of the module that a name is imported from, and its name there."""
        return self._imports.get(name)

    def edit(self, start: int, old: str, new: str) -> Edit:
        """The edit that replaces the text at an offset."""
        line = bisect_right(self._starts, start)
        column = start - self._starts[line - 1] + 1
        return Edit(self.shown(Place(self.module.path, Span(line, column, line, column + len(old)))), new, old)

    def locate(self, place: Place) -> tuple[int, int] | None:
        """The offsets of a place as shown; None if it is not in this text."""
        first = self._lines_shown.get((place.path, place.cell, place.span.line))
        last = self._lines_shown.get((place.path, place.cell, place.span.end_line))
        if first is None or last is None:
            return None
        span = Span(first, place.span.column, last, place.span.end_column)
        try:
            return self.lines.slice(span)
        except ValueError:
            return None

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.module.text)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) for line in split_lines(self.module.text)), initial=0))

    @cached_property
    def _lines_shown(self) -> dict[tuple[str, int | None, int], int]:
        found: dict[tuple[str, int | None, int], int] = {}
        for number in range(1, len(self._starts) + 1):
            place = self.shown(Place(self.module.path, Span(number, 1, number, 1)))
            found.setdefault((place.path, place.cell, place.span.line), number)
        return found

    @cached_property
    def _keys(self) -> dict[tuple[int, int], list[cst.BaseExpression]]:
        pairs: list[tuple[cst.BaseExpression, cst.BaseExpression]] = []
        for node in self.module.order.nodes:
            if isinstance(node, cst.DictElement):
                pairs.append((node.value, node.key))
            elif isinstance(node, cst.Arg) and node.keyword is not None:
                pairs.append((node.value, node.keyword))
        self.module.locate([each for pair in pairs for each in pair])
        found: dict[tuple[int, int], list[cst.BaseExpression]] = defaultdict(list)
        for value, key in pairs:
            found[self.slice(value)].append(key)
        return found

    @cached_property
    def _bindings(self) -> dict[str, list[cst.CSTNode]]:
        found: dict[str, list[cst.CSTNode]] = defaultdict(list)
        for node in self.module.order.nodes:
            if isinstance(node, cst.Assign):
                for target in node.targets:
                    if isinstance(target.target, cst.Name):
                        found[target.target.value].append(node.value)
            elif isinstance(node, cst.AnnAssign) and isinstance(node.target, cst.Name) and node.value is not None:
                found[node.target.value].append(node.value)
        return found

    @cached_property
    def _imports(self) -> dict[str, tuple[str, str]]:
        found = {}
        for node in self.module.order.nodes:
            if (
                isinstance(node, cst.ImportFrom)
                and node.module is not None
                and not isinstance(node.names, cst.ImportStar)
            ):
                module = node.module
                last = module.attr.value if isinstance(module, cst.Attribute) else module.value
                for alias in node.names:
                    if isinstance(alias.name, cst.Name) and isinstance(last, str):
                        found[alias.evaluated_alias or alias.name.value] = last, alias.name.value
        return found


def _as_written(place: Place) -> Place:
    return place


class Sources:
    """The Python texts of a project, as far as a name leads to them.

    Args:
        snapshot: the project.
        buffers: the open documents.
    """

    def __init__(self, snapshot: Snapshot, buffers: Buffers) -> None:
        self._snapshot = snapshot
        self._buffers = buffers
        self._known: dict[int, Source] = {}
        self._modules: dict[str, list[ParsedModule]] = defaultdict(list)

    def of(self, analysis: FileAnalysis) -> Source:
        """The text of an analysis."""
        return self._source(analysis.module, analysis.shown)

    def of_module(self, module: ParsedModule) -> Source:
        """The text of a module that a script imports."""
        return self._source(module, _as_written)

    def take(self, modules: Iterable[ParsedModule]) -> None:
        """Take note of modules that constants may be imported from."""
        for module in modules:
            name = module.path.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
            if module not in self._modules[name]:
                self._modules[name].append(module)

    def at_site(self, analysis: FileAnalysis, site: Site) -> tuple[Source, int, int]:
        """The text of a node, and its offsets."""
        source = self.of(analysis) if site.module is analysis.module else self._source(site.module, _as_written)
        return source, *source.slice(site.node)

    def at_place(self, place: Place) -> tuple[Source, int, int] | None:
        """The Python text that a place is in, and its offsets; None if there is none."""
        for analysis in self._snapshot.analyses(place.path):
            source = self.of(analysis)
            found = source.locate(place)
            if found is not None:
                return source, *found
        return None

    def spelled(self, source: Source, start: int, end: int, matches: Matches, steps: int = MOST_STEPS) -> list[Piece]:
        """The literals between two offsets whose text matches; without one, those of the constants named there."""
        direct = [piece for piece in source.pieces(start, end) if matches(piece.text)]
        if direct or not steps:
            return direct
        found = []
        for name in source.identifiers(start, end):
            for other, value in self._values(source, name):
                found += self.spelled(other, *other.slice(value), matches, steps - 1)
        return list(dict.fromkeys(found))

    def text(self, place: Place) -> str:
        """The text of the document, or of the cell, that a place is in.

        Raises:
            RenameRefusedError: it is a cell of a notebook that is not open as one.
        """
        if place.cell is None:
            return self._buffers.text(place.path)
        cell = self._buffers.cell(place.path, place.cell)
        if cell is None:
            raise RenameRefusedError(f"{os.path.basename(place.path)} is not open as a notebook")
        return cell.text

    def raw(self, path: str) -> str:
        """The text of a file as it is stored; that of a notebook is JSON."""
        content = self._buffers.content(path)
        return content.decode("utf-8", "replace") if content is not None else ""

    def _values(self, source: Source, name: str) -> Iterator[tuple[Source, cst.CSTNode]]:
        value = source.binding(name)
        if value is not None:
            yield source, value
            return
        found = source.imported(name)
        if found is None:
            # an attribute of a module or a class: the one module that assigns the name
            owners = [each for group in self._modules.values() for each in group]
            sources = [self._source(each, _as_written) for each in owners]
            having = [each for each in sources if each.binding(name) is not None]
        else:
            having = [self._source(each, _as_written) for each in self._modules.get(found[0], ())]
            name = found[1]
        values = [(each, value) for each in having if (value := each.binding(name)) is not None]
        if len(values) == 1:
            yield values[0]

    def _source(self, module: ParsedModule, shown: Callable[[Place], Place]) -> Source:
        known = self._known.get(id(module))
        if known is None:
            known = self._known[id(module)] = Source(module, shown)
        return known
