"""Encodes definitions as JSON for the cache, because decoding it cannot execute anything.

Records are lists that begin with the number of their type; a repeated setting or place is a back-reference to its first
occurrence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeAlias, get_args

from sm_lint.contracts.model import Argument, Contract, EntryPoint, Input, NodeKind, Output, Requirement, Variable
from sm_lint.jobs.definition.model import (
    Definitions,
    Deployment,
    Dialect,
    Image,
    Job,
    Known,
    ModelCall,
    Mount,
    Pipeline,
    Request,
    Script,
    SdkCall,
    Setting,
    Supplier,
    Use,
    WrittenScript,
)
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place, Span

_TYPES: tuple[type[Any], ...] = (
    *(Setting, Place, Mount, Script, Job, Use, Pipeline, WrittenScript, Definitions),
    *(Contract, Input, Output, Variable, Argument, Requirement, EntryPoint, ModelCall, SdkCall),
    *(Supplier, Deployment),
    *(Image, Request),
)
_NUMBERS = {cls: number for number, cls in enumerate(_TYPES)}
_SHARED = (Setting, Place)
# Only declared contracts have them.
_SKIPPED = frozenset({(Contract, "extra"), (Contract, "places"), (Contract, "uses"), (Input, "source_pattern")})
_NAMES = {cls: [item.name for item in fields(cls) if (cls, item.name) not in _SKIPPED] for cls in _TYPES}
_WHOLE = frozenset(cls for cls in _TYPES if len(_NAMES[cls]) == len(fields(cls)))
_VALUES = {cls: attrgetter(*names) for cls, names in _NAMES.items()}
_TUPLE, _SPAN, _BACK = -1, -2, -3
_INTEGERS = [int] * 5


def dumps(definitions: Definitions) -> str:
    """Encode definitions."""
    return json.dumps(_Writer().write(definitions), separators=(",", ":"))


@lru_cache(maxsize=256)
def loads(text: str) -> Definitions:
    """Decode definitions. The last ones are kept: the language server reads the same ones after each edit.

    Raises:
        ValueError: the text was not written by :func:`dumps`.
    """
    try:
        found = _Reader().read(json.loads(text))
    except Exception as error:  # noqa: BLE001 - cached text may be anything
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
    """Validates decoded records: the values of their fields must have the right types.

    Attributes:
        known: type tuples of whole records that were found valid; there are few.
        content: by position, the check of non-empty values whose type alone is not sufficient.
    """

    def __init__(self, form: Sequence[_Field]) -> None:
        self._allowed = [types for types, _ in form]
        self.known: set[tuple[type[Any], ...]] = set()
        self.content = [(index, fits) for index, (_, fits) in enumerate(form) if fits is not None]

    def learn(self, types: tuple[type[Any], ...]) -> None:
        """Register the types of a record.

        Raises:
            TypeError: they do not match its fields.
        """
        if not all(each in allowed for each, allowed in zip(types, self._allowed, strict=True)):
            raise TypeError(types)
        self.known.add(types)


_SHAPES: dict[type[Any], _Shape] = {}


def _shape(cls: type[Any]) -> _Shape:
    if not _SHAPES:
        _SHAPES.update((each, _Shape(form)) for each, form in forms().items())
    return _SHAPES[cls]


_Field: TypeAlias = tuple[frozenset[type[Any]], Callable[[Any], bool] | None]
"""The types that the values of a field may have, and whether the content of a non-empty one is valid."""


def _one(*types: type[Any]) -> _Field:
    return frozenset(types), None


def _word(*words: str) -> _Field:
    return frozenset({str}), frozenset(words).__contains__


def _many(item: type[Any]) -> _Field:
    """A tuple of any length with items of one type."""
    return frozenset({tuple}), lambda value: all(type(each) is item for each in value)


def _rows(*columns: type[Any]) -> _Field:
    """A tuple of any length, whose items are tuples with one value of each type."""
    return frozenset({tuple}), lambda value: all(
        type(row) is tuple and tuple(map(type, row)) == columns for row in value
    )


def _maybe(field: _Field) -> _Field:
    return field[0] | {NoneType}, field[1]


def forms() -> dict[type[Any], tuple[_Field, ...]]:
    """The fields of each record in order, without those that are not encoded.

    This repeats the annotations, which are strings; evaluating them takes as long as reading a cache.
    """
    text, place, flag, texts = _one(str), _one(Place), _one(bool), _many(str)
    number, setting = _one(int), _maybe(_one(Setting))
    kind = _maybe(_word(*get_args(JobKind)))
    maybe_text, maybe_texts, settings, pairs = _maybe(text), _maybe(texts), _rows(str, Setting), _rows(str, str)
    return {
        Setting: (place, maybe_text, text, _word(*get_args(Known)), text, _many(Setting), texts, flag, text, flag),
        Place: (text, _one(Span), _maybe(number)),
        Mount: (_word("input", "output"), place, setting, setting, setting, settings),
        Script: (text, place, maybe_text, flag, text, flag, flag, maybe_text, flag, text, flag, flag, flag),
        Job: (
            *(text, kind, _word(*get_args(Dialect)), text, text, place, _one(Contract), _maybe(_one(Script))),
            *(maybe_text, _many(Mount), setting, setting, setting, settings, flag, flag, pairs),
            *(_many(Supplier), _many(Deployment), _maybe(place)),
        ),
        Supplier: (
            text,
            kind,
            _maybe(_one(Script)),
            _one(Contract),
            text,
            text,
            place,
            flag,
            setting,
            text,
            text,
            flag,
        ),
        Deployment: (text, place, setting, flag, setting),
        Use: (text, place, maybe_text, text, maybe_text, texts),
        Pipeline: (place, setting, maybe_texts, maybe_texts, _many(Setting)),
        WrittenScript: (text, text, place, flag, number, number, number),
        Definitions: (
            *(text, _many(Job), _many(Pipeline), _many(Use), pairs, texts, _many(WrittenScript), pairs, pairs),
            *(texts, _many(ModelCall), _many(SdkCall), pairs, _many(Image), _many(Request)),
        ),
        Contract: (
            *(text, place, text, _word("toml", "job"), kind, _maybe(_word(*get_args(NodeKind))), text),
            *(_many(EntryPoint), _many(Input), _many(Output), _many(Variable), _many(Argument), _many(Requirement)),
            *(texts, flag, texts, texts, maybe_text, flag, flag, flag, flag, _maybe(_word("v2", "v3"))),
            _rows(str, Contract),
        ),
        Input: (text, maybe_text, place, flag, _word("dir", "file"), texts, _word("mount", "bundled")),
        Output: (text, maybe_text, place, flag, texts),
        Variable: (text, place, flag, maybe_text),
        Argument: (text, place, flag, maybe_text, texts, maybe_text, maybe_text, text),
        Requirement: (text, text, place),
        EntryPoint: (text, place),
        SdkCall: (text, place, settings, flag, flag, flag, _rows(str, int)),
        Image: (place, maybe_text, maybe_text, _many(Job)),
        Request: (text, _word(*get_args(Dialect)), place, maybe_text, settings),
        ModelCall: (text, text, text, place, maybe_text, settings, setting, flag),
    }
