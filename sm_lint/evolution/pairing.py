"""Which part of the one contract is which of the other: by name, and for the rest by what gives a renamed part away."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Part = TypeVar("Part")

LIKENESS = 0.8
"""How alike two names are at least, from 0 to 1, where one is the other after a change of its spelling."""


@dataclass(slots=True)
class Pairs(Generic[Part]):
    """The parts of two contracts.

    Attributes:
        both: those that both have, in the order of the later one.
        renamed: those that have another name in the later one.
        gone: those that only the earlier one has.
        new: those that only the later one has.
    """

    both: list[tuple[Part, Part]]
    renamed: list[tuple[Part, Part]]
    gone: list[Part]
    new: list[Part]


def paired(
    before: Iterable[Part],
    after: Iterable[Part],
    name: Callable[[Part], Hashable],
    same: Callable[[Part, Part], bool],
) -> Pairs[Part]:
    """Pair the parts of two contracts.

    Args:
        before, after: the parts.
        name: their names, under which each counts once.
        same: whether two parts of different names are one that was renamed.
    """
    earlier: dict[Hashable, Part] = {}
    later: dict[Hashable, Part] = {}
    for part in before:
        earlier.setdefault(name(part), part)
    for part in after:
        later.setdefault(name(part), part)
    both = [(earlier[key], part) for key, part in later.items() if key in earlier]
    gone = [part for key, part in earlier.items() if key not in later]
    new = [part for key, part in later.items() if key not in earlier]
    renamed = []
    for part in list(gone):
        found = _only([other for other in new if same(part, other)])
        if found is not None and _only([other for other in gone if same(other, found)]) is part:
            renamed.append((part, found))
            gone.remove(part)
            new.remove(found)
    return Pairs(both, renamed, gone, new)


def _only(found: Sequence[Part]) -> Part | None:
    return found[0] if len(found) == 1 else None


def alike(one: str, other: str) -> bool:
    """Whether two names are spellings of one."""
    import difflib

    return difflib.SequenceMatcher(None, _folded(one), _folded(other)).ratio() >= LIKENESS


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
