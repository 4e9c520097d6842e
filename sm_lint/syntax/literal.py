"""Evaluates literals. libcst calls Python's parser for each of them, which costs more than parsing the literal did."""

from __future__ import annotations

import libcst as cst


def string_value(node: cst.SimpleString) -> str | bytes:
    """The value of a string literal.

    Raises:
        ValueError, SyntaxError, MemoryError: it has no value, for example because of a broken escape.
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
    """The string that a literal denotes; None for bytes, and for a literal without a value."""
    try:
        value = string_value(node)
    except (ValueError, SyntaxError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def _between_quotes(text: str) -> str:
    width = 3 if text.startswith(text[0] * 3) and len(text) >= 6 else 1
    return text[width:-width]


MAX_DIGITS = 300
"""Maximum digits of an evaluated number. Python refuses to print numbers of more than 640 digits at the strictest
setting."""


def number_value(node: cst.Integer | cst.Float) -> int | float:
    """The value of a number literal.

    Raises:
        ValueError: it has no value, or more than :data:`MAX_DIGITS` digits.
    """
    if len(node.value) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    return int(node.value, 0) if type(node) is cst.Integer else float(node.value)
