"""Names in XML and HTML: they come from files that nobody vouches for."""

from __future__ import annotations

import re

from sm_lint.output.text import CI_COMMAND, encodable

# What no XML document may hold, in whatever spelling.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_MARK = re.compile("[&<>\"']")


def escaped(text: str) -> str:
    """Text for content and quoted attributes, of XML as of HTML."""
    allowed = _FORBIDDEN.sub("\ufffd", encodable(text))
    marked = _MARK.sub(lambda match: _MARKS[match.group()], allowed)
    return CI_COMMAND.sub(lambda match: f"&#{ord(match.group())};", marked)
