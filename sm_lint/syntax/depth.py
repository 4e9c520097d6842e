r"""How deep a text nests, found out before the parser sees it.

libcst's native parser recurses: some 1,200 open brackets overflow the stack and kill the process, and long before that
its time and memory grow with the square or the cube of the depth; nested `case` patterns cost four times more with
every level. :func:`is_shallow` is an upper bound made of a few passes over the bytes, which ordinary files pass.
:func:`too_deep` measures the others token by token.
"""

from __future__ import annotations

import re

from sm_lint.syntax.tokens import Token, tokens

# CPython's own limit, "too many nested parentheses".
MAX_BRACKETS = 200
# Operators, brackets and keywords that one expression may pile up; 2,000 terms of a sum take libcst a second.
MAX_DEPTH = 2_000
# Nested brackets of one `case` pattern: 8 cost 0.2 s, 12 cost a minute.
MAX_PATTERN = 8
# All `elif` of a file: each of them may be a level of recursion.
MAX_ELIF = 20_000
# Up to here the stack of any main thread is enough.
SHALLOW_DEPTH = 400
SHALLOW_BRACKETS = 30
SHALLOW_ELIF = 300


def _f_string(mark: str, text: str, more: str, end: str) -> str:
    """Pattern of an f-string after its first quote; every text matches in one way only, or failing would take forever."""
    field = rf"\{{(?!\{{)(?:{more}|\{{(?:{more}){{0,80}}\}}){{1,80}}\}}"
    return rf"{text}*(?:(?:\\.|\{{\{{|\}}\}}|{mark}|{field}){text}*)*{end}"


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
    "|".join((r"\#[^\r\n]*", r"\\\r?\n", r"\\\r", _opaque('"'), _opaque("'"))).encode(),
    re.DOTALL,
)
_END = b"\x02"
_FIELD_DEPTH = 160  # what the fields of such an f-string may hold at most, one inside another
_LETTERS = bytes(code for code in range(256) if chr(code).isalnum() or code == ord("_") or code >= 128)
_GROUP = re.compile(rb"\(([^()]*)\)")
_CASE = re.compile(rb"^[ \t\f]*case\b", re.MULTILINE)


def _skeleton_table() -> bytes:
    """Brackets become round, separators commas, line ends newlines; all else is `o`."""
    table = bytearray(b"o" * 256)
    for plain, characters in {"(": "([{", ")": ")]}", ",": ",;", "\n": "\r\n", " ": " \t\f"}.items():
        for character in characters:
            table[ord(character)] = ord(plain)
    return bytes(table)


_SKELETON = _skeleton_table()


def is_shallow(text: str) -> bool:
    """Whether a text surely needs no more than the ordinary stack.

    An expression can only nest through brackets and through the operators and spaces (between keywords) that stand
    between two commas. The innermost brackets are taken out again and again; the longest stretches of all rounds
    together are more than any nesting can be.
    """
    raw = text.encode("utf-8", "surrogatepass")
    if raw.count(b"elif") > SHALLOW_ELIF or (b"case" in raw and _CASE.search(raw)):
        return False
    code = _OPAQUE.sub(b"\x01", raw + b"\n" + _END)
    if not code.endswith(_END):
        return False
    skeleton = code.replace(b" " * 4, b" ").replace(b" " * 2, b" ").translate(_SKELETON, _LETTERS)
    skeleton = skeleton.replace(b"()", b"o")  # calls and their like, without the regular expression
    depth = _FIELD_DEPTH + 1
    for _ in range(SHALLOW_BRACKETS):
        parts = _GROUP.split(skeleton)  # every other one is what a pair of brackets holds
        if len(parts) == 1:
            break
        depth += 1 + _longest(b",".join(parts[1::2]))
        skeleton = b"o".join(parts[::2])
    else:
        return False
    open_brackets = skeleton.count(b"(")
    depth += (open_brackets + 1) * (1 + _longest(skeleton.replace(b"\n", b",").replace(b"(", b",")))
    return open_brackets <= SHALLOW_BRACKETS and depth <= SHALLOW_DEPTH


def _longest(skeleton: bytes) -> int:
    """Length of the longest stretch without a comma."""
    return max(map(len, skeleton.split(b",")))


_WEIGHTS = {
    **dict.fromkeys(("not", "and", "or", "in", "is", "if", "else", "for", "await", "yield", "async", "from"), 1),
    "lambda": 2,
}
_OPEN_WEIGHT = 2
_LEVEL_WEIGHT = 5


def too_deep(text: str) -> tuple[int, str] | None:
    """The first place where a text nests deeper than the parser may go, as (offset, reason); None where it does not.

    A text that is not well formed is measured up to the point where its tokens end; the parser refuses it before it
    recurses.
    """
    if text.count("elif") > MAX_ELIF:
        return text.index("elif"), f"more than {MAX_ELIF} elif branches"
    return _Meter(text, patterns=re.search(r"\bmatch\b", text) is not None).measure()


class _Meter:
    """Keeps count of how deep the tokens of a text are.

    Attributes:
        weights: what every open bracket holds since its last comma, the file itself first.
        depth: all of that together.
        after_string: the last token was a string, or ended an f-string's text before its first field.
    """

    def __init__(self, text: str, *, patterns: bool) -> None:
        self.text = text
        self.weights = [0]
        self.depth = 0
        self.line_begins = True
        self.patterns = patterns
        self.in_pattern = False
        self.after_string = False

    def measure(self) -> tuple[int, str] | None:
        for token in tokens(self.text):
            self.take(token)
            reason = self.reason()
            if reason:
                return token.start, reason
            self.line_begins = token.kind == "newline" and len(self.weights) == 1
            if token.kind not in ("comment", "newline"):
                self.after_string = token.kind == "string"
        return None

    def reason(self) -> str:
        brackets = len(self.weights) - 1
        if brackets > MAX_BRACKETS:
            return f"more than {MAX_BRACKETS} nested brackets"
        if self.in_pattern and brackets > MAX_PATTERN:
            return f"a case pattern with more than {MAX_PATTERN} nested brackets"
        if self.depth > MAX_DEPTH:
            return f"an expression of more than {MAX_DEPTH} chained operators and brackets"
        return ""

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
