"""YAML documents with the place of every value. Scalars stay text; aliases, merge keys and tags are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sm_lint.exchange.reading.model import ImportProblem
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

MAX_BYTES = 1 << 18
"""Maximum size: PyYAML reads about 50 kB per second."""
MAX_NESTING = 60
"""Maximum nesting of brackets; PyYAML's time is quadratic in it."""

_BRACKETS = regex(r"[][{}]")
_STANDARD = "tag:yaml.org,2002:"


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
    import yaml

    if len(text) > MAX_BYTES:
        raise ImportProblem(f"larger than {MAX_BYTES >> 10} KiB, which is more than is read", Place(path))
    if _nesting(text) > MAX_NESTING:
        raise ImportProblem("brackets are nested too deep", Place(path))
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ImportProblem(
            f"not valid YAML: {', '.join(part for part in (error.context, error.problem) if part)}",
            _at(path, mark, mark),
        ) from None
    except yaml.YAMLError as error:
        raise ImportProblem(f"not valid YAML: {str(error).splitlines()[0]}", Place(path)) from None
    except RecursionError:
        raise ImportProblem("nested too deep", Place(path)) from None
    if root is None:
        raise ImportProblem("the document is empty", Place(path))
    return _Converter(path).node(root)


def _nesting(text: str) -> int:
    """The maximum nesting of brackets, those in strings included."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _at(path: str, start: Any, end: Any) -> Place:
    if start is None or end is None:
        return Place(path)
    return Place(path, Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1))


class _Converter:
    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: set[int] = set()

    def node(self, node: Any) -> YamlNode:
        place = _at(self._path, node.start_mark, node.end_mark)
        if id(node) in self._seen:
            raise ImportProblem("an alias stands for a value elsewhere; write the value itself", place)
        self._seen.add(id(node))
        tag = node.tag.removeprefix(_STANDARD)
        kind = node.id
        expected = {"mapping": ("map",), "sequence": ("seq",)}.get(kind)
        if (expected is not None and tag not in expected) or (expected is None and not node.tag.startswith(_STANDARD)):
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
            at = _at(self._path, key.start_mark, key.end_mark)
            if key.id != "scalar":
                raise ImportProblem("a key must be a text", at)
            if key.tag == f"{_STANDARD}merge":
                raise ImportProblem("merge keys are not read; write the values themselves", at)
            if key.value in members:
                raise ImportProblem(f"the key `{_short(key.value)}` is given twice", at)
            members[key.value] = self.node(value)
            keys[key.value] = at
        return YamlNode(members, "map", place, keys)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
