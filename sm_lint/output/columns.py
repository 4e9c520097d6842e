"""Converts columns to the units of consumers; internally, columns are code points."""

from __future__ import annotations


def utf16_column(line: str, column: int) -> int:
    """A column in UTF-16 code units, from 1."""
    before = line[: column - 1]
    return column + sum(1 for character in before if character > "\uffff")


def utf8_column(line: str, column: int) -> int:
    """A column in bytes of UTF-8, from 1."""
    before = line[: column - 1]
    return column + len(before.encode("utf-8", "surrogatepass")) - len(before)


def display_width(text: str) -> int:
    """The width of a text on a terminal: two cells for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
