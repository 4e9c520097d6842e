"""Input and output signatures of library calls: the data of `flow/library/*.toml`, looked up by qualified name.

An entry says which argument is read, written, probed, deleted or created, by position, keyword or both::

    "pandas.read_csv" = { read = "0 filepath_or_buffer", returns = "pandas.DataFrame" }

Keys of `[methods]` are bare method names that are distinctive enough to be believed on a receiver of unknown type.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

MODES = ("read", "write", "probe", "delete", "create", "upload", "call", "channel")
_TOUCHING = frozenset((*MODES, "exits"))


class Slot(NamedTuple):
    """An argument: its position, its keyword, or both; ``*`` as keyword means every positional argument."""

    position: int | None
    keyword: str | None

    @classmethod
    def parse(cls, text: str | int) -> Slot:
        """Read ``0``, ``"0"``, ``"path"`` or ``"0 path"``."""
        words = str(text).split()
        position = next((int(word) for word in words if word.isdigit()), None)
        keyword = next((word for word in words if not word.isdigit()), None)
        return cls(position, keyword)


@dataclass(frozen=True, slots=True)
class Signature:
    """What one library call does with its arguments.

    Attributes:
        accesses: (mode, argument) pairs; the modes are those of MODES.
        directory: the accesses are to directories as a whole.
        returns: qualified name of the type of the result.
        pure: touches nothing; arguments are not handed on.
        exits: does not return.
        need_path: believed only where the argument looks like a path: for method names that are used for other things.
        hub: the arguments, by keyword, that may also be the name of a model or dataset on a hub.
        download: what it reads it fetches first, where this argument is true.
        uri: the argument may go on after the path with `?options` and `#cache`.
    """

    accesses: tuple[tuple[str, Slot], ...] = ()
    directory: bool = False
    returns: str | None = None
    pure: bool = False
    exits: bool = False
    need_path: bool = False
    hub: tuple[str, ...] = ()
    download: Slot | None = None
    uri: bool = False


def decode(entry: Mapping[str, Any]) -> Signature:
    """A signature from its table."""
    accesses = []
    for mode in MODES:
        given = entry.get(mode, ())
        for text in given if isinstance(given, list | tuple) else (given,):
            accesses.append((mode, Slot.parse(text)))
    return Signature(
        tuple(accesses), entry.get("directory", False), entry.get("returns"), entry.get("pure", False),
        entry.get("exits", False), entry.get("need-path", False), tuple(entry.get("hub", ())),
        Slot.parse(entry["download"]) if "download" in entry else None, entry.get("uri", False),
    )  # fmt: skip


class Library:
    """All signatures: `functions` by qualified name, `methods` by bare name, `pure` modules by prefix."""

    def __init__(self) -> None:
        self._functions: dict[str, Mapping[str, Any]] = {}
        self._methods: dict[str, Mapping[str, Any]] = {}
        self._decoded: dict[str, Signature | None] = {}
        self._of_classes: dict[str, Signature | None] = {}
        self._harmless: dict[str, bool] = {}
        self._canonical: dict[str, str] = {}
        self._pure: set[str] = set()
        self._aliases: dict[str, str] = {}
        self._variables: set[str] = set()
        self._streams: set[str] = set()
        self._immediate: set[str] = set()
        self._hooks: dict[str, tuple[str, ...]] = {}
        self._registers: dict[str, frozenset[str]] = {}
        self._touching: frozenset[str] | None = None

    def copy(self) -> Library:
        """The same signatures, to add to."""
        twin = Library()
        twin._functions = self._functions.copy()
        twin._methods = self._methods.copy()
        twin._pure = self._pure.copy()
        twin._aliases = self._aliases.copy()
        twin._variables = self._variables.copy()
        twin._streams = self._streams.copy()
        twin._immediate = self._immediate.copy()
        twin._hooks = self._hooks.copy()
        twin._registers = self._registers.copy()
        return twin

    def add(self, table: Mapping[str, Any]) -> None:
        """Take over one file's tables."""
        self._forget()
        self._functions.update(table.get("functions", {}))
        self._methods.update(table.get("methods", {}))
        self._pure.update(table.get("pure", ()))
        self._aliases.update(table.get("aliases", {}))
        self._variables.update(table.get("variables", ()))
        self._streams.update(table.get("streams", ()))
        self._immediate.update(table.get("immediate", ()))
        self._hooks.update((name, tuple(methods)) for name, methods in table.get("hooks", {}).items())
        self._registers.update((name, frozenset(methods)) for name, methods in table.get("registers", {}).items())

    def _forget(self) -> None:
        """Let go what was worked out of the tables before."""
        self._decoded.clear()
        self._of_classes.clear()
        self._harmless.clear()
        self._canonical.clear()
        self._touching = None

    @property
    def touching(self) -> frozenset[str]:
        """Names of the functions, and bare names of the methods, that do something with a path, or do not return."""
        if self._touching is None:
            rows = (*self._functions.items(), *self._methods.items())
            self._touching = frozenset(name for name, entry in rows if not _TOUCHING.isdisjoint(entry))
        return self._touching

    def canonical(self, name: str) -> str:
        """The name that signatures go by: `tensorflow.compat.v1.x` is `tensorflow.x`."""
        known = self._canonical.get(name)
        if known is None:
            known = self._canonical[name] = self._renamed(name)
        return known

    def _renamed(self, name: str) -> str:
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            target = self._aliases.get(".".join(parts[:end]))
            if target is not None:
                return ".".join([target, *parts[end:]])
        return name

    def function(self, name: str) -> Signature | None:
        """Signature by qualified name, None where the call is not known."""
        if name not in self._decoded:
            entry = self._functions.get(name)
            self._decoded[name] = decode(entry) if entry is not None else None
        return self._decoded[name]

    def method(self, name: str) -> Signature | None:
        """Signature of a distinctive method name on whatever receiver."""
        key = "." + name
        if key not in self._decoded:
            entry = self._methods.get(name)
            self._decoded[key] = decode(entry) if entry is not None else None
        return self._decoded[key]

    def of_some_class(self, name: str) -> Signature | None:
        """Signature of a distinctive class method by qualified name, such as `AnyTokenizer.from_pretrained`."""
        if name not in self._of_classes:
            owner, _, last = name.rpartition(".")
            fits = owner.rpartition(".")[2][:1].isupper() and not self.is_pure(owner)
            self._of_classes[name] = self.method(last) if fits else None
        return self._of_classes[name]

    def is_stream(self, name: str) -> bool:
        """Is this the type of an open file or of a buffer: something that is read, but is no path?"""
        return name in self._streams

    def is_variable(self, name: str) -> bool:
        """Is this the type of a pipeline variable: something that has no value until the pipeline runs?"""
        return name in self._variables or name.rpartition(".")[0] in self._variables or is_step_property(name)

    def is_immediate(self, name: str) -> bool:
        """Does this call of a definition need the values of its arguments at once, so that it takes no variable?"""
        return name in self._immediate

    def hooks(self, base: str) -> tuple[str, ...]:
        """Methods that a library calls itself on objects of classes that derive from this one."""
        return self._hooks.get(base, ())

    def registers(self, decorator: str) -> bool:
        """Does a decorator, by its qualified name, hand the function to a library that calls it?"""
        owner, _, method = decorator.removesuffix("()").rpartition(".")
        return method in self._registers.get(owner.removesuffix("()"), ())

    def is_pure(self, name: str) -> bool:
        """Does nothing under this name touch a path that is handed to it?"""
        known = self._harmless.get(name)
        if known is None:
            known = self._harmless[name] = name in self._pure or ("." in name and self.is_pure(name.rpartition(".")[0]))
        return known


def is_step_property(name: str) -> bool:
    """Is this what a step's `properties` lead to?"""
    return name.startswith("sagemaker.") and "Step.properties." in name and ".workflow." in name


@cache
def library() -> Library:
    """The signatures that come with the linter."""
    import tomli

    collected = Library()
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "library")
    for name in sorted(os.listdir(folder)):  # noqa: TID251 - data of the package
        if name.endswith(".toml"):
            with open(os.path.join(folder, name), "rb") as file:
                collected.add(tomli.load(file))
    return collected
