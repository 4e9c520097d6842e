"""The provenance of values: the variable or argument they come from, and the operations that created a library object.

Sources are compared by content: values that differ in nothing else are one alternative.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sm_lint.flow.facts import ArgumentFact

if TYPE_CHECKING:
    from sm_lint.flow.domain.values import Value


class FromEnvironment(NamedTuple):
    """The value of an environment variable, unchanged."""

    name: str


class FromArgument(NamedTuple):
    """The value of a parsed argument, unchanged."""

    fact: ArgumentFact


class EnvironmentName(NamedTuple):
    """An unknown name of an environment variable, taken from the environment itself."""


class Encoded:
    """The JSON text of a value, unchanged; kept in definitions, where such a text may define jobs.

    Two of them are the same source only if they are the same object: values have no order or hash by content.
    """

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


Source: TypeAlias = FromEnvironment | FromArgument | EnvironmentName | Encoded
ENVIRONMENT_NAME = EnvironmentName()


class Role(Enum):
    """The role of a mapping that is more than a dictionary."""

    ENVIRON = "a copy of the environment: keys that it does not list are variables"
    DOCUMENT = "what a JSON text holds, which need not be a dictionary at all"
    HYPERPARAMETERS = "all hyperparameters of the job, and nothing else"
    CONFIGURATION = "a configuration whose keys are attributes as well: `cfg.data.path` is `cfg['data']['path']`"


class LibraryType:
    """The provenance of a library object: a class or function with a known name, and the operations applied to it.

    `json.load(file)["paths"].get("train")` is the CallResult of the Attribute `get` of an Item of the Named
    `json.load`.

    Immutable. Name and root are computed eagerly: a script of a thousand lines `x = x.step()` creates a chain too long
    for recursion.

    Attributes:
        name: the type in messages and signatures, such as ``json.load[].get()``.
        root: the qualified name that it begins with, such as ``json.load``; empty if unknown.
    """

    __slots__ = ("name", "root")

    name: str
    root: str


class Named(LibraryType):
    """The type in a signature, or the called class or function if there is no signature."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        self.name = self.root = name


class Attribute(LibraryType):
    """The type of ``x.name``; `of` is None if x is unknown."""

    __slots__ = ("attribute",)

    def __init__(self, of: LibraryType | None, attribute: str) -> None:
        self.attribute = attribute
        self.name = f"{of.name}.{attribute}" if of is not None else f".{attribute}"
        self.root = of.root if of is not None else ""


class CallResult(LibraryType):
    """The type of ``f(...)`` if no signature states the result of f."""

    __slots__ = ("of",)

    def __init__(self, of: LibraryType) -> None:
        self.of = of
        self.name = of.name + "()"
        self.root = of.root

    def is_of(self, *methods: str) -> bool:
        """Whether it is the result of one of these methods."""
        return isinstance(self.of, Attribute) and self.of.attribute in methods


class Item(LibraryType):
    """The type of ``x[key]``; `of` is None if x is unknown."""

    __slots__ = ()

    def __init__(self, of: LibraryType | None) -> None:
        self.name = of.name + "[]" if of is not None else "[]"
        self.root = of.root if of is not None else ""


FILE = Named("file")
"""The type of an open file."""
