"""The keys of the configuration, as its schema describes them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from sm_lint.config.find import PYPROJECT
from sm_lint.config.schema import schema

SELECTOR = "#/definitions/RuleSelector"
_SEVERITY = "severity"
_TABLE = ("tool", "sm-lint")


def own_keys(path: str, keys: Sequence[str]) -> tuple[str, ...] | None:
    """Keys of a configuration file, below the table of sm-lint; None for the keys of other tools.

    Args:
        path: path of the file.
        keys: from the root of the file.
    """
    if os.path.basename(path) != PYPROJECT:
        return tuple(keys)
    return tuple(keys[len(_TABLE) :]) if tuple(keys[: len(_TABLE)]) == _TABLE else None


def keys_below(table: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The keys of a table, with what they are."""
    node = _node(table)
    for key, about in (_resolved(node).get("properties", {}) if node is not None else {}).items():
        yield key, str(about.get("description", ""))


def description(keys: Sequence[str]) -> str:
    """What a key is; empty if it is not known, or a name that the user has chosen."""
    table = _node(keys[:-1])
    found = _resolved(table).get("properties", {}).get(keys[-1]) if table is not None else None
    return str(found.get("description", "")) if isinstance(found, dict) else ""


def takes_selectors(keys: Sequence[str]) -> bool:
    """Whether an option names rules, in its values or its keys."""
    return bool(keys) and (keys[0] == _SEVERITY or SELECTOR in repr(schema()["properties"].get(keys[0])))


def _node(table: Sequence[str]) -> dict[str, Any] | None:
    node = schema()
    for part in table:
        node = _resolved(node)
        below = node.get("properties", {}).get(part) or node.get("additionalProperties")
        if not isinstance(below, dict):
            return None
        node = below
    return node


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    """A schema with its references followed."""
    for _ in range(5):
        options = [node, *node.get("anyOf", ()), *node.get("allOf", ())]
        reference = next((each["$ref"] for each in options if "$ref" in each), None)
        if reference is None:
            return next((each for each in options if "properties" in each or "additionalProperties" in each), node)
        node = schema()["definitions"][reference.rpartition("/")[2]]
    return node
