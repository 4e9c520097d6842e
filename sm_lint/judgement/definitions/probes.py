"""Code that asks what an object or a client has before it uses it."""

from __future__ import annotations

import re

from sm_lint.patterns import regex

_ASKS = regex(r"\bisinstance\(|\btype\(")


def is_only_a_value(key: str, text: str) -> bool:
    """Whether a key is written in a text, but as a value alone: the code picks the key among several at run time.

    ``next(name for name in ("Body", "InputBody") if name in members)`` writes both; neither is a keyword, nor the key of a
    dictionary.

    Args:
        key: the key that a call is given.
        text: of the file that makes the call.
    """
    name = re.escape(key)
    if not re.search(rf"""["']{name}["']""", text):
        return False
    as_key = rf"""\b{name}\s*=(?!=)|["']{name}["']\s*(?::|\]\s*=(?!=))|\bsetdefault\(\s*["']{name}["']"""
    return re.search(as_key, text) is None


def is_told_apart(cls: str, text: str) -> bool:
    """Whether a text asks whether something is of a class, by ``isinstance`` or ``type``.

    Args:
        cls: the name of the class, without its module.
        text: of the file.
    """
    named = re.compile(rf"\b{re.escape(cls)}\b")
    asked = ((line, _ASKS.search(line)) for line in text.splitlines())
    return any(match is not None and named.search(line, match.end()) is not None for line, match in asked)
