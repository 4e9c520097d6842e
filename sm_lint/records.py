"""Dataclasses whose methods are compiled when they are first called.

A run over a single file makes more than a hundred of these classes before it looks at the file and calls few of their
methods; `dataclasses` compiles up to six for each at once, which took a quarter of the start. What is compiled is the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from dataclasses import dataclass

__all__ = ["dataclass"]

_Class = TypeVar("_Class", bound=type[Any])
_Fields = tuple[dataclasses.Field[Any], ...]
_Method = Callable[..., Any]


def _dataclass(
    *, frozen: bool = False, slots: bool = False, init: bool = True, repr: bool = True, eq: bool = True
) -> Callable[[_Class], _Class]:
    """As :func:`dataclasses.dataclass`, for classes whose annotations are all fields.

    Raises:
        TypeError: there are class variables or initial variables among them.
    """

    def make(cls: _Class) -> _Class:
        made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        fields = dataclasses.fields(made)
        if len(fields) != len(made.__dataclass_fields__):
            raise TypeError(f"{made.__qualname__}: class variables and initial variables are not provided for")
        if init:
            _add(made, "__init__", lambda: _init(made, fields, frozen))
        if repr:
            _add(made, "__repr__", lambda: _repr(fields))
        if eq:
            hashed = made.__dict__.get("__hash__") is not None
            _add(made, "__eq__", lambda: _equality(fields))
            if not hashed:
                made.__hash__ = _first_call(made, "__hash__", lambda: _hash(fields)) if frozen else None
        if frozen:
            made.__setattr__ = _refuse_to_set
            made.__delattr__ = _refuse_to_delete
        if frozen and slots:
            made.__getstate__ = _state
            made.__setstate__ = _set_state
        return cast(_Class, made)

    return make


if not TYPE_CHECKING:
    dataclass = _dataclass


def _add(cls: type[Any], name: str, compiled: Callable[[], _Method]) -> None:
    """Add a method, unless the class has one of its own."""
    if name not in cls.__dict__:
        setattr(cls, name, _first_call(cls, name, compiled))


def _first_call(cls: type[Any], name: str, compiled: Callable[[], _Method]) -> _Method:
    """A method that puts the compiled one in its place when it is called."""

    def first(self: Any, *args: Any, **given: Any) -> Any:
        method = compiled()
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *args, **given)

    return first


def _init(cls: type[Any], fields: _Fields, frozen: bool) -> _Method:
    known: dict[str, Any] = {"_set": object.__setattr__, "_made": _MADE}
    parameters = ["self"]
    keywords: list[str] = []
    body: list[str] = []
    for field in fields:
        name = value = field.name
        default = ""
        if field.default is not dataclasses.MISSING:
            default = value = f"_default_{name}"
            known[default] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            default, value = "_made", f"_make_{name}()"
            known[f"_make_{name}"] = field.default_factory
        elif not field.init:
            continue
        if field.init:
            (keywords if field.kw_only else parameters).append(f"{name}={default}" if default else name)
            value = f"{value} if {name} is _made else {name}" if default == "_made" else name
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _compiled(
        "__init__", ", ".join([*parameters, *(["*", *keywords] if keywords else ())]), body or ["pass"], known
    )


def _repr(fields: _Fields) -> _Method:
    shown = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields if field.repr)
    return recursive_repr()(_compiled("__repr__", "self", [f'return f"{{self.__class__.__qualname__}}({shown})"']))


def _equality(fields: _Fields) -> _Method:
    names = [field.name for field in fields if field.compare]
    same = f"{_tuple('self', names)} == {_tuple('other', names)}"
    return _compiled(
        "__eq__", "self, other", [f"return {same} if other.__class__ is self.__class__ else NotImplemented"]
    )


def _hash(fields: _Fields) -> _Method:
    names = [field.name for field in fields if (field.compare if field.hash is None else field.hash)]
    return _compiled("__hash__", "self", [f"return hash({_tuple('self', names)})"])


def _tuple(of: str, names: Iterable[str]) -> str:
    return "(" + "".join(f"{of}.{name}, " for name in names) + ")"


def _compiled(name: str, parameters: str, body: Iterable[str], known: dict[str, Any] | None = None) -> _Method:
    """A function.

    Args:
        known: what its text names.
    """
    names = {} if known is None else known
    exec(f"def {name}({parameters}):\n " + "\n ".join(body), names)  # noqa: S102 - as dataclasses does
    method: _Method = names[name]
    return method


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state):
        object.__setattr__(self, field.name, value)


_MADE = object()
"""Stands for a value that is made anew for each object."""
