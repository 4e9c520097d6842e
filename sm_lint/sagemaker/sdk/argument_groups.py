"""Arguments of the SageMaker Python SDK that exclude each other, or of which some have to be given."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from sm_lint.sagemaker.data import load


class ArgumentGroup(NamedTuple):
    """One demand on the arguments of a call.

    Attributes:
        of: names of classes or functions, for classes those that inherit from them included.
        not_of: names of classes that inherit from them and are otherwise.
        method: name of the method; empty for the class or function itself.
        exclude: at most one of these may be given.
        need: at least one of these sets has to be given whole; empty where none has to.
        unless: a word that, anywhere in the file, means that values may come from elsewhere; empty if there is none.
    """

    of: frozenset[str]
    not_of: frozenset[str]
    method: str
    exclude: tuple[str, ...]
    need: tuple[tuple[str, ...], ...]
    unless: str

    @property
    def names(self) -> frozenset[str]:
        """All of its arguments."""
        return frozenset((*self.exclude, *(name for names in self.need for name in names)))


def argument_groups(names: AbstractSet[str], method: str) -> Iterator[ArgumentGroup]:
    """The demands on a call, by the names of a class and its bases and the method; the latter is empty for the class itself."""
    for group in _groups():
        if group.method == method and names & group.of and not names & group.not_of:
            yield group


@cache
def _groups() -> tuple[ArgumentGroup, ...]:
    return tuple(
        ArgumentGroup(
            frozenset(entry["of"]),
            frozenset(entry.get("not_of", ())),
            entry.get("method", ""),
            tuple(entry.get("exclude", ())),
            tuple(tuple(each.split(" and ")) for each in entry.get("need", ())),
            entry.get("unless", ""),
        )
        for entry in load("sdk/argument_groups")["group"]
    )
