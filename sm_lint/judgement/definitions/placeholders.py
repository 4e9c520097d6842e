"""Texts that stand for a value which a template, or the user of a file, fills in."""

from __future__ import annotations

from sm_lint.patterns import regex

_PLACEHOLDER = regex(
    r"<[^<>\n]*>|\{\{(?:(?!\{\{|\}\}).)*\}\}|\$\{?\w|%\w+%|\[[^\[\]\n]*\]|\.\.\.|…|\*\*|#\{|__\w+__"
    r"|(?i:(?<![a-z])(?:your|todo|fixme|xxx+|placeholder|change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with)|insert|enter|fill)(?![a-z]))"
)


def has_placeholder(text: str) -> bool:
    """Whether a value, such as `${instance_type}` or `<your-name>`, is still to be filled in, as a whole or in part."""
    return _PLACEHOLDER.search(text) is not None


_NAME = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def is_placeholder_name(text: str) -> bool:
    """Whether a value is written as a name in capitals, such as `TRAINING_INSTANCE_TYPE`, for which another is put in."""
    return _NAME.fullmatch(text) is not None


_UNFINISHED = regex(
    r"(?im)^[^#\n]*#[^\n]*(?:\btodo\b|\bfixme\b|\bfill[ -]?in\b|\byour (?:code|own|answer|options)\b)|#[ \t]*(?:\.\.\.|…)[ \t]*$"
)


def is_unfinished(code: str | None) -> bool:
    """Whether a comment within a call says that arguments are still to be written, as exercises and templates do."""
    return code is not None and _UNFINISHED.search(code) is not None
