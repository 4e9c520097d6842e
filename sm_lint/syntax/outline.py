r"""Outlines Python source without its strings and comments, in a few passes over the bytes.

:mod:`~sm_lint.syntax.depth` and :mod:`~sm_lint.syntax.cost` compute bounds from it that suffice for ordinary files, in
a small fraction of the time for reading tokens.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.patterns import regex


class Outline(NamedTuple):
    r"""The parts of a text.

    Attributes:
        raw: the text as UTF-8.
        code: everything except strings and comments, with all letters kept: each string is one byte ``\x01``, a comment
            nothing.
        strings: number of strings; adjacent literals are counted separately.
        comments: number of comments.
        templates: the f-strings, without their first quote.
    """

    raw: bytes
    code: bytes
    strings: int
    comments: int
    templates: tuple[bytes, ...]


def _f_string(mark: str, text: str, more: str, end: str) -> str:
    """The pattern of an f-string after its first quote. A text matches in only one way, so there is no backtracking."""
    field = rf"\{{(?!\{{)(?:{more}|\{{(?:{more}){{0,80}}\}}){{1,80}}\}}"
    return rf"({text}*(?:(?:\\.|\{{\{{|\}}\}}|{mark}|{field}){text}*)*{end})"


def _opaque(quote: str) -> str:
    """The pattern of strings with a quote."""
    two = quote * 2
    other = rf"{quote}(?!{two})"
    plain = rf"{two}[^{quote}\\]*(?:(?:\\.|{other})[^{quote}\\]*)*{two}{quote}|[^{quote}\\\r\n]*(?:\\.[^{quote}\\\r\n]*)*{quote}"
    long = _f_string(other, rf"[^{quote}\\{{}}]", rf"[^{quote}{{}}]|{other}", two + quote)
    short = _f_string("(?!)", rf"[^{quote}\\{{}}\r\n]", rf"[^{quote}{{}}\r\n]", quote)
    plain = rf"(?<![fFtT]{quote})(?<![fFtT][rR]{quote})(?:{plain})"
    return rf"{quote}(?:{plain}|{two}{long}|(?!{two}){short}|.*)"


# Comments, continued lines and strings. An f-string matches only if it ends at the same place in every version of
# Python and its fields are short; any other, and an unterminated string, takes the rest of the text. All alternatives
# begin with a literal character, so that the scan can skip ahead.
_OPAQUE = regex(
    "|".join((r"(\#)[^\r\n]*", r"\\\r?\n", r"\\\r", _opaque('"'), _opaque("'"))).encode(),
    re.DOTALL,
)
_STRIDE = _OPAQUE.groups + 1
_END = b"\x02"
FIELD_DEPTH = 160
"""Maximum nesting of fields in an f-string of an outline."""


def outline(text: str) -> Outline | None:
    """The outline of a text; None if that requires reading its tokens, for example for an unterminated string."""
    raw = text.encode("utf-8", "surrogatepass")
    parts = _OPAQUE.split(raw + b"\n" + _END)
    if not parts[-1].endswith(_END):
        return None
    comments = parts[1::_STRIDE]
    code = parts[:1]
    for comment, plain in zip(comments, parts[_STRIDE::_STRIDE]):
        code += (plain,) if comment else (b"\x01", plain)
    hashes = len(comments) - comments.count(None)
    templates = [
        part for group in range(2, _STRIDE) for part in parts[group::_STRIDE] if part is not None and b"{" in part
    ]
    return Outline(raw, b"".join(code)[: -len(_END)], len(comments) - hashes, hashes, tuple(templates))
