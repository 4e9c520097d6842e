"""Signatures of library calls: the data in `flow/library/*.toml`, by qualified name.

An entry states which argument is read, written, probed, deleted or created, by position, keyword or both::

    "pandas.read_csv" = { read = "0 filepath_or_buffer", returns = "pandas.DataFrame" }

Keys of `[methods]` are bare method names that are distinctive enough for a receiver of unknown type.
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
    """An argument: its position, its keyword, or both; the keyword ``*`` stands for every positional argument."""

    position: int | None
    keyword: str | None

    @classmethod
    def parse(cls, text: str | int) -> Slot:
        """Parse ``0``, ``"0"``, ``"path"`` or ``"0 path"``."""
        words = str(text).split()
        position = next((int(word) for word in words if word.isdigit()), None)
        keyword = next((word for word in words if not word.isdigit()), None)
        return cls(position, keyword)


@dataclass(frozen=True, slots=True)
class Signature:
    """The effects of one library call on its arguments.

    Attributes:
        accesses: (mode, argument) pairs; the modes are those of MODES.
        directory: whether the accesses are to whole directories.
        returns: qualified name of the type of the result.
        pure: has no effects and does not pass its arguments on.
        exits: does not return.
        need_path: applies only if the argument looks like a path: for method names with other uses.
        hub: the arguments, by keyword, that may also name a model or dataset on a hub.
        download: the argument that, if true, makes the call download what it reads.
        uri: the path in the argument may be followed by `?options` and `#cache`.
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
    """Decode a signature from its table."""
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
        """A copy that can be extended."""
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
        """Add the tables of one file."""
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
        """Drop everything derived from the previous tables."""
        self._decoded.clear()
        self._of_classes.clear()
        self._harmless.clear()
        self._canonical.clear()
        self._touching = None

    @property
    def touching(self) -> frozenset[str]:
        """The names of functions, and the bare names of methods, that access a path or do not return."""
        if self._touching is None:
            rows = (*self._functions.items(), *self._methods.items())
            self._touching = frozenset(name for name, entry in rows if not _TOUCHING.isdisjoint(entry))
        return self._touching

    def canonical(self, name: str) -> str:
        """The canonical name for signatures: `tensorflow.compat.v1.x` becomes `tensorflow.x`."""
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
        """The signature for a qualified name; None for an unknown call."""
        if name not in self._decoded:
            entry = self._functions.get(name)
            self._decoded[name] = decode(entry) if entry is not None else None
        return self._decoded[name]

    def method(self, name: str) -> Signature | None:
        """The signature of a distinctive method name, for any receiver."""
        key = "." + name
        if key not in self._decoded:
            entry = self._methods.get(name)
            self._decoded[key] = decode(entry) if entry is not None else None
        return self._decoded[key]

    def of_some_class(self, name: str) -> Signature | None:
        """The signature of a distinctive class method by qualified name, such as `AnyTokenizer.from_pretrained`."""
        if name not in self._of_classes:
            owner, _, last = name.rpartition(".")
            fits = owner.rpartition(".")[2][:1].isupper() and not self.is_pure(owner)
            self._of_classes[name] = self.method(last) if fits else None
        return self._of_classes[name]

    def is_stream(self, name: str) -> bool:
        """Whether this is the type of an open file or a buffer, which is read but is not a path."""
        return name in self._streams

    def is_variable(self, name: str) -> bool:
        """Whether this is the type of a pipeline variable, which has no value until the pipeline runs."""
        return name in self._variables or name.rpartition(".")[0] in self._variables or is_step_property(name)

    def is_immediate(self, name: str) -> bool:
        """Whether this call in a definition needs its arguments' values immediately, and so accepts no variable."""
        return name in self._immediate

    def hooks(self, base: str) -> tuple[str, ...]:
        """The methods that a library calls on objects of classes derived from this one."""
        return self._hooks.get(base, ())

    def registers(self, decorator: str) -> bool:
        """Whether a decorator, by its qualified name, hands the function to a library that calls it."""
        owner, _, method = decorator.removesuffix("()").rpartition(".")
        return method in self._registers.get(owner.removesuffix("()"), ())

    def is_pure(self, name: str) -> bool:
        """Whether no function under this name accesses a path passed to it."""
        known = self._harmless.get(name)
        if known is None:
            known = self._harmless[name] = name in self._pure or ("." in name and self.is_pure(name.rpartition(".")[0]))
        return known


def is_step_property(name: str) -> bool:
    """Whether this is reached from a step's `properties`."""
    return name.startswith("sagemaker.") and "Step.properties." in name and ".workflow." in name


@cache
def library() -> Library:
    """The built-in signatures."""
    import tomli

    collected = Library()
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "library")
    for name in sorted(os.listdir(folder)):  # noqa: TID251 - data of the package
        if name.endswith(".toml"):
            with open(os.path.join(folder, name), "rb") as file:
                collected.add(tomli.load(file))
    return collected
