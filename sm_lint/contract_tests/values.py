"""Values for variables, arguments and columns that no job gives: chosen by name, so that a script accepts most of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sm_lint.patterns import regex

ROWS = 40
"""Rows of a sample table: enough for two splits by label."""

_DATE = regex(r"(?:^|_)(?:date|day|time|timestamp)(?:_|$)")
_LABEL = regex(r"(?:^|_)(?:label|target|class|y|is|has)(?:_|$)")
_ID = regex(r"(?:^|_)(?:id|key|index|uuid)$")
_TEXT = regex(
    r"(?:^|_)(?:text|name|code|currency|category|type|method|country|region|comment|review|dialogue|description|title|"
    r"city|state|sex|gender|status)(?:_|$)"
)
_SHARE = regex(r"(?:^|_)(?:ratio|fraction|rate|share|size|split|threshold|factor)(?:_|$)")
_NUMBER = regex(r"(?:^|_)(?:n|num|count|workers|jobs|epochs|rounds?|depth|batch|seed|steps|max|min|port|days)(?:_|$)")
_FLAG = regex(r"(?:^|_)(?:flag|enable|enabled|use|is|with|debug|verbose)(?:_|$)")
_MAPPING = regex(r"(?:^|_)(?:dict|map|mapping|json|config|params)$")
_LIST = regex(r"(?:^|_)(?:vars|list|columns|fields|features|names|cols)$")
_COLUMNS = frozenset({"label", "target", "label_name", "target_name"})
_FIELD = regex(r"_(?:field|column|col|name)$")


def folded(name: str) -> str:
    """A name in the form that its parts are recognized in: ``label_field`` for ``LABEL-FIELD``."""
    return name.replace("-", "_").lower()


def variable_value(name: str, *, is_json: bool, kind: str | None = None) -> str:
    """A value for an environment variable that must be set.

    Args:
        name: its name.
        is_json: whether the script decodes it as JSON.
        kind: ``int`` or ``float`` for one that the script converts to a number.
    """
    key = folded(name)
    if kind is not None:
        return argument_value(name, kind, ())
    if _MAPPING.search(key):
        return "{}"
    if _LIST.search(key):
        return json.dumps(["amount"]) if is_json else "amount"
    return argument_value(name, None, ())


def argument_value(name: str, kind: str | None, choices: Iterable[str]) -> str:
    """A value for an argument.

    Args:
        name: its name.
        kind: source of its `type=`, such as ``int``.
        choices: what it may be.
    """
    first = next(iter(choices), None)
    key = folded(name)
    if first is not None:
        return first
    if kind == "int":
        return "1"
    if kind == "float" or (kind is None and _SHARE.search(key)):
        return "0.5"
    if _DATE.search(key):
        return "2024-01-01"
    if _FIELD.search(key) and not key.endswith("_name"):
        return _FIELD.sub("", key) or "amount"
    if kind is None and _NUMBER.search(key):
        return "1"
    if kind is None and _FLAG.search(key):
        return "false"
    return key


def is_column(name: str) -> bool:
    """Whether the value of a variable or argument is the name of a column, or a list of such names."""
    key = folded(name)
    return bool(_FIELD.search(key) and not key.endswith("_name")) or bool(_LIST.search(key)) or key in _COLUMNS


def names_in(value: str) -> list[str]:
    """The names in a value: one, some separated by commas, or a JSON list."""
    try:
        decoded = json.loads(value)
    except ValueError:
        decoded = value.split(",")
    if isinstance(decoded, list):
        return [str(name).strip() for name in decoded if str(name).strip()]
    return [value]


def column(name: str) -> Sequence[object]:
    """The values of a column, of which the first follow after the last."""
    key = folded(name)
    if _LABEL.search(key):
        return [0, 1]
    if _DATE.search(key):
        return [f"2024-01-{number:02}" for number in range(1, 8)]
    if _ID.search(key):
        return range(1, ROWS + 1)
    if _TEXT.search(key):
        return [f"{key[0]}{number}" for number in range(3)]
    return [0.5, 9.25, 4.25, 13.0, 8.0, 3.0, 11.75]


@dataclass(frozen=True)
class Table:
    """A sample table.

    Attributes:
        columns: values by name, repeated until there are :data:`ROWS` rows.
    """

    columns: Mapping[str, Sequence[object]]


def table(columns: Iterable[str]) -> Table:
    """A table with these columns."""
    return Table({name: column(name) for name in columns})


def json_value(key: str) -> object:
    """A value for a key of a JSON document."""
    name = folded(key)
    if _LIST.search(name) or name.endswith(("s", "_list")) or _MAPPING.search(name):
        return ["amount", "price"]
    if _LABEL.search(name):
        return "label"
    if _SHARE.search(name):
        return 0.5
    if _NUMBER.search(name):
        return 1
    return name
