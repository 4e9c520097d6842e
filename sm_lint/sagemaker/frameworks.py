"""Frameworks of the prebuilt serving containers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from sm_lint.sagemaker.data import load


class Framework(NamedTuple):
    """One framework.

    Attributes:
        name: as the handlers' ``frameworks`` have it.
        modules: first names of what its scripts import.
        distributions: PEP 503 names of what it requires.
        classes: classes of the SDK that launch it.
        toolkit: how its handlers are called; see the file.
        source: where the fact comes from.
    """

    name: str
    modules: tuple[str, ...]
    distributions: tuple[str, ...]
    classes: tuple[str, ...]
    toolkit: Literal["inference", "containers", "other"]
    source: str


@cache
def frameworks() -> tuple[Framework, ...]:
    """All of them; the first one that fits a script's imports is its framework."""
    return tuple(
        Framework(
            entry["name"],
            tuple(entry["modules"]),
            tuple(entry["distributions"]),
            tuple(entry["classes"]),
            entry["toolkit"],
            entry["source"],
        )
        for entry in load("frameworks")["framework"]
    )


def framework_of_class(name: str) -> Framework | None:
    """The framework that a class of the SDK launches."""
    return next((entry for entry in frameworks() if name in entry.classes), None)


def framework_of_distributions(names: Iterable[str]) -> Framework | None:
    """The framework that a contract's requirements name."""
    wanted = frozenset(names)
    return next((entry for entry in frameworks() if wanted.intersection(entry.distributions)), None)


def framework_of_modules(names: Iterable[str]) -> Framework | None:
    """The framework that a script's imports name, by their first names."""
    wanted = frozenset(names)
    return next((entry for entry in frameworks() if wanted.intersection(entry.modules)), None)


@cache
def checkpointing_frameworks() -> tuple[Framework, ...]:
    """Those whose scripts can go on from a checkpoint."""
    names = load("frameworks")["checkpoints"]["frameworks"]
    return tuple(entry for entry in frameworks() if entry.name in names)


@cache
def server_modules() -> frozenset[str]:
    """Modules of web servers, by first name."""
    return frozenset(load("frameworks")["servers"]["modules"])


@cache
def misnomers() -> dict[str, str]:
    """Names that are taken for handlers → the handler that is meant."""
    return {name: entry["handler"] for entry in load("frameworks")["misnomer"] for name in entry["names"]}
