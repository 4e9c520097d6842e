"""Code that waits for its reader: values left out, names in angle brackets, blocks of which only the comments are there."""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.syntax.tokens import tokens

_VISIBLE = re.compile(r"[^\r\n]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_NAME = r"<[ \t]*[A-Za-z_~][^<>=\r\n]*>"
# What is written where a value has to be put, and may be followed by.
_VALUE = re.compile(
    rf"""(?P<before>(?:[=(\[{{,:]|\b(?:return|yield|in))[ \t]*)
    (?P<blank>{_NAME} | \$\{{?\w+\}}? | %\w+% | \?+ | … | \.{{4,}} | \*{{2,}}(?!\w) | -{{2,}}(?![\w(]))
    (?=[ \t]*(?:[,)\]}}:.\[] | [\r\n] | $))""",
    re.VERBOSE,
)
# An assignment whose value has a name in angle brackets somewhere, or is words.
_ASSIGNED = re.compile(
    rf"""^(?P<before>[ \t]*[\w.\[\]]+[ \t]*=[ \t]*(?![ \t]))
    (?P<blank>[^=<\r\n]*(?:<(?![ \t]*[A-Za-z_~])[^=<\r\n]*)*{_NAME}[^\r\n]* | (?!(?:not|lambda|await|yield)\b)[A-Za-z][\w'-]*(?:[ \t]+(?!(?:in|is|and|or|not|if|else|for)\b)[\w'-]+)+ )
    [ \t]*$""",
    re.VERBOSE | re.MULTILINE,
)
# A value that is not there at all.
_MISSING = re.compile(
    r"(?<![=!<>:+*/%&|^-])(?:=(?P<blank>[ \t]*)(?=[,)\]}\r\n]|$)|(?<=S):(?P<item>[ \t]*)(?=[,}]))", re.MULTILINE
)
_HEADER = re.compile(r"(?P<indent>[ \t]*)(?:\w.*)?:[ \t]*$")
_COMMENT = re.compile(r"(?P<indent>[ \t]*)#")


class Filled(NamedTuple):
    """A text whose blanks are filled in.

    Attributes:
        text: with a name in place of each blank.
        in_place: every character that stays keeps its line and column.
    """

    text: str
    in_place: bool


def fill(text: str) -> Filled | None:
    """Put a name wherever a text waits for a value or a statement; None for a text that does not.

    The name is that which stands for what is not known. Whether the text is Python then is for the caller to find out.
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
    """Offsets of what stands for values that are to be put in."""
    found = [match for pattern in (_ASSIGNED, _VALUE, _MISSING) for match in pattern.finditer(shape)]
    return [match.span("blank" if match["blank"] is not None else "item") for match in found]


def _shape(text: str) -> str:
    """The text with comments blanked out and strings made of one letter, so that patterns find code alone."""
    pieces: list[str] = []
    end = 0
    for token in tokens(text):
        start = token.start
        if token.kind in ("close", "colon") and token.end > start + 1 and text[start : token.end] != ":=":
            start += 1  # it goes on with the text of an f-string
        elif token.kind not in ("comment", "string"):
            continue
        stand_in = " " if token.kind == "comment" else "S"
        pieces += (text[end:start], _VISIBLE.sub(stand_in, text[start : token.end]))
        end = token.end
    return "".join([*pieces, text[end:]])


def _with_blocks(text: str) -> tuple[str, bool]:
    """A name in the place of a comment that is all there is in its block, and whether all others keep theirs."""
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
