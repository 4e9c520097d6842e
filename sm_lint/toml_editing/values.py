"""Keys and values as TOML text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sm_lint.patterns import regex

Plain = str | bool | int | float | list["Plain"] | dict[str, "Plain"]
"""What a contract is made of."""

WIDTH = 120
"""Columns that an array or inline table may take before it is written in several lines."""

_BARE = regex(r"[A-Za-z0-9_-]+")
_CONTROL = regex(r"[\x00-\x08\x0a-\x1f\x7f]")


def key_text(key: str) -> str:
    """A key, quoted where it has to be."""
    return key if _BARE.fullmatch(key) else string_text(key)


def dotted(keys: Iterable[str]) -> str:
    """A dotted key, as in a header."""
    return ".".join(map(key_text, keys))


def string_text(text: str) -> str:
    """A string in double quotes; characters that TOML does not allow in it are escaped."""
    clean = text.encode("utf-8", "backslashreplace").decode("utf-8")
    escaped = json.dumps(clean, ensure_ascii=False)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)


def value_text(value: Plain) -> str:
    """A value on one line: a list as an array, a dictionary as an inline table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key_text(key)} = {value_text(member)}" for key, member in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return repr(value)


def entry_text(key: str, value: Plain) -> str:
    """A line ``key = value``; an array that is too long for one line has its elements on lines of their own."""
    line = f"{key_text(key)} = {value_text(value)}"
    if len(line) <= WIDTH or not isinstance(value, list):
        return line
    rows = "".join(f"    {value_text(item)},\n" for item in value)
    return f"{key_text(key)} = [\n{rows}]"


def printable(text: str) -> str:
    """Text for a comment: on one line, without characters that TOML does not allow there."""
    clean = text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\t", " ")
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", clean)
