"""Reads TOML files, with the place of every key and value.

tomli provides no positions. :class:`Document` locates keys and values only on demand, so a run without mistakes never
does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.syntax.span import START, Place, Problem, Span
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.config.locate import Entry

Key = str | int
KeyPath = tuple[Key, ...]

INVALID = "SMX907"
"""The code for invalid configuration: an option, a flag, a file that is not TOML."""
RENAMED = "SMX908"
"""The code for an option, or a key of a contract, written under a former name."""
LONGEST_MESSAGE = 200

MAX_BYTES = 4 << 20
"""Maximum size; larger files are not read. tomli needs up to 100 times their size, and one second per mebibyte."""
MAX_DIGITS = 400
"""Python may refuse to print a number of more than 640 decimal digits; 400 hexadecimal digits correspond to 482."""

_LINE_END = regex(r"\r\n?|\n")
_LONG_NUMBER = regex(rf"(?:0[xob])?[0-9a-fA-F_]{{{MAX_DIGITS}}}")


@dataclass(slots=True)
class Document:
    """A parsed TOML file.

    Attributes:
        path: absolute path of the file.
        data: its tables, as returned by tomli.
        text: its text with LF line endings.
    """

    path: str
    data: dict[str, object]
    text: str
    _entries: Entry | None = field(default=None, repr=False)
    _lines: list[int] = field(default_factory=list, repr=False)

    def place_of(self, key_path: KeyPath, value: bool = False) -> Place:
        """The place of a key, or with `value` of its value.

        The key of an array element is the element itself. The value of a table with a header is the header. A missing
        path gives the place of its nearest existing ancestor; the empty path gives the start of the file.
        """
        if self._entries is None:
            from sm_lint.config.locate import locate

            self._entries = locate(self.text)
        entry = self._entries
        for part in key_path:
            below = entry.get(part)
            if below is None:
                value = False
                break
            entry = below
        if entry is self._entries:
            return Place(self.path, START)
        return Place(self.path, self.span(*(entry.value if value else entry.key)))

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets of `text`."""
        if not self._lines:
            self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def read_bytes(path: str) -> bytes | Problem:
    """The bytes of a file, or a problem that says why it cannot be read."""
    try:
        return disk.read_file(path, MAX_BYTES)
    except FileNotFoundError:
        return Problem(INVALID, "file not found", Place(path))
    except IsADirectoryError:
        return Problem(INVALID, "expected a TOML file, found a directory", Place(path))
    except OSError as error:
        return Problem(INVALID, f"cannot be read: {error.strerror or error}", Place(path))


def parse(content: bytes, path: str) -> Document | Problem:
    """Parse the bytes of the TOML file at `path`; an error is returned as a problem with its line and column."""
    import tomli

    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(INVALID, "not UTF-8, as TOML has to be", Place(path, _byte_span(content, error.start)))
    if text.startswith("\ufeff"):
        hint = "save the file as UTF-8 without a byte order mark"
        return Problem(INVALID, "begins with a byte order mark, which TOML does not allow", Place(path), hint)
    text = text.replace("\r\n", "\n")
    try:
        document = Document(path, tomli.loads(text), text)
        return (_LONG_NUMBER.search(text) and _long_number(document)) or document
    except tomli.TOMLDecodeError as error:
        message = re.sub(r" \(at (?:line \d+, column \d+|end of document)\)$", "", str(error))
        shown = message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
        return Problem(INVALID, f"not valid TOML: {shown}", Place(path, _error_span(str(error), text)))
    except (RecursionError, ValueError) as error:
        return Problem(INVALID, f"cannot be read as TOML: {error}", Place(path))


def withheld(problem: Problem) -> Problem:
    """The problem of a file outside the project, reduced to its place and kind, without quoting the file."""
    message = re.sub(r"^(not valid TOML|cannot be read as TOML): .*", r"\1", problem.message, flags=re.DOTALL)
    return replace(problem, message=re.sub("`.*`", "`…`", message, flags=re.DOTALL), hint="", contract=None)


def _error_span(message: str, text: str) -> Span:
    """The place that tomli states at the end of its message."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    if found is not None:
        # tomli does not treat a lone carriage return as a line ending; readers and editors do.
        lines = text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    elif message.endswith("(at end of document)"):
        offset = len(text)
    else:
        return START
    line, column = _line_and_column(text[:offset])
    return Span(line, column, line, column)


def _byte_span(content: bytes, offset: int) -> Span:
    line, column = _line_and_column(content[:offset].decode("utf-8"))
    return Span(line, column, line, column + 1)


def _line_and_column(before: str) -> tuple[int, int]:
    """The line and column after a text."""
    lines = _LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1


def _long_number(document: Document) -> Problem | None:
    """The problem of the first number with too many digits."""
    todo: list[tuple[KeyPath, object]] = [((), document.data)]
    while todo:
        path, value = todo.pop()
        if type(value) is int and abs(value) >> 4 * MAX_DIGITS:
            name = ".".join(str(part) for part in path if isinstance(part, str))
            return Problem(INVALID, f"`{name}` is too large a number", document.place_of(path, value=True))
        if isinstance(value, dict):
            todo += [((*path, key), member) for key, member in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), item) for index, item in enumerate(value)]
    return None
