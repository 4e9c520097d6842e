"""Locates the keys and values of a TOML text.

The text is known to be valid, so one linear pass suffices that distinguishes only strings, comments and brackets.
Nesting is kept on an explicit list: no text is too deep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sm_lint.patterns import regex

Range = tuple[int, int]

_BLANK = regex(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = regex(r"[ \t]*")
_STRING = regex(
    r"""
      \"{3} (?: [^"\\] | \\. | "{1,2}(?!") )* "{3,5}
    | '{3} (?: [^'] | '{1,2}(?!') )* '{3,5}
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_BARE_KEY = regex(r"[A-Za-z0-9_-]+")
_SCALAR = regex(r"[^,\]}#\n]*[^,\]}#\s]")
_ESCAPE = regex(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@dataclass(slots=True)
class Entry:
    """A key or an array element: offsets of its key and its value, and the entries below it."""

    key: Range
    value: Range
    below: dict[str | int, Entry] | None = None
    array: bool = False
    """An array of tables: a header refers to its last element."""

    def get(self, name: str | int) -> Entry | None:
        """The child entry with this name or index."""
        return self.below.get(name) if self.below else None

    def child(self, name: str | int, key: Range) -> Entry:
        """The child entry, created with this key range if it is new."""
        if self.below is None:
            self.below = {}
        found = self.below.get(name)
        if found is None:
            found = self.below[name] = Entry(key, key)
        return found

    @property
    def count(self) -> int:
        """The number of child entries."""
        return len(self.below) if self.below else 0


def locate(text: str) -> Entry:
    """The tree of entries of a valid TOML text with LF line endings; the root stands for the whole text."""
    return _Scanner(text).run()


class _Scanner:
    """One pass over the text; `at` is the current offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = Entry((0, 0), (0, len(text)))

    def run(self) -> Entry:
        table = self.root
        while self.skip(_BLANK) < len(self.text):
            before = self.at
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.value(self.keys(table))
            if self.at == before:  # the text is not valid TOML after all: keep what was found
                break
        return self.root

    def skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return self.at

    def header(self) -> Entry:
        """A ``[table]`` or ``[[array of tables]]`` line."""
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        self.skip(_SPACE)
        entry = self.keys(self.root, through_arrays=True)
        key = self.last_key
        self.at += 2 if array else 1
        if array:
            if not entry.count:
                entry.value = (start, self.at)
            entry.array = True
            entry = entry.child(entry.count, key)
        entry.key, entry.value = key, (start, self.at)
        return entry

    def keys(self, table: Entry, through_arrays: bool = False) -> Entry:
        """A dotted key below `table`; ends after the key and the space that follows it."""
        while True:
            name, place = self.key()
            table = table.child(name, place)
            self.last_key = place
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return table
            if through_arrays and table.array:
                table = table.child(table.count - 1, place)
            self.at += 1
            self.skip(_SPACE)

    def key(self) -> tuple[str, Range]:
        start = self.at
        if self.text.startswith(('"', "'"), start):
            self.skip(_STRING)
            inner = self.text[start + 1 : self.at - 1]
            name = _ESCAPE.sub(_unescape, inner) if self.text[start] == '"' else inner
        else:
            self.skip(_BARE_KEY)
            name = self.text[start : self.at]
        return name, (start, self.at)

    def value(self, entry: Entry) -> None:
        """The ``= value`` of a key, including all nested arrays and inline tables."""
        open_values: list[Entry] = []
        self.begin_value(entry, open_values)
        while open_values:
            self.skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
                continue
            holder = open_values[-1]
            if self.at >= len(self.text):
                return
            if self.text[self.at] in "]}":
                self.at += 1
                self.close(open_values)
                continue
            before = self.at
            if self.text[holder.value[0]] == "[":
                self.begin_element(holder, open_values)
            else:
                self.begin_value(self.keys(holder), open_values)
            if self.at == before:
                return

    def close(self, open_values: list[Entry]) -> None:
        done = open_values.pop()
        done.value = (done.value[0], self.at)
        if open_values and self.text[open_values[-1].value[0]] == "[":
            done.key = done.value

    def begin_element(self, array: Entry, open_values: list[Entry]) -> None:
        element = array.child(array.count, (self.at, self.at))
        self.scan(element, open_values)
        element.key = element.value

    def begin_value(self, entry: Entry, open_values: list[Entry]) -> None:
        if self.text.startswith("=", self.at):
            self.at += 1
        self.skip(_BLANK)
        self.scan(entry, open_values)

    def scan(self, entry: Entry, open_values: list[Entry]) -> None:
        """Scan a scalar to its end, or the opening bracket of a container."""
        start = self.at
        if self.text.startswith(("[", "{"), start):
            self.at += 1
            open_values.append(entry)
        elif self.text.startswith(('"', "'"), start):
            self.skip(_STRING)
        else:
            self.skip(_SCALAR)
        entry.value = (start, self.at)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)
