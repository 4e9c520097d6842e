"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.patterns import regex

CUTOFF = 0.6
"""Lowest similarity of a suggestion, from 0 to 1, where nothing else is asked for."""
_SHORTEST_PART = 4
_PARTS = regex(r"[\W_]+")
LONGEST = 80
"""Characters of a word that are compared: the time grows with the square of its length."""


def suggest(word: str, choices: Iterable[str], cutoff: float = CUTOFF) -> str | None:
    """The choice that resembles a word most; None if none does.

    Case is ignored, and so is the difference between hyphens and underscores. Parts between hyphens that both have at their
    start or end do not make them alike: `experiment_config` is no misspelt `explainer_config`.

    Args:
        word: as it was written.
        choices: the words that are known.
        cutoff: lowest similarity, from 0 to 1.
    """
    import difflib

    folded = {_comparable(choice): choice for choice in choices}
    written = _comparable(word[:LONGEST])
    for close in difflib.get_close_matches(written, list(folded), n=3, cutoff=cutoff):
        first, then = _apart(written, close)
        if not first or not then or one_letter_apart(first, then):
            return folded[close]
        if difflib.SequenceMatcher(None, first, then).ratio() >= cutoff:
            return folded[close]
    return None


def did_you_mean(word: str | None, before: str = "") -> str:
    """The question that messages put a suggestion in, after `before`; empty if there is no suggestion."""
    return f"{before}did you mean `{word}`?" if word else ""


def _comparable(word: str) -> str:
    return word.lower().replace("_", "-")


def _apart(word: str, other: str) -> tuple[str, str]:
    """Two words without the parts that they share at their start and end."""
    first, then = word.split("-"), other.split("-")
    while first and then and first[0] == then[0]:
        first, then = first[1:], then[1:]
    while first and then and first[-1] == then[-1]:
        first, then = first[:-1], then[:-1]
    return "-".join(first), "-".join(then)


def one_letter_apart(word: str, other: str) -> bool:
    """Whether two words differ by one letter added, removed or replaced, or by two letters in the wrong order.

    Case counts; a digit that differs does not make words alike.
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    first, then = word[start:], other[start:]
    while first and then and first[-1] == then[-1]:
        first, then = first[:-1], then[:-1]
    changed = first + then
    if any(letter.isdigit() for letter in changed):
        return False
    return max(len(first), len(then)) <= 1 or (len(first) == 2 and first == then[::-1])


def is_slip(word: str, other: str) -> bool:
    """Whether two names differ by one letter within a part of four letters or more: `step_a` and `step_b` are two names."""
    if not one_letter_apart(word, other):
        return False
    parts, others = _PARTS.split(word), _PARTS.split(other)
    changed = [pair for pair in zip(parts, others) if pair[0] != pair[1]]
    return len(parts) == len(others) and all(min(map(len, pair)) >= _SHORTEST_PART for pair in changed)
