"""Definitions as JSON, for the cache: what is read from it cannot run anything.

Records are lists that begin with the number of their type; a setting or place that occurs again is a number back to where
it was first written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from itertools import product
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, Output, Requirement, Variable
from sm_lint.jobs.definition.model import (
    Definitions,
    Job,
    ModelCall,
    Mount,
    Pipeline,
    Script,
    SdkCall,
    Setting,
    Use,
    WrittenScript,
)
from sm_lint.syntax.span import Place, Span

_TYPES: tuple[type[Any], ...] = (
    *(Setting, Place, Mount, Script, Job, Use, Pipeline, WrittenScript, Definitions),
    *(Contract, Input, Output, Variable, Argument, Requirement, EntryPoint, ModelCall, SdkCall),
)
_NUMBERS = {cls: number for number, cls in enumerate(_TYPES)}
_SHARED = (Setting, Place)
_SKIPPED = "extra"
_NAMES = {cls: [item.name for item in fields(cls) if item.name != _SKIPPED] for cls in _TYPES}
_WHOLE = frozenset(cls for cls in _TYPES if len(_NAMES[cls]) == len(fields(cls)))
_VALUES = {cls: attrgetter(*names) for cls, names in _NAMES.items()}
_TUPLE, _SPAN, _BACK = -1, -2, -3
_INTEGERS = [int] * 5


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
    except Exception as error:  # noqa: BLE001 - text from a cache may be anything
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
            if list(map(type, row)) != _INTEGERS:
                raise TypeError("no span")
            return Span(*row[1:])
        read = self.read
        values = [read(item) if type(item) is list else item for item in row[1:]]
        if tag == _TUPLE:
            return tuple(values)
        cls = _TYPES[tag]
        names = _NAMES[cls]
        if len(values) != len(names):
            raise TypeError(cls.__name__)
        shape = _SHAPES.get(cls) or _shape(cls)
        types = tuple(map(type, values))
        if types not in shape.known:
            shape.learn(types)
        for index, fits in shape.content:
            value = values[index]
            if value and not fits(value):
                raise TypeError(cls.__name__)
        made = cls(*values) if cls in _WHOLE else cls(**dict(zip(names, values)))
        if cls in _SHARED:
            self._known.append(made)
        return made


class _Shape:
    """What the fields of a record may hold: what comes out of a cache is of the right types.

    Attributes:
        known: types of whole records that were found to be right; there are few.
        content: by position, what to ask of values of which the type alone says too little.
    """

    def __init__(self, cls: type[Any]) -> None:
        hints = get_type_hints(cls)
        self._allowed = [_types(hints[name]) for name in _NAMES[cls]]
        self.known: set[tuple[type[Any], ...]] = set()
        self.content = [
            (index, fits) for index, name in enumerate(_NAMES[cls]) if (fits := _content(hints[name])) is not None
        ]

    def learn(self, types: tuple[type[Any], ...]) -> None:
        """Add the types of a record.

        Raises:
            TypeError: they are not those of its fields.
        """
        if not all(each in allowed for each, allowed in zip(types, self._allowed)):
            raise TypeError(types)
        self.known.add(types)


_SHAPES: dict[type[Any], _Shape] = {}


def _shape(cls: type[Any]) -> _Shape:
    return _SHAPES.setdefault(cls, _Shape(cls))


def _types(hint: Any) -> frozenset[type[Any]]:
    """The types of the values that a field may have."""
    origin = get_origin(hint)
    if origin is Literal:
        return frozenset({str})
    if origin is Union or origin is UnionType:
        return frozenset[type[Any]]().union(*map(_types, get_args(hint)))
    return frozenset({origin or hint})


def _content(hint: Any) -> Callable[[Any], bool] | None:
    """Whether a value that is not empty, and of one of the types above, is one that a field may have."""
    arguments = [each for each in get_args(hint) if each not in (NoneType, Ellipsis)]
    origin = get_origin(hint)
    if origin is Literal:
        return frozenset(arguments).__contains__
    if origin is Union or origin is UnionType:
        (one,) = arguments  # and None
        return _content(one)
    if origin is not tuple:
        return None
    if Ellipsis not in get_args(hint):
        known = frozenset(product(*map(_types, arguments)))
        return lambda value: tuple(map(type, value)) in known
    types, inner = _types(arguments[0]), _content(arguments[0])
    if inner is None:
        return lambda value: types.issuperset(map(type, value))
    return lambda value: types.issuperset(map(type, value)) and all(map(inner, value))
