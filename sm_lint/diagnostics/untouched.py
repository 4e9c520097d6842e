"""Does an edited text read as before wherever it was not edited?

A quote that is not closed, a bracket, or a word that grows together with its neighbour changes the meaning of what is
outside the edit, and may parse all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sm_lint.diagnostics.edits import Replacement
from sm_lint.syntax.tokens import Token, tokens


def same_tokens_outside(before: str, after: str, changes: Sequence[Replacement]) -> bool:
    """Are the tokens outside replacements the same as before?

    A token that an edit begins or ends in may change, but its ends stay where they are.

    Args:
        before: a Python text; what is not Python in a notebook's cell is blanked out.
        after: the text with the replacements.
        changes: in the order of the text, none of which overlap.
    """
    old = list(tokens(before))
    stretches = _stretches(old, changes)
    kept = _kept(old, [(start, end) for start, end, _ in stretches])
    moved = []
    shift = 0
    pending = iter([*stretches, (len(before) + 1, len(before) + 1, 0)])
    _, end, growth = next(pending)
    for token in kept:
        while token.start >= end:
            shift += growth
            _, end, growth = next(pending)
        moved.append(Token(token.kind, token.start + shift, token.end + shift))
    return moved == _kept(list(tokens(after)), list(_after(stretches)), strict=True)


Stretch = tuple[int, int, int]
"""Start and end of a part of a text that is edited, and how many characters longer it becomes."""


def _stretches(found: Sequence[Token], changes: Sequence[Replacement]) -> list[Stretch]:
    """The parts of the text that are edited, each widened to the tokens that it begins or ends in."""
    stretches: list[Stretch] = []
    index = 0
    for change in changes:
        start, end = change.start, change.end
        while index < len(found) and found[index].end < start:
            index += 1
        for position in range(index, len(found)):
            token = found[position]
            if token.start >= end and token.start >= start:
                break
            # What is written directly behind a comment is part of it.
            if token.end > start or (token.kind == "comment" and token.end == start):
                start, end = min(start, token.start), max(end, token.end)
        growth = len(change.content) - (change.end - change.start)
        if stretches and start < stretches[-1][1]:
            before, last, grown = stretches.pop()
            start, end, growth = min(start, before), max(end, last), grown + growth
        stretches.append((start, end, growth))
    return stretches


def _after(stretches: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    """Where the edited parts are in the new text."""
    shift = 0
    for start, end, growth in stretches:
        yield start + shift, end + shift + growth
        shift += growth


def _kept(found: Sequence[Token], parts: Sequence[tuple[int, int]], *, strict: bool = False) -> list[Token]:
    """Tokens that lie outside of some parts of the text; if strict, those too that only begin or end in such a part."""
    kept = []
    index = 0
    for token in found:
        while index < len(parts) and parts[index][1] <= token.start:
            index += 1
        inside = index < len(parts) and parts[index][0] < token.end
        reaches_out = inside and (token.start < parts[index][0] or token.end > parts[index][1])
        if not inside or (strict and reaches_out):
            kept.append(token)
    return kept


def same_values_but(before: Any, after: Any, most: int) -> bool:
    """Have two TOML or JSON documents the same keys, and the same values with a few exceptions at most?"""
    one, other = dict(_leaves(before, ())), dict(_leaves(after, ()))
    return one.keys() == other.keys() and sum(one[key] != other[key] for key in one) <= most


def _leaves(document: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """Values that hold no others, with the keys that lead to them; a stack of its own keeps deep documents from failing."""
    pending = [(path, document)]
    while pending:
        keys, value = pending.pop()
        inner: list[tuple[object, Any]] = []
        if isinstance(value, dict):
            inner = list(value.items())
        elif isinstance(value, list):
            inner = list(enumerate(value))
        if inner:
            pending += [((*keys, key), part) for key, part in inner]
        else:
            yield keys, repr(value)
