"""A TOML value with its place, and the collector of problems about such values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sm_lint.config.toml import INVALID, Document, KeyPath
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.syntax.span import Place, Problem

MOST_IN_A_LIST = 100
"""Maximum number of reported items of a list with invalid ones."""


@dataclass(slots=True)
class Node:
    """A value, the document that contains it, and the keys that lead to it."""

    value: object
    document: Document
    path: KeyPath

    @property
    def place(self) -> Place:
        """The place of the value."""
        return self.document.place_of(self.path, value=True)

    @property
    def key_place(self) -> Place:
        """The place of its key."""
        return self.document.place_of(self.path)

    def table(self) -> dict[str, Node]:
        """The members of a table; empty for any other value."""
        if not isinstance(self.value, dict):
            return {}
        return {key: Node(value, self.document, (*self.path, key)) for key, value in self.value.items()}

    def elements(self) -> list[Node]:
        """The elements of an array; empty for any other value."""
        if not isinstance(self.value, list):
            return []
        return [Node(value, self.document, (*self.path, index)) for index, value in enumerate(self.value)]

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return isinstance(self.value, dict)


@dataclass(slots=True)
class Reporter:
    """Collects the problems of one table.

    Attributes:
        base: number of keys from the top of the file to that table; they are omitted from messages.
        contract: id of the contract, if it is one.
        code: default code of its problems.
        is_options: whether it is the table of all options, so that its keys are options.
        found: the problems, without duplicates.
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
        """The name of the value in messages: its keys, starting from the table."""
        text = ""
        for part in node.path[self.base :]:
            text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + part
        return f"`{shorten(text)}`" if text else "the table"


def shorten(text: str, most: int = 80) -> str:
    """User text for a message, limited to one line of bounded length."""
    clean = "".join(character if character.isprintable() else "?" for character in text[: most + 1])
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def type_name(node: Node) -> str:
    """The TOML type of a value, with an article."""
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
    """The hint "did you mean …?" with the most similar word, or an empty string."""
    return did_you_mean(suggest(word, words))


def has_large_number(value: object) -> bool:
    """Whether it contains a number outside TOML's 64 bits. Python reads larger ones but may refuse to print them."""
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
    """Whether tables and arrays are nested more than `depth` levels deep. Computed without recursion."""
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
