"""Lines that hold only a backslash, which libcst refuses where CPython takes them for the beginning of the next line."""

from __future__ import annotations

import re
from bisect import bisect_right

from sm_lint.syntax.tokens import tokens

_LONE = re.compile(r"(?:^|(?<=[\r\n]))(?P<indent>[ \t\f]*)(?:\\(?:\r\n?|\n)[ \t\f]*)+")


def joined(text: str) -> str:
    """The text with such lines joined to the next one, which keeps the indentation of the first; strings stay as they are.

    The tokens are those of the text, in other places.
    """
    if "\\\n" not in text and "\\\r" not in text:
        return text
    found = list(tokens(text))
    starts = [token.start for token in found]

    def join(match: re.Match[str]) -> str:
        index = bisect_right(starts, match.start()) - 1
        in_token = index >= 0 and match.start() < found[index].end
        return match.group() if in_token else match["indent"]

    return _LONE.sub(join, text)
