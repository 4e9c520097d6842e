"""YAML documents with the place of every value. Scalars stay text; aliases, merge keys and tags are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sm_lint.exchange.reading.model import ImportProblem
from sm_lint.files.yaml_text import MERGE, STANDARD, TooMuchYaml, YamlError, composed, scalar_kind, span_of
from sm_lint.syntax.span import Place


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A value of a YAML document.

    Attributes:
        value: a dictionary of nodes, a list of nodes, or the text of a scalar; None for null.
        tag: the kind of scalar: ``str``, ``int``, ``bool``, ``null``; ``map`` and ``seq`` for the others.
        place: its place.
        keys: the places of a mapping's keys.
    """

    value: Any
    tag: str
    place: Place
    keys: dict[str, Place]

    def get(self, key: str) -> YamlNode | None:
        """The value of a key; None where it is missing or null, or this is no mapping."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if found is not None and found.value is not None else None

    def table(self, key: str) -> YamlNode | None:
        """The mapping under a key; None where it is missing or null.

        Raises:
            ImportProblem: it is another kind of value.
        """
        found = self.get(key)
        if found is not None and not isinstance(found.value, dict):
            raise ImportProblem(f"`{key}` must be a mapping", found.place)
        return found

    def text(self, key: str) -> str | None:
        """The text of the scalar under a key; None where it is missing or null.

        Raises:
            ImportProblem: it is another kind of value.
        """
        found = self.get(key)
        if found is not None and not isinstance(found.value, str):
            raise ImportProblem(f"`{key}` must be a text", found.place)
        return None if found is None else found.value

    def flag(self, key: str, default: bool) -> bool:
        """The boolean under a key.

        Raises:
            ImportProblem: it is another kind of value.
        """
        found = self.get(key)
        if found is None:
            return default
        if found.tag != "bool":
            raise ImportProblem(f"`{key}` must be true or false", found.place)
        return str(found.value).lower() in ("true", "yes", "on")

    def texts(self, key: str) -> list[YamlNode]:
        """The elements of the list of scalars under a key; empty where it is missing or null.

        Raises:
            ImportProblem: it is another kind of value.
        """
        found = self.get(key)
        if found is None:
            return []
        if not isinstance(found.value, list) or not all(isinstance(item.value, str) for item in found.value):
            raise ImportProblem(f"`{key}` must be a list of texts", found.place)
        return list(found.value)

    def entries(self) -> Iterator[tuple[str, YamlNode]]:
        """The members of a mapping."""
        return iter(self.value.items()) if isinstance(self.value, dict) else iter(())

    def key_place(self, key: str) -> Place:
        """The place of a key."""
        return self.keys.get(key, self.place)


def read_yaml(text: str, path: str) -> YamlNode:
    """The document in a YAML text.

    Raises:
        ImportProblem: it is not YAML, is too large, or has aliases, merge keys, tags or several documents.
    """
    try:
        root = composed(text, path)
    except YamlError as error:
        raise ImportProblem(f"not valid YAML: {error}", error.place or Place(path)) from None
    except TooMuchYaml as error:
        raise ImportProblem(str(error), Place(path)) from None
    if root is None:
        raise ImportProblem("the document is empty", Place(path))
    return _Converter(path).node(root)


class _Converter:
    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: set[int] = set()

    def node(self, node: Any) -> YamlNode:
        place = Place(self._path, span_of(node))
        if id(node) in self._seen:
            raise ImportProblem("an alias stands for a value elsewhere; write the value itself", place)
        self._seen.add(id(node))
        tag = scalar_kind(node)
        kind = node.id
        expected = {"mapping": ("map",), "sequence": ("seq",)}.get(kind)
        if (expected is not None and tag not in expected) or (expected is None and not node.tag.startswith(STANDARD)):
            raise ImportProblem(f"the tag `{_short(node.tag)}` is not read", place)
        if kind == "mapping":
            return self._mapping(node, place)
        if kind == "sequence":
            return YamlNode([self.node(item) for item in node.value], tag, place, {})
        if tag.startswith("python/"):
            raise ImportProblem(f"the tag `{_short(node.tag)}` is not read", place)
        return YamlNode(None if tag == "null" else node.value, tag, place, {})

    def _mapping(self, node: Any, place: Place) -> YamlNode:
        members: dict[str, YamlNode] = {}
        keys: dict[str, Place] = {}
        for key, value in node.value:
            at = Place(self._path, span_of(key))
            if key.id != "scalar":
                raise ImportProblem("a key must be a text", at)
            if key.tag == MERGE:
                raise ImportProblem("merge keys are not read; write the values themselves", at)
            if key.value in members:
                raise ImportProblem(f"the key `{_short(key.value)}` is given twice", at)
            members[key.value] = self.node(value)
            keys[key.value] = at
        return YamlNode(members, "map", place, keys)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
