"""The values of literals; libcst asks Python's own parser for each of them, which costs more than parsing it did."""

from __future__ import annotations

import libcst as cst


def string_value(node: cst.SimpleString) -> str | bytes:
    """What a string literal stands for.

    Raises:
        ValueError, SyntaxError, MemoryError: it is none, such as one with a broken escape.
    """
    text = node.value
    first = text[0]
    if first not in "\"'":
        if first not in "rR" or text[1] not in "\"'" or "\r" in text:
            return node.evaluated_value
        return _between_quotes(text[1:])
    if "\r" in text:
        return node.evaluated_value
    if "\\" not in text:
        return _between_quotes(text)
    return _between_quotes(text).encode("ascii").decode("unicode-escape") if text.isascii() else node.evaluated_value


def text_value(node: cst.SimpleString) -> str | None:
    """The text that a string literal stands for; None for bytes, and for a literal that stands for nothing."""
    try:
        value = string_value(node)
    except (ValueError, SyntaxError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def _between_quotes(text: str) -> str:
    width = 3 if text.startswith(text[0] * 3) and len(text) >= 6 else 1
    return text[width:-width]


MAX_DIGITS = 300
"""Digits of a number whose value is worked out. Python refuses to write numbers of more than 640 at the least."""


def number_value(node: cst.Integer | cst.Float) -> int | float:
    """What a number literal stands for.

    Raises:
        ValueError: it is none, or has more than :data:`MAX_DIGITS` digits.
    """
    if len(node.value) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    return int(node.value, 0) if type(node) is cst.Integer else float(node.value)
