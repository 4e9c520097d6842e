"""Estimates the sizes of the picture's parts without a font: widths are upper estimates, in pixels."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

MONO = 0.61
SANS = 0.6
BOLD = 0.67
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%—…")


def text_width(text: str, size: float, factor: float = MONO) -> float:
    """The width of one line at a font size; `factor` is the width of a typical character relative to the size."""
    return sum(_share(character, factor) for character in text) * size


def _share(character: str, factor: float) -> float:
    if combining(character):
        return 0.0
    if east_asian_width(character) in "WF" or ord(character) > 0x2FFF:
        return 1.1
    if factor == MONO:
        return factor
    if character in _NARROW:
        return factor * 0.62
    return factor * 1.45 if character in _BROAD else factor * (1.15 if character.isupper() else 1.0)


def fitted(text: str, size: float, width: float, factor: float = MONO, end: bool = False) -> str:
    """A text cut to a width, with an ellipsis at its end, or at its start if `end` is set."""
    if text_width(text, size, factor) <= width:
        return text
    left = width - text_width("…", size, factor)
    kept = 0
    for character in reversed(text) if end else text:
        left -= _share(character, factor) * size
        if left < 0:
            break
        kept += 1
    if end:
        rest = text[len(text) - kept :]
        # A path is cut between its components if enough remains.
        cut = rest.find("/")
        return "…" + (rest[cut:] if 0 < cut < len(rest) / 2 else rest)
    return text[:kept] + "…"
