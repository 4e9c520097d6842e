"""The tree of a text, which for a notebook is that of the cells that can be parsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from sm_lint.lint.linking.source_view import SourceView
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Problem

MOST_ATTEMPTS = 20
"""So often a notebook is parsed without yet another cell; each time costs as much as the first."""


class Parsed(NamedTuple):
    """What could be parsed.

    Attributes:
        module: the tree; None where there is none.
        problems: why cells, or the whole text, cannot be parsed, at their places within the text.
    """

    module: ParsedModule | None
    problems: list[Problem]


def parse_view(view: SourceView, parse_text: Callable[[SourceView], ParsedModule]) -> Parsed:
    """Parse a text. Of a notebook the cells that are no Python are blanked out, as the others may still be run.

    Args:
        view: the text.
        parse_text: parses it, or what is left of it.
    """
    problems: list[Problem] = []
    rest = view
    for attempt in range(MOST_ATTEMPTS):
        try:
            return Parsed(parse_text(rest), problems)
        except SyntaxProblem as error:
            # All cells that are at fault are found at once: one after the other would take the square of their number.
            found = (_broken(rest) if attempt == 0 else []) or [error.problem]
        problems += found
        left = rest.without({problem.place.span.line for problem in found})
        if left is None:
            break
        rest = left
    return Parsed(None, problems)


def _broken(view: SourceView) -> list[Problem]:
    """What is wrong with the cells of a notebook that cannot be parsed on their own."""
    if view.container or len(view.parts) < 2:
        return []
    found = []
    for part in view.parts:
        try:
            parse(view.module_path, part.text)
        except SyntaxProblem as error:
            place = error.problem.place
            shift = part.line - 1
            span = place.span._replace(line=place.span.line + shift, end_line=place.span.end_line + shift)
            found.append(replace(error.problem, place=replace(place, span=span)))
    return found
