"""Lines with only a backslash, which libcst misreads where CPython takes them for the beginning of the next line."""

from __future__ import annotations

import re
from bisect import bisect_right

from sm_lint.patterns import regex
from sm_lint.syntax.tokens import tokens

_LONE = regex(r"(?:^|(?<=[\r\n]))[ \t\f]*(?:\\(?:\r\n?|\n)[ \t\f]*)+")

_END = regex(r"\\(?:\r\n?|\n)")


def joined(text: str) -> str:
    """The text with such lines joined to the next one, indented as Python reads it; strings are kept.

    The tokens are unchanged, but their positions differ.
    """
    if ("\\\n" not in text and "\\\r" not in text) or not _LONE.search(text):
        return text
    found = list(tokens(text))
    starts = [token.start for token in found]

    def join(match: re.Match[str]) -> str:
        index = bisect_right(starts, match.start()) - 1
        in_token = index >= 0 and match.start() < found[index].end
        return match.group() if in_token else _indentation(match.group())

    return _LONE.sub(join, text)


def _indentation(lines: str) -> str:
    """The indentation of continued lines: that of the first indented one, after its last form feed."""
    indents = (line.rpartition("\f")[2] for line in _END.split(lines))
    return next(filter(None, indents), "")
