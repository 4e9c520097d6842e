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
    if (first == '"' or first == "'") and "\\" not in text and "\r" not in text:
        width = 3 if text.startswith(first * 3) and len(text) >= 6 else 1
        return text[width:-width]
    return node.evaluated_value


def number_value(node: cst.Integer | cst.Float) -> int | float:
    """What a number literal stands for.

    Raises:
        ValueError, SyntaxError, MemoryError: it is none, such as one of too many digits.
    """
    text = node.value
    if isinstance(node, cst.Integer) and len(text) < 16 and text.isdecimal() and (text[0] != "0" or len(text) == 1):
        return int(text)
    return node.evaluated_value
