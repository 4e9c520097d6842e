"""Shapes of TOML values as data, for the decoder, `sm-lint config`, the docs and the JSON schema.

The shapes are plain classes, not dataclasses: every run imports them, and a dataclass takes a millisecond to create.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import Any, Literal

Resolve = Literal["path", "paths", "globs", "glob-keys", "files"]
RULE_SELECTOR = "rule selector"


class Text:
    """A string; `what` names its meaning, `sample` is an example for messages, `form` a regular expression for all of it."""

    __match_args__ = ("what", "empty")

    def __init__(self, what: str = "string", empty: bool = False, sample: str = "…", form: str = "") -> None:
        self.what, self.empty, self.sample, self.form = what, empty, sample, form


class Flag:
    """``true`` or ``false``."""


class Whole:
    """A non-negative integer."""


class Scalar:
    """A string, a number or, with `booleans`, a boolean; kept as the ``str`` of the Python value.

    `sample` is an example string for messages.
    """

    __match_args__ = ("booleans",)

    def __init__(self, booleans: bool = True, sample: str = "…") -> None:
        self.booleans, self.sample = booleans, sample


class Choice:
    """One of several words."""

    __match_args__ = ("values",)

    def __init__(self, values: tuple[str, ...]) -> None:
        self.values = values


class ListOf:
    """An array; with `one`, a single item may be written instead of an array of one."""

    __match_args__ = ("item", "one")

    def __init__(self, item: Shape, one: bool = False) -> None:
        self.item, self.one = item, one


class TableOf:
    """A table with arbitrary keys; `key` names their meaning."""

    __match_args__ = ("item", "key")

    def __init__(self, item: Shape, key: str) -> None:
        self.item, self.key = item, key


class Record:
    """A table whose keys are the fields of a dataclass, declared with :func:`option`, in kebab-case.

    `home` is the dataclass, or ``module:name`` of one that is imported on demand. `short` is the key that a bare value
    sets, so that ``x = "/p"`` means ``x = { path = "/p" }``.
    """

    __match_args__ = ("of", "short")

    def __init__(self, home: type | str, short: str = "") -> None:
        self.home, self.short = home, short

    @property
    def of(self) -> type:
        """The dataclass."""
        if isinstance(self.home, str):
            module, _, name = self.home.partition(":")
            self.home = getattr(import_module(module), name)
        assert isinstance(self.home, type)
        return self.home


class AnyOf:
    """One of several shapes, distinguished by their TOML type."""

    __match_args__ = ("shapes",)

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes


class Opaque:
    """A table that is kept without validation, up to `depth` levels deep."""

    __match_args__ = ("depth",)

    def __init__(self, depth: int = 64) -> None:
        self.depth = depth


Shape = Text | Flag | Whole | Scalar | Choice | ListOf | TableOf | Record | AnyOf | Opaque


@dataclass(frozen=True, slots=True)
class Option:
    """The description of one option, or of one key of a contract table.

    Attributes:
        name: its name in TOML.
        field: its name in Python.
        shape: the shape of its value.
        doc: one or two sentences.
        default: the default as a TOML value; None if there is none.
        example: a line of TOML.
        resolve: how relative paths in its value are made absolute.
        formerly: its former names, which still work and are reported.
    """

    name: str
    field: str
    shape: Shape
    doc: str
    default: Any
    example: str
    resolve: Resolve | None = None
    formerly: tuple[str, ...] = ()


def option(
    shape: Shape,
    *,
    doc: str,
    example: str,
    default: Any = None,
    resolve: Resolve | None = None,
    name: str = "",
    formerly: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that describes an option; None in an instance means that it is not set."""
    known = {"shape": shape, "doc": doc, "default": default, "example": example, "resolve": resolve}
    return field(default=None, metadata={**known, "name": name, "formerly": formerly})


def options_of(record: type) -> dict[str, Option]:
    """The options of a dataclass by their TOML names, in order; cached."""
    found = _KNOWN.get(record)
    if found is None:
        found = _KNOWN[record] = {}
        for item in fields(record):
            known = item.metadata
            name = known["name"] or item.name.replace("_", "-")
            found[name] = Option(
                name,
                item.name,
                known["shape"],
                known["doc"],
                known["default"],
                known["example"],
                known["resolve"],
                known["formerly"],
            )
    return found


_KNOWN: dict[type, dict[str, Option]] = {}


def describe(shape: Shape, many: bool = False) -> str:
    """A shape in words, with an article or in the plural: "a list of strings"."""
    match shape:
        case Text(what):
            return what + "s" if many else _article(what)
        case Flag():
            return "booleans" if many else "true or false"
        case Whole():
            return "whole numbers" if many else "a whole number"
        case Scalar(True):
            return "strings, numbers or booleans" if many else "a string, a number or a boolean"
        case Scalar():
            return "strings or numbers" if many else "a string or a number"
        case Choice(values):
            return ("words out of " if many else "one of ") + ", ".join(values)
        case ListOf(item, one):
            words = f"list{'s' if many else ''} of {describe(item, many=True)}"
            return words if many else (f"{describe(item)} or a {words}" if one else f"a {words}")
        case TableOf(item, key):
            words = f"of {key} = {describe(item)}"
            return f"tables {words}" if many else f"a table {words}"
        case Record(of, short):
            words = "tables" if many else "a table"
            return f"{describe(options_of(of)[short].shape, many)} or {words}" if short else words
        case AnyOf(shapes):
            return " or ".join(describe(one, many) for one in shapes)
        case Opaque():
            return "tables" if many else "a table"


def sample(shape: Shape) -> str:
    """An example of a shape in TOML, for messages."""
    match shape:
        case Text() | Scalar():
            return f'"{shape.sample}"'
        case Choice(values):
            return f'"{values[0]}"'
        case Record(of, short) if short:
            return sample(options_of(of)[short].shape)
        case Flag():
            return "true"
        case Whole():
            return "0"
        case ListOf(item):
            return f"[{sample(item)}]"
        case AnyOf(shapes):
            return sample(shapes[0])
    return "{ … }"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
