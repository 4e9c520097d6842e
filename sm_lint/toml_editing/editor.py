"""Edits of a TOML text by key: set, add, append, remove. Everything else keeps its place, comments and style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sm_lint.config.locate import Entry, locate
from sm_lint.patterns import regex
from sm_lint.toml_editing.values import Plain, dotted, entry_text, key_text, value_text

Path = tuple[str, ...]

_GAP = regex(r"(?:[ \t\n]|#[^\n]*)*")
_REST_OF_LINE = regex(r"[ \t]*(?:#[^\n]*)?(?=\n|$)")


class NotEditable(ValueError):  # noqa: N818 - a property of the text
    """A text in which this edit cannot be made without changing more than is asked for; the message says why."""


class Change(NamedTuple):
    """Put `content` in place of ``text[start:end]``; offsets are code points of a text with LF line endings."""

    start: int
    end: int
    content: str


class TomlText:
    """A valid TOML text that is edited in place.

    Every edit is checked: the values of the result are those of the text before with exactly this change made, or the
    edit is refused.

    Args:
        text: with LF line endings.
        verify: apply the edits, and check them; otherwise each is only computed, for the text as it is.

    Attributes:
        text: the text after the edits so far.
    """

    def __init__(self, text: str, *, verify: bool = True) -> None:
        import tomli

        self._verify = verify
        self.text = text
        self._data: dict[str, Any] = tomli.loads(text)
        self._root = locate(text)

    @property
    def data(self) -> dict[str, Any]:
        """The values of the text."""
        return self._data

    def get(self, path: Path) -> Any:
        """The value at a path; None where there is none."""
        found: Any = self._data
        for key in path:
            if not isinstance(found, dict) or key not in found:
                return None
            found = found[key]
        return found

    # -- edits --------------------------------------------------------------------------------------------------------

    def set(self, path: Path, value: Plain) -> Change:
        """Replace the value of a key.

        Raises:
            NotEditable: it is a table with a header or dotted keys, or the result would not be what is asked for.
        """
        entry = self._entry(path)
        if _is_header(entry) or entry.key == entry.value:
            raise NotEditable(f"`{dotted(path)}` is a table of its own")
        return self._make(Change(*entry.value, value_text(value)), path, value)

    def add(self, path: Path, value: Plain) -> Change:
        """Add a key to a table, which is made where it is not there.

        Raises:
            NotEditable: the key is there, or the result would not be what is asked for.
        """
        if self.get(path) is not None:
            raise NotEditable(f"`{dotted(path)}` is there already")
        table, key = path[:-1], path[-1]
        entry = self._find(table)
        if entry is None:
            return self._make(self._new_table(table, key, value), path, value)
        if entry is self._root:
            return self._make(self._at_top(key, value), path, value)
        if _is_header(entry):
            return self._make(self._into_section(entry, entry_text(key, value)), path, value)
        if self.text.startswith("{", entry.value[0]) and entry.key != entry.value:
            return self._make(self._into_braces(entry, f"{key_text(key)} = {value_text(value)}"), path, value)
        return self._make(self._into_dotted(table, entry, key, value), path, value)

    def append(self, path: Path, value: Plain) -> Change:
        """Add an element to the end of an array.

        Raises:
            NotEditable: it is no array, or the result would not be what is asked for.
        """
        entry, now = self._entry(path), self.get(path)
        if not isinstance(now, list) or entry.array:
            raise NotEditable(f"`{dotted(path)}` is no array")
        return self._make(self._into_brackets(entry, value_text(value)), path, [*now, value])

    def remove(self, path: Path) -> Change:
        """Remove a key with its value and what follows it on the line.

        Raises:
            NotEditable: it is a table with a header, or the result would not be what is asked for.
        """
        entry, parent = self._entry(path), self._find(path[:-1])
        if _is_header(entry) or entry.key == entry.value:
            raise NotEditable(f"`{dotted(path)}` is a table of its own")
        if parent is not None and self.text.startswith("{", parent.value[0]) and parent.key != parent.value:
            return self._make(self._out_of_list(parent, (entry.key[0], entry.value[1])), path, _GONE)
        return self._make(Change(*self._whole_lines(entry.key[0], entry.value[1]), ""), path, _GONE)

    def remove_element(self, path: Path, value: Plain) -> Change:
        """Remove an element from an array.

        Raises:
            NotEditable: there is no such element, or the result would not be what is asked for.
        """
        entry, now = self._entry(path), self.get(path)
        if not isinstance(now, list) or value not in now or entry.array:
            raise NotEditable(f"`{dotted(path)}` has no element {value_text(value)}")
        index = now.index(value)
        element = entry.get(index)
        if element is None:
            raise NotEditable(f"`{dotted(path)}` cannot be read")
        left = [item for number, item in enumerate(now) if number != index]
        return self._make(self._out_of_list(entry, element.value), path, left)

    # -- where --------------------------------------------------------------------------------------------------------

    def _find(self, path: Path) -> Entry | None:
        entry: Entry | None = self._root
        for key in path:
            entry = entry.get(key) if entry is not None else None
        return entry

    def _entry(self, path: Path) -> Entry:
        entry = self._find(path)
        if entry is None:
            raise NotEditable(f"there is no `{dotted(path)}`")
        return entry

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        """The end of the line, before its line ending."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found

    def _into_section(self, entry: Entry, line: str) -> Change:
        """After the last key of a section, at the indentation of that."""
        start = entry.value[1]
        stop = min((header.value[0] for header in self._headers() if header.value[0] > start), default=len(self.text))
        inside = [item for item in _leaves(self._root) if start <= item.key[0] < stop]
        last = max((item.value[1] for item in inside), default=start)
        end = self._line_end(last)
        first = min((item.key[0] for item in inside), default=None)
        indent = "" if first is None else _indent(self.text[self._line_start(first) : first])
        return Change(end, end, "\n" + _indented(line, indent))

    def _at_top(self, key: str, value: Plain) -> Change:
        stop = min((header.value[0] for header in self._headers()), default=len(self.text))
        last = max((item.value[1] for item in _leaves(self._root) if item.value[1] <= stop), default=0)
        line = entry_text(key, value)
        end = self._line_end(last) if last else 0
        return Change(end, end, f"\n{line}" if last else f"{line}\n")

    def _into_braces(self, entry: Entry, text: str) -> Change:
        members = [item for item in _leaves(entry) if item is not entry]
        close = entry.value[1] - 1
        if not members:
            return Change(entry.value[0], entry.value[1], f"{{ {text} }}")
        last = max(item.value[1] for item in members)
        return Change(last, last, f", {text}") if last <= close else Change(close, close, text)

    def _into_dotted(self, path: Path, entry: Entry, key: str, value: Plain) -> Change:
        """After the last line that has a dotted key of the table, or as a section before the first one below it."""
        below = [item for item in _leaves(entry) if item is not entry]
        headers = [item for item in self._headers(entry) if item is not entry]
        if headers:
            start = self._line_start(min(header.value[0] for header in headers))
            return Change(start, start, f"[{dotted(path)}]\n{entry_text(key, value)}\n\n")
        last = max(below, key=lambda item: item.value[1], default=None)
        direct = [item for item in (entry.below or {}).values() if item.key != item.value]
        model = max(direct, key=lambda item: item.value[1], default=None)
        if last is None or model is None:
            raise NotEditable(f"`{dotted(path)}` is written in a way that cannot be added to")
        head = self.text[self._line_start(model.key[0]) : model.key[0]]
        if not head.rstrip().endswith(".") or "{" in head:
            raise NotEditable(f"`{dotted(path)}` is written in a way that cannot be added to")
        end = self._line_end(last.value[1])
        return Change(end, end, f"\n{head}{entry_text(key, value)}")

    def _new_table(self, path: Path, key: str, value: Plain) -> Change:
        """A table that is not there, in the style of the one that it belongs to."""
        above = self._find(path[:-1])
        if above is None or above is self._root:
            end = len(self.text.rstrip())
            gap = "\n\n" if end else ""
            return Change(end, len(self.text), f"{gap}[{dotted(path)}]\n{entry_text(key, value)}\n")
        if self.text.startswith("{", above.value[0]) and above.key != above.value:
            inside = f"{{ {key_text(key)} = {value_text(value)} }}"
            return self._into_braces(above, f"{key_text(path[-1])} = {inside}")
        headers = [above, *self._headers(above)] if _is_header(above) else list(self._headers(above))
        if not headers:
            return self._into_dotted(path[:-1], above, path[-1], {key: value})
        last = max(header.value[0] for header in headers)
        stop = min((item.value[0] for item in self._headers() if item.value[0] > last), default=len(self.text))
        inside_last = [item.value[1] for item in _leaves(self._root) if last <= item.value[1] <= stop]
        end = self._line_end(max(inside_last, default=last))
        return Change(end, end, f"\n\n[{self._header_of(path[:-1])}.{key_text(path[-1])}]\n{entry_text(key, value)}")

    def _header_of(self, path: Path) -> str:
        """The keys of a header as they are written, so that a new header looks alike."""
        entry = self._find(path)
        if entry is not None and _is_header(entry):
            written = self.text[entry.value[0] : entry.value[1]].strip("[]").strip()
            if "\n" not in written:
                return written
        return dotted(path)

    def _into_brackets(self, entry: Entry, text: str) -> Change:
        start, end = entry.value
        elements = list((entry.below or {}).values())
        if not elements:
            return Change(start, end, f"[{text}]")
        last = elements[-1].value[1]
        gap = _GAP.match(self.text, last)
        comma = gap is not None and self.text.startswith(",", gap.end())
        if "\n" not in self.text[start:end]:
            return Change(last, last, f", {text}")
        before = self.text[self._line_start(elements[-1].value[0]) : elements[-1].value[0]]
        if before.strip() not in ("", "["):
            return Change(last, last, f", {text}")
        indent = _indent(before)
        if not comma:
            rest = _REST_OF_LINE.match(self.text, last)
            stop = rest.end() if rest is not None else last
            return Change(last, stop, f",{self.text[last:stop]}\n{indent}{text}")
        assert gap is not None
        stop = self._line_end(gap.end())
        return Change(stop, stop, f"\n{indent}{text},")

    def _out_of_list(self, holder: Entry, place: tuple[int, int]) -> Change:
        """Without one element of an array or inline table, and one comma."""
        start, end = place
        gap = _GAP.match(self.text, end)
        after = gap.end() if gap is not None else end
        if self.text.startswith(",", after):
            end = after + 1
            line, stop = self._line_start(start), self._line_end(end)
            rest = _REST_OF_LINE.match(self.text, end)
            if not self.text[line:start].strip() and rest is not None and rest.end() == stop and stop < holder.value[1]:
                return Change(line, stop + 1, "")
            space = re.compile(r"[ \t]*").match(self.text, end)
            return Change(start, space.end() if space is not None else end, "")
        comma = self.text.rfind(",", holder.value[0], start)
        if comma >= 0 and not self.text[comma + 1 : start].strip():
            return Change(comma, end, "")
        return Change(start, end, "")

    def _whole_lines(self, start: int, end: int) -> tuple[int, int]:
        stop = self._line_end(end)
        return self._line_start(start), min(stop + 1, len(self.text))

    def _headers(self, below: Entry | None = None) -> Iterator[Entry]:
        """The tables with headers, below an entry or in the whole text."""
        stack = list(((below or self._root).below or {}).values())
        while stack:
            entry = stack.pop()
            if _is_header(entry):
                yield entry
            if entry.array or _is_header(entry) or entry.key == entry.value:
                stack += (entry.below or {}).values()

    # -- making it ----------------------------------------------------------------------------------------------------

    def _make(self, change: Change, path: Path, value: object) -> Change:
        """Apply a change, if its result is what is asked for."""
        import tomli

        if not self._verify:
            return change
        after = self.text[: change.start] + change.content + self.text[change.end :]
        if change.start == change.end == len(self.text) and not after.endswith("\n") and self.text.endswith("\n"):
            after += "\n"
        wanted = _with(self._data, path, value)
        try:
            data = tomli.loads(after)
        except (tomli.TOMLDecodeError, RecursionError) as error:
            raise NotEditable(f"`{dotted(path)}` cannot be edited in place: {error}") from error
        if data != wanted:
            raise NotEditable(f"`{dotted(path)}` cannot be edited without changing other values")
        self.text, self._data, self._root = after, data, locate(after)
        return change


_GONE = object()


def _with(data: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """The data with one value set, or removed."""
    key, rest = path[0], path[1:]
    changed = dict(data)
    if rest:
        inner = changed.get(key, {})
        changed[key] = _with(inner if isinstance(inner, dict) else {}, rest, value)
    elif value is _GONE:
        changed.pop(key, None)
    else:
        changed[key] = value
    return changed


def _is_header(entry: Entry) -> bool:
    """Whether it is a table with a ``[header]``: its value is the header, which holds its key."""
    return entry.value[0] < entry.key[0] and entry.key[1] <= entry.value[1]


def _leaves(entry: Entry) -> Iterator[Entry]:
    """The entries with a value that is written after a key, not what is inside that."""
    stack = list((entry.below or {}).values())
    while stack:
        found = stack.pop()
        if _is_header(found) or found.array or found.key == found.value:
            stack += (found.below or {}).values()
        else:
            yield found


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.split("\n"))
