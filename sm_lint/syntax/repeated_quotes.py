"""Detects quotes and backslashes in the fields of f-strings, which Python accepts only since 3.12."""

from __future__ import annotations

from sm_lint.patterns import regex
from sm_lint.syntax.tokens import tokens

_OPENING = regex(r"([A-Za-z]*)(\"\"\"|'''|\"|')")


def repeated_quotes(text: str) -> int:
    """The number of strings in fields of f-strings that contain the quote of an enclosing f-string, or a backslash.

    Args:
        text: Python source.
    """
    if "{" not in text:
        return 0
    count = 0
    around: list[str] = []  # for each open bracket, the quote of the f-string whose field it is, or an empty string
    entering = ""  # the quote of the f-string whose text ended with the last token
    end = -1
    for token in tokens(text):
        written = text[token.start : token.end]
        if token.kind == "string":
            count += any(quote and (quote in written or "\\" in written) for quote in around)
            entering = _quote_of_open(written)
        elif token.kind == "open":
            around.append(entering if entering and written == "{" and token.start == end else "")
            entering = ""
        elif token.kind == "close":
            quote = around.pop() if around else ""
            entering = quote if quote and not written.endswith(quote) else ""
        else:
            entering = ""
        end = token.end
    return count


def _quote_of_open(written: str) -> str:
    """The quote of a string token that ends at a field and so before the string; empty for a whole string."""
    match = _OPENING.match(written)
    if match is None or not set(match[1]) & set("fFtT"):
        return ""
    quote = match[2]
    whole = len(written) >= match.end() + len(quote) and written.endswith(quote)
    return "" if whole else quote
