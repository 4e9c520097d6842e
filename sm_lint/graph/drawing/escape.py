"""Escapes names for XML and HTML: they come from untrusted files."""

from __future__ import annotations

from sm_lint.output.text import CI_COMMAND, encodable
from sm_lint.patterns import regex

# Characters that are not allowed in XML in any form.
_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_MARK = regex("[&<>\"']")


def escaped(text: str) -> str:
    """Escape text for content and quoted attributes, in XML and HTML."""
    allowed = _FORBIDDEN.sub("\ufffd", encodable(text))
    marked = _MARK.sub(lambda match: _MARKS[match.group()], allowed)
    return CI_COMMAND.sub(lambda match: f"&#{ord(match.group())};", marked)
