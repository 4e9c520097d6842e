"""Dataclasses whose methods are made when they are needed.

:func:`dataclasses.dataclass` compiles up to six methods for each class while its module is imported. That took a quarter
of what a run over one file adds to the import of libcst, and most of these methods are never called in it. Here the
standard library only reads the fields, so that :func:`dataclasses.replace` and :func:`dataclasses.fields` know the
classes; ``__init__`` is compiled for the first instance, and the other methods need no code of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_Values = Callable[[Any], tuple[object, ...]]


def _dataclass(
    cls: type[Any] | None = None,
    /,
    *,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    frozen: bool = False,
    slots: bool = False,
) -> object:
    """Make a dataclass; the arguments are those of the standard library's decorator.

    A class that inherits from one that is frozen must be made by this decorator, too.
    """

    def make(cls: type[Any]) -> type[Any]:
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        methods: dict[str, object] = {}
        if init:
            methods["__init__"] = _first_init(made, frozen, slots)
        if repr:
            methods["__repr__"] = _repr
        if eq:
            methods["__eq__"], methods["__hash__"] = _comparison(made, frozen)
        if frozen:
            methods["__setattr__"], methods["__delattr__"] = _refusals(made)
        if frozen and slots:
            methods["__getstate__"], methods["__setstate__"] = _state, _restore
        for name, method in methods.items():
            if vars(made).get(name) is None:  # that of `__hash__` is None by itself, where a class defines `__eq__`
                setattr(made, name, method)
        return made

    return make if cls is None else make(cls)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass


def _first_init(cls: type[Any], frozen: bool, slots: bool) -> Callable[..., None]:
    """The method ``__init__`` of a class until it is called, which replaces it."""

    def first(self: object, *args: object, **named: object) -> None:
        compiled = _init(cls, frozen, slots)
        cls.__init__ = compiled
        compiled(self, *args, **named)

    return first


def _init(cls: type[Any], frozen: bool, slots: bool) -> Callable[..., None]:
    """The method ``__init__`` of a class, compiled."""
    parameters, lines = ["self"], []
    names: dict[str, object] = {"__name__": cls.__module__, "_set": object.__setattr__, "_MISSING": dataclasses.MISSING}
    for field in dataclasses.fields(cls):
        name, default, factory = field.name, f"_default_{field.name}", f"_factory_{field.name}"
        value = name
        if field.default_factory is not dataclasses.MISSING:
            names[factory] = field.default_factory
            value = f"{factory}() if {name} is _MISSING else {name}" if field.init else f"{factory}()"
            parameter = f"{name}=_MISSING"
        elif field.default is not dataclasses.MISSING:
            names[default] = field.default
            value = name if field.init else default
            parameter = f"{name}={default}"
        else:
            parameter = name
        if field.init:
            parameters.append(parameter)
        elif value == name or (value == default and not slots):
            continue  # it is set in `__post_init__`, or its default is an attribute of the class
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n    ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(parameters)}):\n    {body}\n", names)  # noqa: S102 - names and defaults of our own classes
    compiled: Any = names["__init__"]
    compiled.__qualname__ = f"{cls.__qualname__}.__init__"
    return compiled  # type: ignore[no-any-return]


@recursive_repr("...")
def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _comparison(cls: type[Any], frozen: bool) -> tuple[object, object]:
    """The methods ``__eq__`` and ``__hash__`` of a class; None for the latter if its instances change."""
    values = _values_of([field.name for field in dataclasses.fields(cls) if field.compare])

    def equals(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return equals, hashed if frozen else None


def _values_of(names: list[str]) -> _Values:
    """Attributes of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple([getattr(self, name) for name in names])


def _refusals(cls: type[Any]) -> tuple[object, object]:
    """The methods ``__setattr__`` and ``__delattr__`` of a frozen class."""
    names = frozenset(field.name for field in dataclasses.fields(cls))

    def set_attribute(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete_attribute(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return set_attribute, delete_attribute


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state):
        object.__setattr__(self, field.name, value)
