"""Where SDK v3 has the names of v2, made from the tables of both.

``python -m sm_lint.sagemaker.sdk.moves`` writes ``moves.json`` from ``v2.json``, ``v3.json`` and ``moved_modules.toml``.
A name has a home in v3 where one object of that name and kind is found at the place of the old one below one of the
packages that v3 is made of, or in the module that ``moved_modules.toml`` names. Where two different objects are, it has none.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.surface import Found, Surface, surface

ROOTS = ("sagemaker.core", "sagemaker.mlops", "sagemaker.train", "sagemaker.serve")
_TABLE = Path(__file__).parent / "moves.json"
_DEFINED = ("class", "function", "value")


class Moves(NamedTuple):
    """Names that have another home in v3.

    Attributes:
        modules: modules of v3 by those of v2.
        names: modules of v3 that define a name, by the module of v2 and the name. The name itself is the same.
    """

    modules: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]

    def module(self, old: str) -> str | None:
        """The module of v3 in place of one of v2."""
        return self.modules.get(old)

    def home(self, qualified: str) -> str | None:
        """The module of v3 that has a name such as ``sagemaker.inputs.TrainingInput``."""
        module, _, name = qualified.rpartition(".")
        return self.names.get(module, {}).get(name)


@cache
def moves() -> Moves:
    """The table, read when it is first asked for."""
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    names = {
        module: {name: home for home, listed in homes.items() for name in listed.split()}
        for module, homes in table["names"].items()
    }
    return Moves(table["modules"], names)


def table(old: Surface, new: Surface, renamed: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """The content of ``moves.json``.

    Args:
        old, new: the surfaces of v2 and v3.
        renamed: modules of v3 by those of v2, where the path differs.
    """
    modules = {}
    names = {}
    for module in sorted(old.modules):
        if new.find(module) is None and "._" not in module:
            found = next(
                filter(None, ([each for each in places if each in new.modules] for places in _places(module, renamed))),
                [],
            )
            if len(found) == 1 and found[0] != "sagemaker.core.shapes":
                modules[module] = found[0]
        homes: defaultdict[str, list[str]] = defaultdict(list)
        for name, defined in _public(old, module):
            home = None if new.find(f"{module}.{name}") is not None else _home(new, module, name, defined, renamed)
            if home is not None:
                homes[home].append(name)
        if homes:
            names[module] = {home: " ".join(sorted(homes[home])) for home in sorted(homes)}
    return {"modules": dict(modules), "names": dict(names)}


def _public(old: Surface, module: str) -> Iterator[tuple[str, Found]]:
    """The names of a module of v2 that are its own or those of the SDK, with what they are."""
    here = old.modules[module]
    listed = {*here.get("classes", ()), *here.get("functions", ())}
    listed |= {
        name for name, at in here.get("names", {}).items() if not at or "." not in at or at.startswith("sagemaker.")
    }
    for star in here.get("stars", ()):
        inner = old.modules.get(star, {})
        listed |= {*inner.get("classes", ()), *inner.get("functions", ())}
    for name in sorted(listed if "._" not in module else ()):
        found = old.find(f"{module}.{name}")
        if not name.startswith("_") and found is not None and found.kind in _DEFINED:
            yield name, found


def _home(new: Surface, module: str, name: str, defined: Found, renamed: Mapping[str, str]) -> str | None:
    """The module of v3 that has a name of v2, or None where none has, or several have different things."""
    for old in dict.fromkeys((module, defined.module)):
        if old == defined.module and name != defined.name:
            continue
        for places in _places(old, renamed):
            homes: dict[tuple[str, str], str] = {}
            for place in places:
                found = new.find(f"{place}.{name}") if place in new.modules else None
                if found is not None and found.kind == defined.kind and _is_same(found, defined):
                    homes.setdefault((found.module, found.name), _public_place(place, found, name, new))
            if homes:
                return next(iter(homes.values())) if len(homes) == 1 else None
    return None


def _is_same(new: Found, old: Found) -> bool:
    """Whether a name is no longer something from outside the SDK than it was: a module also has the names that it imports."""
    if new.kind != "value":
        return True
    return _outside(surface("v3"), new) == _outside(surface("v2"), old)


def _outside(table: Surface, found: Found) -> str:
    """What a plain value is imported as from outside the SDK; empty for one that the SDK makes."""
    target = table.modules[found.module].get("names", {}).get(found.name, "")
    return "" if target.startswith("sagemaker.") else str(target)


def _public_place(place: str, found: Found, name: str, new: Surface) -> str:
    """Where to import a name from: its own module, or the package around it that offers it.

    Other modules that import it may do so for the checker of types alone.
    """
    if name != found.name or found.module == place or found.module.startswith(f"{place}."):
        return place
    package = found.module.rpartition(".")[0]
    offered = new.find(f"{package}.{name}")
    if found.module == f"{package}.{package.rpartition('.')[2]}" and offered == found:
        return package
    return found.module


def _places(module: str, renamed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Modules of v3 that may have the content of one of v2: those that are known by name, then those at the same place."""
    rest = module.removeprefix("sagemaker")
    known = [
        new + module.removeprefix(old) for old, new in renamed.items() if module == old or module.startswith(f"{old}.")
    ]
    return known, [f"{root}{rest}" for root in ROOTS] if rest else []


def renamed_modules() -> dict[str, str]:
    """Modules whose path in v3 is not that of v2 below another package."""
    return {entry["old"]: entry["new"] for entry in load("sdk/moved_modules")["module"]}


def text() -> str:
    """The text of ``moves.json``, one module a line."""
    parts = table(surface("v2"), surface("v3"), renamed_modules())
    pieces = []
    for key, content in parts.items():
        lines = [f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in content.items()]
        pieces.append(f"{json.dumps(key)}:{{\n" + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(pieces) + "}\n"


def main() -> int:
    """Write the table."""
    _TABLE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
