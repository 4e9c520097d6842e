"""Names of a package that are imported from their modules when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def deferred_names(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package whose names are defined in other modules.

    Args:
        package: its dotted name.
        homes: the names, by the dotted name of the module that defines them; ``a as b`` where it is another one there.
    """
    home_of = {}
    for module, names in homes.items():
        for name in names:
            own, _, given = name.partition(" as ")
            home_of[given or own] = module, own

    def load(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, own = home_of[name]
        value = getattr(import_module(module), own)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: sorted(home_of)
