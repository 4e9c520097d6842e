"""Estimates the memory that parsing a text takes, before it is parsed.

libcst takes about 2,000 bytes for each token of ordinary code, and up to 100,000 for each token of a deeply nested
expression. Nearly all of it is needed only during parsing; the resulting tree takes a fifth. The weights below are
fitted to the peaks of about 190 shapes of code, so that the estimate exceeded the measurement for every one of them: by
a factor of 1.7 for ordinary code. `docs/limits.md` describes the measurements.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, compress
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.syntax.outline import Outline
from sm_lint.syntax.tokens import Token

if TYPE_CHECKING:
    from sm_lint.syntax.depth import Nesting

MAX_COST = 320 << 20
"""Maximum estimated bytes for parsing one text; the whole process then stays below 400 MiB."""
# Bytes for each token by its kind; a line is the end of a statement.
WORD = 1_800
STRING = 7_600
COMMENT = 70
LINE = 6_400
NEWLINE = 300
OPEN = 3_800
SEPARATOR = 2_200
OPERATOR = 2_500
COLON = 300
CHARACTER = 10
# Additional bytes for each token, by its context.
BRACKET = 1_550
PREFIX = 125
INDENT = 280
LEVEL = 2

_KINDS = {
    "word": WORD,
    "string": STRING,
    "open": OPEN,
    "close": 0,
    "separator": SEPARATOR,
    "colon": COLON,
    "operator": OPERATOR,
}
_BEFORE_OPERANDS = frozenset(
    [
        "not",
        "and",
        "or",
        "in",
        "is",
        "if",
        "else",
        "return",
        "yield",
        "lambda",
        "await",
        "assert",
        "del",
        "for",
        "while",
        "elif",
        "with",
        "from",
        "case",
        "print",
    ]
)
_PREFIX_WORDS = {"not": 1, "else": 1, "await": 1, "lambda": 2}


def _classes() -> bytes:
    """One letter for each byte of an outline: the kind of token that it belongs to."""
    table = bytearray(b"o" * 256)
    for kind, characters in {
        "(": b"([{",
        ")": b")]}",
        ",": b",;",
        "\n": b"\r\n",
        " ": b" \t\f",
        ":": b":",
        "s": b"\x01",
    }.items():
        for character in characters:
            table[character] = ord(kind)
    for code in range(256):
        if chr(code).isalnum() or code == ord("_") or code >= 128:
            table[code] = ord("w")
    return bytes(table)


_CLASSES = _classes()
_STEP = bytes({ord("("): 1, ord(")"): 255}.get(code, 0) for code in range(256))
_IS_NEWLINE = bytes(code == ord("\n") for code in range(256))
_BLOCK = regex(rb":[\s\x01]*[\r\n]([ \t\f]*)")


def bound(sketch: Outline, nesting: Nesting) -> int:
    """An upper bound of the bytes for parsing a text; for ordinary code about two and a half times the actual use.

    A value above :data:`MAX_COST` may omit a part of the text.
    """
    code = sketch.code.translate(_CLASSES)
    for run in (8, 4, 2, 2):  # words become one letter each, or very few
        code = code.replace(b"w" * run, b"w")
    code = code.translate(None, b" ")
    newlines = code.count(b"\n")
    for _ in range(4):
        code = code.replace(b"\n\n", b"\n")
    words, opens, operators = code.count(b"w"), code.count(b"("), code.count(b"o")
    separators, colons = code.count(b","), code.count(b":")
    tokens = words + sketch.strings + 2 * opens + operators + separators + colons
    cost = (
        WORD * words
        + STRING * sketch.strings
        + COMMENT * sketch.comments
        + NEWLINE * newlines
        + OPEN * opens
        + SEPARATOR * separators
        + OPERATOR * operators
        + COLON * colons
        + CHARACTER * len(sketch.raw)
        + tokens * (PREFIX * nesting.chain + INDENT * len(set(_BLOCK.findall(sketch.code))))
        + sum(map(_template, sketch.templates))
    )
    if cost > MAX_COST:
        return cost
    depths = list(accumulate(array("b", code.translate(_STEP))))
    if depths and min(depths) < 0:
        return MAX_COST + 1  # not well formed; this method gives no bound
    return cost + BRACKET * sum(depths) + LINE * list(compress(depths, code.translate(_IS_NEWLINE))).count(0)


def _template(text: bytes) -> int:
    """The maximum that an f-string adds to one without fields."""
    code = text.translate(_CLASSES)
    fields = code.count(b"(")
    tokens = len(code.translate(None, b" \n")) - code.count(b"ww")
    return fields * (STRING + OPEN) + tokens * (OPERATOR + BRACKET * min(fields, 80) + PREFIX * code.count(b"o"))


class CostMeter:
    """Estimates the cost token by token: more precise than :func:`bound`, and ten times slower.

    Attributes:
        cost: bytes for the tokens so far.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.cost = CHARACTER * len(text.encode("utf-8", "surrogatepass"))
        self.chains = [0]
        self.chained = 0
        self.indents = [0]
        self.begun = False
        self.operand = False
        self.line_start = 0

    def take(self, token: Token, depth: int) -> None:
        """Add a token.

        Args:
            token: the next one.
            depth: weight of everything that the expression has open, as counted by :mod:`~sm_lint.syntax.depth`.
        """
        kind = token.kind
        brackets = len(self.chains) - 1
        if kind == "comment":
            self.cost += COMMENT
            return
        if kind == "newline":
            self.cost += LINE if self.begun and not brackets else NEWLINE
            if not brackets:
                self.begun = self.operand = False
                self.reset()
            self.line_start = token.end
            return
        if not self.begun and not brackets:
            self.begun = True
            self.indent(len(self.text[self.line_start : token.start].expandtabs()))
        around = BRACKET * brackets + PREFIX * self.chained + INDENT * (len(self.indents) - 1)
        self.cost += _KINDS[kind] + around + LEVEL * depth
        self.push(token)

    def push(self, token: Token) -> None:
        """Update the stack of open constructs after a token."""
        match token.kind:
            case "open":
                self.chains.append(0)
                self.operand = False
            case "close":
                if len(self.chains) > 1:
                    self.chained -= self.chains.pop()
                self.operand = True
            case "separator":
                self.reset()
                self.operand = False
            case "word":
                word = self.text[token.start : token.end]
                self.add(_PREFIX_WORDS.get(word, 0))
                self.operand = word not in _BEFORE_OPERANDS
            case "operator":
                operator = self.text[token.start : token.end]
                if operator == "**" or (operator in "-+~*" and not self.operand):
                    self.add(1)
                self.operand = False
            case _:
                self.operand = token.kind == "string"

    def indent(self, width: int) -> None:
        """Begin a statement at a column."""
        while self.indents[-1] > width:
            self.indents.pop()
        if self.indents[-1] < width:
            self.indents.append(width)

    def add(self, weight: int) -> None:
        """Add an operator that waits for its operand."""
        self.chains[-1] += weight
        self.chained += weight

    def reset(self) -> None:
        """End the expression within the innermost brackets."""
        self.chained -= self.chains[-1]
        self.chains[-1] = 0
