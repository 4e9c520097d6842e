r"""Computes the nesting depth of a text, and whether it may be parsed, before it is parsed.

libcst's native parser is recursive: about 1,200 open brackets overflow the stack and kill the process. Well before
that, its time and memory grow with the square or the cube of the depth; nested `case` patterns cost four times more
with every level. :func:`is_shallow` computes an upper bound in a few passes over the bytes, which is enough for
ordinary files. :func:`measure` reads the others token by token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.syntax.cost import MAX_COST, CostMeter
from sm_lint.syntax.outline import FIELD_DEPTH, Outline, outline
from sm_lint.syntax.tokens import Token, tokens

# CPython's own limit, "too many nested parentheses".
MAX_BRACKETS = 200
# Maximum number of operators, brackets and keywords open in one expression; 2,000 terms of a sum take libcst a second.
MAX_DEPTH = 2_000
# Maximum number of nested brackets in one `case` pattern: 8 cost 0.2 s, 12 cost a minute.
MAX_PATTERN = 8
# Maximum weight of all pattern tokens of a file, each counted 4 to the power of its depth; libcst takes about 2 µs per
# unit.
MAX_BRANCHES = 2_000_000
# Maximum number of `elif` in a file: each may be a level of recursion.
MAX_ELIF = 20_000
# Up to this depth, the stack of any main thread suffices.
SHALLOW_DEPTH = 400
SHALLOW_BRACKETS = 30
SHALLOW_ELIF = 300

_LETTERS = bytes(code for code in range(256) if chr(code).isalnum() or code == ord("_") or code >= 128)
_GROUP = regex(rb"\(([^()]*)\)")
_CASE = regex(rb"^[ \t\f]*case\b", re.MULTILINE)
_PREFIXES = ((b"lambda", b"--"), (b"await", b"-"), (b"else", b"-"), (b"not", b"-"))
_NO_PREFIX = b"o \n()\x01"


def _skeleton_table() -> bytes:
    """Map brackets to round ones, separators to commas, line ends to newlines, prefix operators to `p`, others to `o`."""
    table = bytearray(b"o" * 256)
    for plain, characters in {"(": "([{", ")": ")]}", ",": ",;", "\n": "\r\n", " ": " \t\f", "p": "-+~*"}.items():
        for character in characters:
            table[ord(character)] = ord(plain)
    return bytes(table)


_SKELETON = _skeleton_table()


class Nesting(NamedTuple):
    """Upper bounds of the nesting of a text.

    Attributes:
        depth: operators, brackets and keywords open in one expression.
        chain: those of them that precede their operand, or take everything that follows as one operand: ``-``, ``not``,
            ``**``.
    """

    depth: int
    chain: int


def is_shallow(text: str) -> bool:
    """Whether a text certainly fits the ordinary stack."""
    sketch = outline(text)
    return sketch is not None and nesting(sketch) is not None


def nesting(sketch: Outline) -> Nesting | None:
    """The nesting of a text; None if it may exceed the ordinary stack.

    An expression can only nest through brackets, and through operators and spaces (between keywords) between two
    commas. The innermost brackets are removed repeatedly; the sum of the longest stretches over all rounds is an upper
    bound.
    """
    raw, code = sketch.raw, sketch.code
    if raw.count(b"elif") > SHALLOW_ELIF or (b"case" in raw and _CASE.search(raw)):
        return None
    for keyword, mark in _PREFIXES:
        code = code.replace(keyword, mark)
    skeleton = code.replace(b" " * 4, b" ").replace(b" " * 2, b" ").translate(_SKELETON, _LETTERS)
    skeleton = skeleton.replace(b"()", b"o")  # calls and the like, without the regular expression
    depth = FIELD_DEPTH + 1
    chain = 0
    for _ in range(SHALLOW_BRACKETS):
        parts = _GROUP.split(skeleton)  # every other element is the content of a pair of brackets
        if len(parts) == 1:
            break
        within = b",".join(parts[1::2])
        depth += 1 + _longest(within)
        chain += _longest(within.translate(None, _NO_PREFIX))
        skeleton = b"o".join(parts[::2])
    else:
        return None
    open_brackets = skeleton.count(b"(")
    lines = skeleton.replace(b"\n", b",").replace(b"(", b",")
    depth += (open_brackets + 1) * (1 + _longest(lines))
    chain += (open_brackets + 1) * _longest(lines.translate(None, _NO_PREFIX))
    return Nesting(depth, chain) if open_brackets <= SHALLOW_BRACKETS and depth <= SHALLOW_DEPTH else None


def _longest(skeleton: bytes) -> int:
    """The length of the longest stretch without a comma."""
    return max(map(len, skeleton.split(b",")))


_WEIGHTS = {
    **dict.fromkeys(("not", "and", "or", "in", "is", "if", "else", "for", "await", "yield", "async", "from"), 1),
    "lambda": 2,
}
_OPEN_WEIGHT = 2
_LEVEL_WEIGHT = 5


class Measured(NamedTuple):
    """The result of reading the tokens of a text.

    Attributes:
        excess: the first place where it exceeds a limit of the parser, as (offset, reason); None if there is none.
        depth: maximum nesting up to that place.
        cost: estimated bytes for parsing, up to that place.
    """

    excess: tuple[int, str] | None
    depth: int
    cost: int


def measure(text: str) -> Measured:
    """Read the tokens of a text up to the first place that exceeds a limit of the parser.

    A malformed text is measured up to the point where its tokens end; the parser rejects it before recursing.
    """
    if text.count("elif") > MAX_ELIF:
        return Measured((text.index("elif"), f"nested too deep to be parsed: more than {MAX_ELIF} elif branches"), 0, 0)
    return _Meter(text, patterns=re.search(r"\bmatch\b", text) is not None).measure()


def too_deep(text: str) -> tuple[int, str] | None:
    """The first place where a text is too deeply nested or too large to be parsed, as (offset, reason)."""
    return measure(text).excess


class _Meter:
    """Tracks the nesting of the tokens of a text.

    Attributes:
        weights: weight of every open bracket since its last comma, starting with the file itself.
        depth: sum of the weights.
        after_string: whether the last token was a string, or ended an f-string's text before its first field.
        deepest: maximum of `depth`.
        branches: number of alternatives that the parser may try for the patterns so far.
        cost: estimates the memory of the parser.
    """

    def __init__(self, text: str, *, patterns: bool) -> None:
        self.text = text
        self.weights = [0]
        self.depth = 0
        self.line_begins = True
        self.patterns = patterns
        self.in_pattern = False
        self.after_string = False
        self.deepest = 0
        self.branches = 0
        self.cost = CostMeter(text)

    def measure(self) -> Measured:
        excess = None
        for token in tokens(self.text):
            self.cost.take(token, self.depth)
            self.take(token)
            reason = self.reason()
            if reason:
                excess = token.start, reason
                break
            self.line_begins = token.kind == "newline" and len(self.weights) == 1
            if token.kind not in ("comment", "newline"):
                self.after_string = token.kind == "string"
        return Measured(excess, self.deepest, self.cost.cost)

    def reason(self) -> str:
        brackets = len(self.weights) - 1
        self.deepest = max(self.deepest, self.depth)
        if self.in_pattern:
            self.branches += 4 ** min(brackets, MAX_PATTERN)
        if brackets > MAX_BRACKETS:
            what = f"more than {MAX_BRACKETS} nested brackets"
        elif self.in_pattern and brackets > MAX_PATTERN:
            what = f"a case pattern with more than {MAX_PATTERN} nested brackets"
        elif self.branches > MAX_BRANCHES:
            what = "too many case patterns with nested brackets"
        elif self.depth > MAX_DEPTH:
            what = f"an expression of more than {MAX_DEPTH} chained operators and brackets"
        elif self.cost.cost > MAX_COST:
            return f"too much code to be parsed: that would take more than {MAX_COST >> 20} MiB of memory"
        else:
            return ""
        return f"nested too deep to be parsed: {what}"

    def take(self, token: Token) -> None:
        outermost = len(self.weights) == 1
        match token.kind:
            case "open":
                self.add(_OPEN_WEIGHT)
                self.weights.append(0)
                self.add(_LEVEL_WEIGHT)
            case "close":
                if not outermost:
                    self.depth -= self.weights.pop()
            case "separator":
                self.reset()
            case "newline":
                if outermost:
                    self.reset()
            case "word":
                self.word(self.text[token.start : token.end])
            case "comment":
                return
            case "string" if self.after_string:
                # A string that continues another one. libcst nests those as well, but cheaply, and has its own limit.
                return
            case _:
                self.in_pattern = self.in_pattern and not (outermost and token.kind == "colon")
                self.add(1)

    def word(self, word: str) -> None:
        if len(self.weights) == 1:
            if self.line_begins and word == "case":
                self.in_pattern = self.patterns
            elif word == "if":
                self.in_pattern = False
        self.add(_WEIGHTS.get(word, 0))

    def add(self, weight: int) -> None:
        self.weights[-1] += weight
        self.depth += weight

    def reset(self) -> None:
        keep = _LEVEL_WEIGHT if len(self.weights) > 1 else 0
        self.depth -= self.weights[-1] - keep
        self.weights[-1] = keep
