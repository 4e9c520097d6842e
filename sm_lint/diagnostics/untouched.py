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
    """Whether two TOML or JSON documents have the same keys, and the same values with at most some exceptions."""
    one, other = dict(_leaves(before, ())), dict(_leaves(after, ()))
    return one.keys() == other.keys() and sum(one[key] != other[key] for key in one) <= most


def _leaves(document: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """The leaf values, with the keys that lead to them. An explicit stack prevents failing on deep documents."""
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
