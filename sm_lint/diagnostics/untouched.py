"""Checks that an edited text is tokenized as before wherever it was not edited.

An unclosed quote, a bracket, or a word that merges with its neighbour changes the meaning of the text outside the edit,
and may still parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sm_lint.diagnostics.edits import Replacement
from sm_lint.syntax.tokens import Token, tokens


def same_tokens_outside(before: str, after: str, changes: Sequence[Replacement]) -> bool:
    """Whether the tokens outside the replacements are unchanged.

    A token in which an edit begins or ends may change, but its bounds must stay.

    Args:
        before: a Python text; in a notebook cell, everything that is not Python is blanked out.
        after: the text with the replacements.
        changes: non-overlapping replacements in text order.
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
"""The start and end of an edited part of a text, and by how many characters it grows."""


def _stretches(found: Sequence[Token], changes: Sequence[Replacement]) -> list[Stretch]:
    """The edited parts of the text, each widened to the tokens in which it begins or ends."""
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
            # Text directly after a comment becomes part of it.
            if token.end > start or (token.kind == "comment" and token.end == start):
                start, end = min(start, token.start), max(end, token.end)
        growth = len(change.content) - (change.end - change.start)
        if stretches and start < stretches[-1][1]:
            before, last, grown = stretches.pop()
            start, end, growth = min(start, before), max(end, last), grown + growth
        stretches.append((start, end, growth))
    return stretches


def _after(stretches: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    """The edited parts in the new text."""
    shift = 0
    for start, end, growth in stretches:
        yield start + shift, end + shift + growth
        shift += growth


def _kept(found: Sequence[Token], parts: Sequence[tuple[int, int]], *, strict: bool = False) -> list[Token]:
    """The tokens outside some parts of the text; if strict, also those that only begin or end in such a part."""
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
    """Whether two TOML or JSON documents have the same values with at most some exceptions.

    An exception is another value, or a key or an element of a list, with all that is in it, that one document alone has.
    """
    return _differences(before, after) <= most


def _differences(before: Any, after: Any) -> int:
    """The number of exceptions. An explicit stack prevents failing on deep documents."""
    found = 0
    pending = [(before, after)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            found += len(one.keys() ^ other.keys())
            pending += [(one[key], other[key]) for key in one.keys() & other.keys()]
        elif isinstance(one, list) and isinstance(other, list):
            same = _same_ends(one, other)
            left, right = one[same[0] : len(one) - same[1]], other[same[0] : len(other) - same[1]]
            found += abs(len(left) - len(right))
            pending += zip(left, right)
        elif isinstance(one, dict | list) or isinstance(other, dict | list) or repr(one) != repr(other):
            found += 1
    return found


def _same_ends(one: list[Any], other: list[Any]) -> tuple[int, int]:
    """The number of equal elements at the start and at the end of two lists of unequal length; (0, 0) for others."""
    if len(one) == len(other):
        return 0, 0
    shorter = min(len(one), len(other))
    start = next((index for index in range(shorter) if not _equal(one[index], other[index])), shorter)
    end = 0
    while end < shorter - start and _equal(one[-1 - end], other[-1 - end]):
        end += 1
    return start, end


def _equal(one: Any, other: Any) -> bool:
    try:
        return repr(one) == repr(other)
    except RecursionError:
        return False
