r"""How deep a text nests, and whether the parser may be given it, found out before the parser sees it.

libcst's native parser recurses: some 1,200 open brackets overflow the stack and kill the process, and long before that
its time and memory grow with the square or the cube of the depth; nested `case` patterns cost four times more with
every level. :func:`is_shallow` is an upper bound made of a few passes over the bytes, which ordinary files pass.
:func:`measure` takes the others token by token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sm_lint.syntax.cost import MAX_COST, CostMeter
from sm_lint.syntax.outline import FIELD_DEPTH, Outline, outline
from sm_lint.syntax.tokens import Token, tokens

# CPython's own limit, "too many nested parentheses".
MAX_BRACKETS = 200
# Operators, brackets and keywords that one expression may pile up; 2,000 terms of a sum take libcst a second.
MAX_DEPTH = 2_000
# Nested brackets of one `case` pattern: 8 cost 0.2 s, 12 cost a minute.
MAX_PATTERN = 8
# All tokens of the patterns of a file, each counted 4 to the power of its depth: the parser takes some 2 µs for each.
MAX_BRANCHES = 2_000_000
# All `elif` of a file: each of them may be a level of recursion.
MAX_ELIF = 20_000
# Up to here the stack of any main thread is enough.
SHALLOW_DEPTH = 400
SHALLOW_BRACKETS = 30
SHALLOW_ELIF = 300

_LETTERS = bytes(code for code in range(256) if chr(code).isalnum() or code == ord("_") or code >= 128)
_GROUP = re.compile(rb"\(([^()]*)\)")
_CASE = re.compile(rb"^[ \t\f]*case\b", re.MULTILINE)
_PREFIXES = ((b"lambda", b"--"), (b"await", b"-"), (b"else", b"-"), (b"not", b"-"))
_NO_PREFIX = b"o \n()\x01"


def _skeleton_table() -> bytes:
    """Brackets become round, separators commas, line ends newlines; what may stand before an operand is `p`, all else `o`."""
    table = bytearray(b"o" * 256)
    for plain, characters in {"(": "([{", ")": ")]}", ",": ",;", "\n": "\r\n", " ": " \t\f", "p": "-+~*"}.items():
        for character in characters:
            table[ord(character)] = ord(plain)
    return bytes(table)


_SKELETON = _skeleton_table()


class Nesting(NamedTuple):
    """Bounds of how deep a text nests.

    Attributes:
        depth: operators, brackets and keywords that one expression piles up.
        chain: those of them that stand before their operand, or take all that follows as one: ``-``, ``not``, ``**``.
    """

    depth: int
    chain: int


def is_shallow(text: str) -> bool:
    """Whether a text surely needs no more than the ordinary stack."""
    sketch = outline(text)
    return sketch is not None and nesting(sketch) is not None


def nesting(sketch: Outline) -> Nesting | None:
    """How deep a text nests; None where that may be more than the ordinary stack is good for.

    An expression can only nest through brackets and through the operators and spaces (between keywords) that stand
    between two commas. The innermost brackets are taken out again and again; the longest stretches of all rounds
    together are more than any nesting can be.
    """
    raw, code = sketch.raw, sketch.code
    if raw.count(b"elif") > SHALLOW_ELIF or (b"case" in raw and _CASE.search(raw)):
        return None
    for keyword, mark in _PREFIXES:
        code = code.replace(keyword, mark)
    skeleton = code.replace(b" " * 4, b" ").replace(b" " * 2, b" ").translate(_SKELETON, _LETTERS)
    skeleton = skeleton.replace(b"()", b"o")  # calls and their like, without the regular expression
    depth = FIELD_DEPTH + 1
    chain = 0
    for _ in range(SHALLOW_BRACKETS):
        parts = _GROUP.split(skeleton)  # every other one is what a pair of brackets holds
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
    """Length of the longest stretch without a comma."""
    return max(map(len, skeleton.split(b",")))


_WEIGHTS = {
    **dict.fromkeys(("not", "and", "or", "in", "is", "if", "else", "for", "await", "yield", "async", "from"), 1),
    "lambda": 2,
}
_OPEN_WEIGHT = 2
_LEVEL_WEIGHT = 5


class Measured(NamedTuple):
    """What is known of a text whose tokens were read.

    Attributes:
        excess: the first place where it asks more of the parser than it may, as (offset, reason); None where it does not.
        depth: how deep it nests at most, up to that place.
        cost: bytes that parsing it takes, up to that place.
    """

    excess: tuple[int, str] | None
    depth: int
    cost: int


def measure(text: str) -> Measured:
    """Read the tokens of a text up to where they ask too much of the parser.

    A text that is not well formed is measured up to the point where its tokens end; the parser refuses it before it
    recurses.
    """
    if text.count("elif") > MAX_ELIF:
        return Measured((text.index("elif"), f"nested too deep to be parsed: more than {MAX_ELIF} elif branches"), 0, 0)
    return _Meter(text, patterns=re.search(r"\bmatch\b", text) is not None).measure()


def too_deep(text: str) -> tuple[int, str] | None:
    """The first place where a text nests deeper, or is larger, than the parser may be given, as (offset, reason)."""
    return measure(text).excess


class _Meter:
    """Keeps count of how deep the tokens of a text are.

    Attributes:
        weights: what every open bracket holds since its last comma, the file itself first.
        depth: all of that together.
        after_string: the last token was a string, or ended an f-string's text before its first field.
        deepest: the most that it was.
        branches: what the parser may try for the patterns so far.
        cost: adds up the memory that the parser takes.
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
                # One that goes on where another ends. libcst nests those as well, but cheaply, and has a limit of its own.
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
