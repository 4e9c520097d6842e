r"""Python source without its strings and comments, made of a few passes over the bytes.

:mod:`~sm_lint.syntax.depth` and :mod:`~sm_lint.syntax.cost` work out bounds from it, which ordinary files satisfy, at a
small share of the time that reading tokens takes.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Outline(NamedTuple):
    r"""A text by its parts.

    Attributes:
        raw: the text as UTF-8.
        code: what is neither string nor comment, without letters taken away: each string is one byte ``\x01``, a comment
            nothing.
        strings: how many strings there are, those that are written behind each other counted one by one.
        comments: how many comments there are.
        templates: the f-strings, without their first quote.
    """

    raw: bytes
    code: bytes
    strings: int
    comments: int
    templates: tuple[bytes, ...]


def _f_string(mark: str, text: str, more: str, end: str) -> str:
    """Pattern of an f-string after its first quote; every text matches in one way only, or failing would take forever."""
    field = rf"\{{(?!\{{)(?:{more}|\{{(?:{more}){{0,80}}\}}){{1,80}}\}}"
    return rf"({text}*(?:(?:\\.|\{{\{{|\}}\}}|{mark}|{field}){text}*)*{end})"


def _opaque(quote: str) -> str:
    """Pattern of the strings with a quote."""
    two = quote * 2
    other = rf"{quote}(?!{two})"
    plain = rf"{two}[^{quote}\\]*(?:(?:\\.|{other})[^{quote}\\]*)*{two}{quote}|[^{quote}\\\r\n]*(?:\\.[^{quote}\\\r\n]*)*{quote}"
    long = _f_string(other, rf"[^{quote}\\{{}}]", rf"[^{quote}{{}}]|{other}", two + quote)
    short = _f_string("(?!)", rf"[^{quote}\\{{}}\r\n]", rf"[^{quote}{{}}\r\n]", quote)
    plain = rf"(?<![fFtT]{quote})(?<![fFtT][rR]{quote})(?:{plain})"
    return rf"{quote}(?:{plain}|{two}{long}|(?!{two}){short}|.*)"


# Comments, continued lines and strings. Of f-strings only those that end where every version of Python says so, and
# whose fields are short; others, and strings without an end, take the rest of the text with them. All alternatives
# begin with a plain character, so that the scan can skip ahead.
_OPAQUE = re.compile(
    "|".join((r"(\#)[^\r\n]*", r"\\\r?\n", r"\\\r", _opaque('"'), _opaque("'"))).encode(),
    re.DOTALL,
)
_STRIDE = _OPAQUE.groups + 1
_END = b"\x02"
FIELD_DEPTH = 160
"""What the fields of an f-string of an outline hold at most, one inside another."""


def outline(text: str) -> Outline | None:
    """The outline of a text; None where that takes reading its tokens, as for a string without an end."""
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
