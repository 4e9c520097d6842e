"""Maps offsets in the code that a tree generates to offsets in the text from which it was parsed.

libcst drops some whitespace: a form feed at the start of a line, a line that holds only a backslash, a carriage return
at the end of the text. Code and text then differ in whitespace only, so their common tokens map one to the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from sm_lint.syntax.tokens import tokens

_MARK = "\ufeff"


class Alignment:
    """The tokens that generated code and a text have in common.

    If the tokens differ, offsets after the first difference are not exact; an edit of the text must then check it
    first.
    """

    def __init__(self, code: str, text: str) -> None:
        self._length = len(text)
        found = []
        for (start, end), (real_start, real_end) in zip(_significant(code), _significant(text)):
            if code[start:end] != text[real_start:real_end]:
                break
            found.append((start, end, real_start))
        self._starts = [start for start, _, _ in found]
        self._ends = [end for _, end, _ in found]
        self._moved = [real - start for start, _, real in found]

    def start(self, offset: int) -> int:
        """The offset in the text of something that begins at an offset of the code."""
        index = bisect_right(self._starts, offset) - 1
        return self._at(index, offset)

    def end(self, offset: int) -> int:
        """The offset in the text of something that ends at an offset of the code."""
        index = bisect_left(self._starts, offset) - 1
        return self._at(index, offset)

    def _at(self, index: int, offset: int) -> int:
        """The offset in the text, relative to the last token that begins before it, but never past the next token."""
        real = offset + (self._moved[index] if index >= 0 else 0)
        if index + 1 < len(self._starts) and (index < 0 or offset > self._ends[index]):
            real = min(real, self._starts[index + 1] + self._moved[index + 1])
        return min(real, self._length)


def same_tokens(one: str, other: str) -> bool:
    """Whether two pieces of Python consist of the same tokens, regardless of whitespace."""
    if one == other:
        return True
    first = [one[start:end] for start, end in _significant(one)]
    return bool(first) and first == [other[start:end] for start, end in _significant(other)]


def _significant(text: str) -> list[tuple[int, int]]:
    """The tokens without line endings, which are dropped with empty lines, and byte order marks."""
    return [
        (token.start, token.end)
        for token in tokens(text)
        if token.kind != "newline" and not (token.kind == "operator" and text[token.start] == _MARK)
    ]
