"""Texts that stand for a value which a template, or the user of a file, fills in."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"<[^<>\n]*>|\{\{(?:(?!\{\{|\}\}).)*\}\}|\$\{?\w|%\w+%|\[[^\[\]\n]*\]|\.\.\.|…|\*\*|#\{|__\w+__"
    r"|(?i:(?<![a-z])(?:your|todo|fixme|xxx+|placeholder|change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with)|insert|enter|fill)(?![a-z]))"
)


def has_placeholder(text: str) -> bool:
    """Whether a value, such as `${instance_type}` or `<your-name>`, is still to be filled in, as a whole or in part."""
    return _PLACEHOLDER.search(text) is not None
