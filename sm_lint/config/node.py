"""A TOML value that knows where it was written, and the problems that are found with such values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sm_lint.config.toml import INVALID, Document, KeyPath
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.syntax.span import Place, Problem

MOST_IN_A_LIST = 100
"""A list of wrong items is reported this many times, not once for each of a million."""


@dataclass(slots=True)
class Node:
    """A value, the document that it is written in, and the keys that lead to it."""

    value: object
    document: Document
    path: KeyPath

    @property
    def place(self) -> Place:
        """Where the value is written."""
        return self.document.place_of(self.path, value=True)

    @property
    def key_place(self) -> Place:
        """Where its key is written."""
        return self.document.place_of(self.path)

    def table(self) -> dict[str, Node]:
        """Its members, when it is a table; else nothing."""
        if not isinstance(self.value, dict):
            return {}
        return {key: Node(value, self.document, (*self.path, key)) for key, value in self.value.items()}

    def elements(self) -> list[Node]:
        """Its elements, when it is an array; else nothing."""
        if not isinstance(self.value, list):
            return []
        return [Node(value, self.document, (*self.path, index)) for index, value in enumerate(self.value)]

    @property
    def is_table(self) -> bool:
        """Is it a table?"""
        return isinstance(self.value, dict)


@dataclass(slots=True)
class Reporter:
    """Collects the problems of one table.

    Attributes:
        base: how many keys lead from the top of the file to that table; they are left out of messages.
        contract: id of the contract, when it is one.
        code: of its problems, where nothing else is said.
        is_options: it is the table of all options, so that a key is an option.
        found: the problems, without repetitions.
    """

    base: int = 0
    contract: str | None = None
    code: str = INVALID
    is_options: bool = False
    found: list[Problem] = field(default_factory=list)

    def add(self, node: Node, message: str, *, hint: str = "", code: str = "", key: bool = False) -> None:
        """Report a problem with a value, or with its key."""
        self.add_at(node.key_place if key else node.place, message, hint=hint, code=code)

    def add_at(self, place: Place, message: str, *, hint: str = "", code: str = "") -> None:
        """Report a problem at a place."""
        problem = Problem(code or self.code, message, place, hint, self.contract)
        if problem not in self.found[-MOST_IN_A_LIST:]:
            self.found.append(problem)

    def name(self, node: Node) -> str:
        """How a message names the value: its keys from the table on."""
        text = ""
        for part in node.path[self.base :]:
            text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + part
        return f"`{shorten(text)}`" if text else "the table"


def shorten(text: str, most: int = 80) -> str:
    """Text of the user's in a message, kept to one line of bounded length."""
    clean = "".join(character if character.isprintable() else "?" for character in text[: most + 1])
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def type_name(node: Node) -> str:
    """A value's TOML type, with an article."""
    if node.is_table:
        return "a table"
    match node.value:
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int():
            return "an integer"
        case float():
            return "a float"
        case list():
            return "an array"
    return "a date or time"


def near_miss(word: str, words: Iterable[str]) -> str:
    """The hint "did you mean …?" for the closest of some words, or an empty string."""
    return did_you_mean(suggest(word, words))


def has_large_number(value: object) -> bool:
    """Is a number in it outside the 64 bits that TOML grants? Python reads larger ones and may refuse to write them."""
    level: list[object] = [value]
    while level:
        if any(type(item) is int and not -(1 << 63) <= item < 1 << 63 for item in level):
            return True
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else _list(item))
        ]
    return False


def deeper_than(value: object, depth: int) -> bool:
    """Are tables and arrays nested more than `depth` levels deep? Asked without recursion."""
    level: list[object] = [value]
    while level:
        level = [item for item in level if isinstance(item, dict | list)]
        if level and depth == 0:
            return True
        depth -= 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else _list(item))]
    return False


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
