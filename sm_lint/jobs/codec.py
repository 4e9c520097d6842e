"""Definitions as JSON, for the cache: what is read from it cannot run anything.

Records are lists that begin with the number of their type; a setting or place that occurs again is a number back to where
it was first written.
"""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Requirement, Variable
from sm_lint.jobs.model import Definitions, Job, ModelCall, Mount, Pipeline, Script, Setting, Use, WrittenScript
from sm_lint.syntax.span import Place, Span

_TYPES: tuple[type[Any], ...] = (
    *(Setting, Place, Mount, Script, Job, Use, Pipeline, WrittenScript, Definitions),
    *(Contract, Input, Output, Variable, Argument, Requirement, EntryPoint, ModelCall),
)
_NUMBERS = {cls: number for number, cls in enumerate(_TYPES)}
_SHARED = (Setting, Place)
_SKIPPED = "extra"
_NAMES = {cls: [item.name for item in fields(cls) if item.name != _SKIPPED] for cls in _TYPES}
_WHOLE = frozenset(cls for cls in _TYPES if len(_NAMES[cls]) == len(fields(cls)))
_VALUES = {cls: attrgetter(*names) for cls, names in _NAMES.items()}
_TUPLE, _SPAN, _BACK = -1, -2, -3


def dumps(definitions: Definitions) -> str:
    """The definitions as text."""
    return json.dumps(_Writer().write(definitions), separators=(",", ":"))


def loads(text: str) -> Definitions:
    """The definitions that a text stands for.

    Raises:
        ValueError: the text was not written by :func:`dumps`.
    """
    try:
        found = _Reader().read(json.loads(text))
    except (TypeError, IndexError, KeyError, RecursionError, AttributeError) as error:
        raise ValueError(f"no definitions: {error}") from None
    if not isinstance(found, Definitions):
        raise ValueError("no definitions")
    return found


class _Writer:
    def __init__(self) -> None:
        self._known: dict[object, int] = {}

    def write(self, value: Any) -> Any:
        cls = type(value)
        if cls is tuple:
            return [_TUPLE, *map(self.write, value)]
        if cls is Span:
            return [_SPAN, *value]
        number = _NUMBERS.get(cls)
        if number is None:
            return value
        if cls in _SHARED:
            known = self._known.get(value)
            if known is not None:
                return [_BACK, known]
        row = [number, *map(self.write, _VALUES[cls](value))]
        if cls in _SHARED:
            self._known[value] = len(self._known)
        return row


class _Reader:
    def __init__(self) -> None:
        self._known: list[Any] = []

    def read(self, row: Any) -> Any:
        if type(row) is not list:
            return row
        tag = row[0]
        if tag == _BACK:
            return self._known[row[1]]
        if tag == _SPAN:
            return Span(*row[1:])
        read = self.read
        values = [read(item) if type(item) is list else item for item in row[1:]]
        if tag == _TUPLE:
            return tuple(values)
        cls = _TYPES[tag]
        names = _NAMES[cls]
        if len(values) != len(names):
            raise TypeError(cls.__name__)
        made = cls(*values) if cls in _WHOLE else cls(**dict(zip(names, values)))
        if cls in _SHARED:
            self._known.append(made)
        return made
