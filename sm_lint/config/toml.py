"""Reading TOML files, with the place of every key and value.

tomli gives data without positions. :class:`Document` finds them afterwards, and only when one is asked for: a run without
mistakes never looks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sm_lint.syntax.span import START, Place, Problem, Span
from sm_lint.workspace import disk

if TYPE_CHECKING:
    from sm_lint.config.locate import Entry

Key = str | int
KeyPath = tuple[Key, ...]

INVALID = "SMX907"
"""A configuration that is wrong: an option, a flag, a file that is no TOML."""
RENAMED = "SMX908"
"""An option, or a key of a contract, that is written by a former name."""
LONGEST_MESSAGE = 200

MAX_BYTES = 4 << 20
"""Larger files are not read: tomli needs up to 100 times their size, and a second for each mebibyte."""


@dataclass(slots=True)
class Document:
    """A TOML file that was read.

    Attributes:
        path: absolute path of the file.
        data: its tables, as tomli gives them.
        text: its text, with every line end made a line feed.
    """

    path: str
    data: dict[str, object]
    text: str
    _entries: Entry | None = field(default=None, repr=False)
    _lines: list[int] = field(default_factory=list, repr=False)

    def place_of(self, key_path: KeyPath, value: bool = False) -> Place:
        """Where a key, or with `value` its value, is written.

        The key of an array's element is the element itself. The value of a table that has a header is that header. For
        a path that is not there, the place of the nearest part above it; for the empty one, the start of the file.
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
    """The bytes of a file, or a problem that says why there are none."""
    try:
        return disk.read_file(path, MAX_BYTES)
    except FileNotFoundError:
        return Problem(INVALID, "file not found", Place(path))
    except IsADirectoryError:
        return Problem(INVALID, "expected a TOML file, found a directory", Place(path))
    except OSError as error:
        return Problem(INVALID, f"cannot be read: {error.strerror or error}", Place(path))


def parse(content: bytes, path: str) -> Document | Problem:
    """Parse the bytes of a TOML file that stands at `path`; a mistake comes back as a problem at its line and column."""
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
        return Document(path, tomli.loads(text), text)
    except tomli.TOMLDecodeError as error:
        message = re.sub(r" \(at (?:line \d+, column \d+|end of document)\)$", "", str(error))
        shown = message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
        return Problem(INVALID, f"not valid TOML: {shown}", Place(path, _error_span(str(error), text)))
    except (RecursionError, ValueError) as error:
        return Problem(INVALID, f"cannot be read as TOML: {error}", Place(path))


def withheld(problem: Problem) -> Problem:
    """A problem of a file outside of the project: its place and kind, without a word of what the file holds."""
    message = re.sub(r"^(not valid TOML|cannot be read as TOML): .*", r"\1", problem.message, flags=re.DOTALL)
    return replace(problem, message=re.sub("`.*`", "`…`", message, flags=re.DOTALL), hint="", contract=None)


def _error_span(message: str, text: str) -> Span:
    """The place that tomli names at the end of its message."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    if found is not None:
        line, column = int(found[1]), int(found[2])
    elif message.endswith("(at end of document)"):
        line, column = text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1
    else:
        return START
    return Span(line, column, line, column)


def _byte_span(content: bytes, offset: int) -> Span:
    line = content.count(b"\n", 0, offset) + 1
    column = len(content[content.rfind(b"\n", 0, offset) + 1 : offset].decode("utf-8", "replace")) + 1
    return Span(line, column, line, column + 1)
