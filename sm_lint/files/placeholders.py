"""Placeholders in code: missing values, names in angle brackets, blocks that contain only comments."""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.syntax.tokens import tokens

_VISIBLE = regex(r"[^\r\n]")
_LINE = regex(r"[^\r\n]*(?:\r\n?|\n|$)")
_NAME = r"<[ \t]*[A-Za-z_~][^<>=\r\n]*>"
# Placeholders in the position of a value, with what may follow them.
_VALUE = regex(
    rf"""(?P<before>(?:[=(\[{{,:]|\b(?:return|yield|in))[ \t]*)
    (?P<blank>{_NAME} | \$\{{?\w+\}}? | %\w+% | \?+ | … | \.{{4,}} | \*{{2,}}(?!\w) | -{{2,}}(?![\w(]))
    (?=[ \t]*(?:[,)\]}}:.\[] | [\r\n] | $))""",
    re.VERBOSE,
)
# An assignment whose value contains a name in angle brackets, or is prose.
_ASSIGNED = regex(
    rf"""^(?P<before>[ \t]*[\w.\[\]]+[ \t]*=[ \t]*(?![ \t]))
    (?P<blank>[^=<\r\n]*(?:<(?![ \t]*[A-Za-z_~])[^=<\r\n]*)*{_NAME}[^\r\n]* | (?!(?:not|lambda|await|yield)\b)[A-Za-z][\w'-]*(?:[ \t]+(?!(?:in|is|and|or|not|if|else|for)\b)[\w'-]+)+ )
    [ \t]*$""",
    re.VERBOSE | re.MULTILINE,
)
# A missing value.
_MISSING = regex(
    r"(?<![=!<>:+*/%&|^-])(?:=(?P<blank>[ \t]*)(?=[,)\]}\r\n]|$)|(?<=S):(?P<item>[ \t]*)(?=[,}]))", re.MULTILINE
)
_HEADER = regex(r"(?P<indent>[ \t]*)(?:\w.*)?:[ \t]*$")
_COMMENT = regex(r"(?P<indent>[ \t]*)#")


class Filled(NamedTuple):
    """A text whose placeholders are filled in.

    Attributes:
        text: the text with a name in place of each placeholder.
        in_place: whether every remaining character keeps its line and column.
    """

    text: str
    in_place: bool


def fill(text: str) -> Filled | None:
    """Insert a name wherever a value or a statement is missing; None if none is.

    The inserted name denotes an unknown value. The caller must check whether the result is valid Python.
    """
    filled, in_place = _with_blocks(text)
    shape = _shape(filled)
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(_blanks(shape)):
        if start < end:
            continue
        pieces += (filled[end:start], "_", " " * (stop - start - 1))
        in_place = in_place and stop > start
        end = stop
    filled = "".join([*pieces, filled[end:]])
    return Filled(filled, in_place) if filled != text else None


def _blanks(shape: str) -> list[tuple[int, int]]:
    """The offsets of placeholders for values."""
    found = [match for pattern in (_ASSIGNED, _VALUE, _MISSING) for match in pattern.finditer(shape)]
    return [match.span("blank" if match["blank"] is not None else "item") for match in found]


def _shape(text: str) -> str:
    """The text with comments blanked out and strings overwritten by one letter, so that patterns match code only."""
    pieces: list[str] = []
    end = 0
    for token in tokens(text):
        start = token.start
        if token.kind in ("close", "colon") and token.end > start + 1 and text[start : token.end] != ":=":
            start += 1  # the token includes text of an f-string
        elif token.kind not in ("comment", "string"):
            continue
        stand_in = " " if token.kind == "comment" else "S"
        pieces += (text[end:start], _VISIBLE.sub(stand_in, text[start : token.end]))
        end = token.end
    return "".join([*pieces, text[end:]])


def _with_blocks(text: str) -> tuple[str, bool]:
    """Replace a comment that is alone in its block by a name; returns whether other characters keep their places."""
    lines = [line for line in _LINE.findall(text) if line]
    bare = [line for line in _LINE.findall(_shape(text)) if line]
    in_place = True
    for number, line in enumerate(bare):
        header = _HEADER.match(line.rstrip("\r\n"))
        if header is None or not line.strip():
            continue
        after = number + 1
        while after < len(bare) and not bare[after].strip():
            after += 1
        comments = [row for row in range(number + 1, after) if _COMMENT.match(lines[row])]
        next_indent = len(bare[after]) - len(bare[after].lstrip(" \t")) if after < len(bare) else 0
        if not comments or next_indent > len(header["indent"]):
            continue
        row = comments[0]
        comment = _COMMENT.match(lines[row])
        indent = header["indent"] + " "
        if comment is not None and len(comment["indent"]) > len(header["indent"]):
            kept = comment["indent"]
            lines[row] = f"{kept}_{_VISIBLE.sub(' ', lines[row][len(kept) + 1 :])}"
        else:
            lines[row] = f"{indent}_{_VISIBLE.sub(' ', lines[row])[len(indent) + 1 :]}"
            in_place = False
            if not lines[row].endswith(("\r", "\n")):
                lines[row] += "\n"
    return "".join(lines), in_place
