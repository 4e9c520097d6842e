"""Replaces a test file only if it is certain that nothing of a user's is lost."""

from __future__ import annotations

import ast
import hashlib
import inspect
import io
import os
import tokenize
from typing import Literal, NamedTuple

from sm_lint.output.text import one_line
from sm_lint.patterns import regex
from sm_lint.workspace import disk
from sm_lint.workspace.write import write_output

State = Literal["new", "ours", "same", "changed", "foreign"]

_HEADER = regex(
    r"# Written by `sm-lint contract test` from (?P<origin>.*)\.\n# Checksum (?P<sum>[0-9a-f]{16}): [^\n]*\n"
)


_WORDS = frozenset({tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.OP, tokenize.COMMENT})
_PUNCTUATION = frozenset({",", "(", ")"})
MAX_SIZE = 1 << 20
"""Bytes of a test file that may have been written by this tool."""


class TestFile(NamedTuple):
    """A test file.

    Attributes:
        path: absolute path.
        text: its whole text.
    """

    path: str
    text: str


def with_header(body: str, origin: str) -> str:
    """The text of a test file with its header.

    Args:
        body: its text.
        origin: what it is made from: a contract and its place.
    """
    line = "sm-lint replaces this file unless it was changed by more than a formatter."
    return f"# Written by `sm-lint contract test` from {one_line(origin)}.\n# Checksum {_sum(body)}: {line}\n{body}"


def _sum(body: str) -> str:
    """A checksum of the words of a text: a formatter does not change it."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(body).readline))
        words = [_word(token) for token in tokens if token.type in _WORDS and token.string not in _PUNCTUATION]
    except (tokenize.TokenError, SyntaxError, ValueError):
        words = [body]
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _word(token: tokenize.TokenInfo) -> str:
    if token.type != tokenize.STRING:
        return token.string
    return inspect.cleandoc(str(ast.literal_eval(token.string)))


def state(file: TestFile) -> State:
    """What is at the place of a test file.

    Returns:
        ``new`` for nothing, ``same`` for the same words, ``ours`` for a file that was written by this tool and not changed,
        ``changed`` for one that was changed since, ``foreign`` for anything else.
    """
    if not disk.is_file(file.path):
        return "foreign" if disk.exists(file.path) else "new"
    try:
        present = disk.read_file(file.path, MAX_SIZE).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return "foreign"
    present = present.replace("\r\n", "\n")
    header = _HEADER.match(present)
    if header is None:
        return "foreign"
    found = _sum(present[header.end() :])
    if found != header["sum"]:
        return "changed"
    wanted = _HEADER.match(file.text)
    return "same" if wanted is not None and wanted.groups() == header.groups() else "ours"


def write(file: TestFile) -> None:
    """Write a test file in one step, and make its folder.

    Raises:
        OSError: it cannot be written; what was there is unchanged.
    """
    write_output(os.path.abspath(file.path), file.text.encode("utf-8", "surrogatepass"))
