"""Where values come from: what they are the value of, and by which operations a library's object was made.

Sources are compared by what they hold: values that differ in nothing else are one alternative.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

from sm_lint.flow.facts import ArgumentFact


class FromEnvironment(NamedTuple):
    """The value of an environment variable, unchanged."""

    name: str


class FromArgument(NamedTuple):
    """The value of a parsed argument, unchanged."""

    fact: ArgumentFact


class EnvironmentName(NamedTuple):
    """A name of an environment variable that is taken from the environment: it is not known which."""


Source: TypeAlias = FromEnvironment | FromArgument | EnvironmentName
ENVIRONMENT_NAME = EnvironmentName()


class Role(Enum):
    """What a mapping is where it is more than a dictionary."""

    ENVIRON = "a copy of the environment: keys that it does not list are variables"
    DOCUMENT = "what a JSON text holds, which need not be a dictionary at all"
    CONFIGURATION = "a configuration whose keys are attributes as well: `cfg.data.path` is `cfg['data']['path']`"


class LibraryType:
    """How a library's object was got: by a class or function of a known name, and what was done with it from there.

    `json.load(file)["paths"].get("train")` is the CallResult of the Attribute `get` of an Item of what is Named `json.load`.

    Never changed once made. Name and root are worked out at once: a script of a thousand lines `x = x.step()` makes a chain
    too long to follow by recursion.

    Attributes:
        name: the type as messages and signatures have it, such as ``json.load[].get()``.
        root: qualified name that it begins with, such as ``json.load``; empty where nothing is known.
    """

    __slots__ = ("name", "root")

    name: str
    root: str


class Named(LibraryType):
    """The type that a signature gives, or the class or function that was called where no signature says more."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        self.name = self.root = name


class Attribute(LibraryType):
    """The type of ``x.name``; `of` is None where nothing is known of x."""

    __slots__ = ("attribute",)

    def __init__(self, of: LibraryType | None, attribute: str) -> None:
        self.attribute = attribute
        self.name = f"{of.name}.{attribute}" if of is not None else f".{attribute}"
        self.root = of.root if of is not None else ""


class CallResult(LibraryType):
    """The type of ``f(...)``, where no signature says what f returns."""

    __slots__ = ("of",)

    def __init__(self, of: LibraryType) -> None:
        self.of = of
        self.name = of.name + "()"
        self.root = of.root

    def is_of(self, *methods: str) -> bool:
        """Whether it was got by one of these methods."""
        return isinstance(self.of, Attribute) and self.of.attribute in methods


class Item(LibraryType):
    """The type of ``x[key]``; `of` is None where nothing is known of x."""

    __slots__ = ()

    def __init__(self, of: LibraryType | None) -> None:
        self.name = of.name + "[]" if of is not None else "[]"
        self.root = of.root if of is not None else ""


FILE = Named("file")
"""The type of an open file."""
