"""Parses the text of a file; of a notebook, the cells that can be parsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from sm_lint.files.cell_language import other_language
from sm_lint.files.placeholders import fill
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Problem

MOST_ATTEMPTS = 20
"""Maximum number of times that a notebook is parsed with one more cell removed; each attempt costs as much as the
first."""


class Parsed(NamedTuple):
    """The result of parsing.

    Attributes:
        module: the tree; None if nothing could be parsed.
        problems: syntax errors of cells or of the whole text, with their places in the text.
    """

    module: ParsedModule | None
    problems: list[Problem]


def parse_view(view: SourceView, parse_text: Callable[[SourceView], ParsedModule]) -> Parsed:
    """Parse a text. Cells of a notebook that are not valid Python are blanked out, as the others may still be run.

    Placeholders left for the reader to fill in, and cells in another language, are not reported.

    Args:
        view: the text.
        parse_text: parses the text, or the text without some cells.
    """
    problems: list[Problem] = []
    rest = view
    for attempt in range(MOST_ATTEMPTS):
        try:
            return Parsed(parse_text(rest), problems)
        except SyntaxProblem as error:
            problem = error.problem
        if attempt == 0 and view.parts and not view.literal:
            # All invalid cells are found at once; removing them one by one would take quadratic time.
            sorted_out = _written(view) if view.container else _sorted_out(view)
            if sorted_out is not None:
                rest, found = sorted_out
                problems += found
                if rest.text == view.text:
                    break
                continue
        problems.append(problem)
        left = rest.without({problem.place.span.line})
        if left is None:
            break
        rest = left
    return Parsed(None, problems)


def _written(view: SourceView) -> tuple[SourceView, list[Problem]] | None:
    """A script written by cells, with its placeholders filled in; None if it has another syntax error."""
    filled = fill(view.text)
    if filled is None or not _parses(view, filled.text):
        return None
    return (replace(view, text=filled.text) if filled.in_place else view), []


def _sorted_out(view: SourceView) -> tuple[SourceView, list[Problem]] | None:
    """The cells of a notebook that can be parsed on their own, and the problems of the others.

    None if each of them can be parsed on its own.
    """
    texts: dict[int, str] = {}
    left_out: set[int] = set()
    problems = []
    for cell, text in view.cells().items():
        try:
            parse(view.module_path, text)
            continue
        except SyntaxProblem as error:
            problem = error.problem
        first = view.line_of(cell)
        filled = fill(text)
        if filled is not None and _parses(view, filled.text):
            if filled.in_place:
                texts[cell] = filled.text
            else:
                left_out.add(first)
            continue
        left_out.add(first)
        if other_language(view.source(cell)) is None:
            span = problem.place.span
            span = span._replace(line=span.line + first - 1, end_line=span.end_line + first - 1)
            problems.append(replace(problem, place=replace(problem.place, span=span)))
    if not texts and not left_out:
        return None
    rest = view.with_cells(texts)
    return rest.without(left_out) or rest, problems


def _parses(view: SourceView, text: str) -> bool:
    try:
        parse(view.module_path, text)
    except SyntaxProblem:
        return False
    return True
