"""What a release of the SageMaker Python SDK defines, by qualified name.

The tables ``v2.json`` and ``v3.json`` are written by :mod:`sm_lint.sagemaker.sdk.wheels` from the wheels whose addresses
they hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sm_lint.patterns import regex

Generation = Literal["v2", "v3"]

SUPER = "super()"
ELSEWHERE = "?"
"""Where keywords go, in a table, that are handed on in a way that is not followed."""

_MIXED = regex(r"^(?:\w+\.)?with_metaclass\([\w.]+, ([\w.]+)\)$")
"""A base class of the time of Python 2."""
MAX_DEPTH = 12
"""Imports and base classes that are followed one after the other."""


class Found(NamedTuple):
    """Where a name is defined: its module, what it is there, and its table (empty for a module or a plain value)."""

    module: str
    name: str
    kind: Literal["module", "class", "function", "value"]
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters of a function, method or class, after ``self``.

    Attributes:
        positional: names that may be given by position, in order.
        required: names that have no default.
        accepted: every keyword that has an effect: parameters, keys that are taken out of ``**kwargs``, and what the
            functions take that ``**kwargs`` is handed to.
        swallows: there is a ``**kwargs``, so that an unknown keyword is no TypeError.
        open: ``**kwargs`` reaches code that was not followed: other keywords may have an effect.
        variadic: ``*args`` takes more positional arguments.
        lists: parameters that are annotated as lists, and as nothing else but None.
        validated: it is the constructor of a model of pydantic: a wrong keyword is a ValidationError.
    """

    positional: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    swallows: bool = False
    open: bool = False
    variadic: bool = False
    lists: frozenset[str] = frozenset()
    validated: bool = False


@dataclass(frozen=True)
class Surface:
    """One generation of the SDK.

    Attributes:
        sources: address of each distribution.
        modules: table of each module, by its dotted name.
    """

    sources: tuple[str, ...]
    modules: Mapping[str, Mapping[str, Any]]
    _found: dict[str, Found | None] = field(default_factory=dict)
    _signatures: dict[tuple[str, str], Signature | None] = field(default_factory=dict)

    def find(self, qualified: str) -> Found | None:
        """What a name such as ``sagemaker.estimator.Estimator`` refers to through the imports of the SDK; None for unknown names."""
        if qualified not in self._found:
            self._found[qualified] = self._find(qualified, 0)
        return self._found[qualified]

    def _find(self, qualified: str, depth: int) -> Found | None:
        if qualified in self.modules:
            return Found(qualified, "", "module", {})
        module, _, name = qualified.rpartition(".")
        if not module or depth > MAX_DEPTH:
            return None
        table = self.modules.get(module)
        if table is None:
            owner = self._find(module, depth + 1)
            if owner is None or owner.kind != "module" or owner.module == module:
                return None
            return self._find(f"{owner.module}.{name}", depth + 1)
        if name in table.get("classes", {}):
            return Found(module, name, "class", table["classes"][name])
        if name in table.get("functions", {}):
            return Found(module, name, "function", table["functions"][name])
        if name in table.get("names", {}):
            target = table["names"][name]
            if not target:
                return Found(module, name, "value", {})
            inside = target.startswith("sagemaker.") or "." not in target
            found = self._find(target if "." in target else f"{module}.{target}", depth + 1) if inside else None
            return found or Found(module, name, "value", {})
        for star in table.get("stars", ()):
            found = self._find(f"{star}.{name}", depth + 1)
            if found is not None:
                return found
        return None

    def bases(self, cls: Found) -> Iterator[Found | None]:
        """The class and those it inherits from, depth first; None for one outside the SDK."""
        yield from self._bases(cls, 0)

    def _bases(self, cls: Found, depth: int) -> Iterator[Found | None]:
        yield cls
        for written in cls.table.get("bases", ()):
            base = _MIXED.sub(r"\1", written)
            if base in {"object", "ABC", "abc.ABC", "Generic"} or base.startswith("Generic["):
                continue
            found = self.find(f"{cls.module}.{base}") or (self.find(base) if "." in base else None)
            # A class that inherits from this one took the name of an imported base afterwards.
            later = found is not None and found.module == cls.module and cls.name in found.table.get("bases", ())
            if found is not None and found.kind == "class" and depth < MAX_DEPTH and not later:
                yield from self._bases(found, depth + 1)
            else:
                yield None if base.rpartition(".")[2] != "BaseModel" else Found("pydantic", "BaseModel", "class", {})

    def signature(self, qualified: str, method: str = "__init__") -> Signature | None:
        """Parameters of a function, or of a method of a class; None where they are not known."""
        key = (qualified, method)
        if key not in self._signatures:
            found = self.find(qualified)
            self._signatures[key] = self._signature_of(found, method) if found is not None else None
        return self._signatures[key]

    def _signature_of(self, found: Found, method: str) -> Signature | None:
        if found.kind == "function":
            return self._resolved(found.table, None, found, 0, skip=0)
        if found.kind != "class":
            return None
        return self._method(found, found, method, 0)

    def _method(self, cls: Found, start: Found, method: str, depth: int, *, after: bool = False) -> Signature | None:
        """A method as instances of `cls` have it, searched from `start` on, or behind it."""
        if depth > MAX_DEPTH:
            return None
        order = list(self.bases(cls))
        place = next((index for index, base in enumerate(order) if base == start), 0)
        for base in order[place + 1 if after else place :]:
            if base is None:
                return None
            found = base.table.get("methods", {}).get(method)
            if found is not None:
                skip = 0 if found.get("is") == "staticmethod" else 1
                return self._resolved(found, cls, base, depth, skip=skip)
            if method == "__init__" and base.table.get("fields") and _takes_fields(order):
                return self._fields(cls) if None not in order else None
            if base.module == "pydantic":
                return None
        return Signature() if method == "__init__" else None

    def _fields(self, cls: Found) -> Signature:
        """The constructor that a dataclass or a model of pydantic is given by its fields."""
        names: dict[str, bool] = {}
        forbids = False
        for base in reversed([base for base in self.bases(cls) if base is not None]):
            for item in base.table.get("fields", "").split():
                names[item.rstrip("=")] = item.endswith("=")
            forbids = forbids or bool(base.table.get("forbids")) or bool(base.table.get("dataclass"))
        return Signature(
            tuple(names) if cls.table.get("dataclass") else (),
            frozenset(name for name, default in names.items() if not default),
            frozenset(names),
            swallows=not forbids,
            validated=not cls.table.get("dataclass"),
        )

    def _resolved(
        self, table: Mapping[str, Any], cls: Found | None, owner: Found, depth: int, *, skip: int
    ) -> Signature | None:
        positional: list[str] = []
        required: set[str] = set()
        accepted: set[str] = set()
        by_position, variadic, swallows = True, False, False
        for part in table["parameters"].split()[skip:]:
            if part.startswith("**"):
                swallows = True
            elif part.startswith("*"):
                by_position, variadic = False, variadic or len(part) > 1
            else:
                name = part.rstrip("=")
                accepted.add(name)
                if by_position:
                    positional.append(name)
                if not part.endswith("="):
                    required.add(name)
        accepted.update(table.get("reads", "").split())
        lists = set(table.get("lists", "").split())
        if table.get("filled"):
            required.clear()
        is_open = False
        for target in table.get("to", "").split():
            further = self._handed_to(target, cls, owner, depth)
            if further is None:
                is_open = True
            else:
                accepted |= further.accepted
                lists |= further.lists - set(positional)
                is_open = is_open or further.open
        return Signature(
            tuple(positional), frozenset(required), frozenset(accepted), swallows, is_open, variadic, frozenset(lists)
        )

    def _handed_to(self, target: str, cls: Found | None, owner: Found, depth: int) -> Signature | None:
        """Parameters of what a function hands its ``**kwargs`` to."""
        if target == ELSEWHERE or depth > MAX_DEPTH:
            return None
        if target.startswith(f"{SUPER}."):
            return self._method(cls, owner, target.rpartition(".")[2], depth + 1, after=True) if cls else None
        if target.startswith("self."):
            return self._method(cls, cls, target.rpartition(".")[2], depth + 1) if cls else None
        if target == "cls":
            return self._method(cls, cls, "__init__", depth + 1) if cls else None
        found = self.find(f"{owner.module}.{target}")
        if found is None or found.kind not in {"class", "function"}:
            return None
        if found.kind == "function":
            return self._resolved(found.table, None, found, depth + 1, skip=0)
        return self._method(found, found, "__init__", depth + 1)


def _takes_fields(order: Iterable[Found | None]) -> bool:
    """Is the constructor made of the fields, as those of dataclasses and models are? An unknown base may be a model."""
    return any(base is None or base.module == "pydantic" or bool(base.table.get("dataclass")) for base in order)


class _Modules(Mapping[str, Mapping[str, Any]]):
    """The tables of modules, each parsed when it is first asked for: a file that makes three calls needs few of them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._texts = {name.strip('"'): text for name, _, text in (line.partition(":") for line in lines)}
        self._tables: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = json.loads(self._texts[name].removesuffix(","))
        return table

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def surface(generation: Generation) -> Surface:
    """The table of a generation. Its file, with one module a line, is read when it is first asked for (2 ms)."""
    text = (Path(__file__).parent / f"{generation}.json").read_text(encoding="utf-8")
    sources, _, *modules, _, _ = text.split("\n")
    return Surface(tuple(json.loads(sources.partition(":")[2].removesuffix(","))), _Modules(modules))
