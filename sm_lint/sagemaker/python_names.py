"""What versions of Python added to the standard library and removed from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from sm_lint.sagemaker.data import load

Version = tuple[int, int]
"""Major and minor version."""


def added_in(module: str, name: str = "") -> Version | None:
    """The version that added a module, or a name of it, to the standard library; None if that is not known."""
    return _names("added").get((module, name))


def removed_in(module: str, name: str = "") -> Version | None:
    """The version that removed a module, or a name of it; None if that is not known."""
    return _names("removed").get((module, name))


def is_backported(module: str) -> bool:
    """Whether a distribution installs a module for versions of Python that do not have it yet."""
    return module in load("python_names")["backported"].split()


def parsed(version: str) -> Version:
    """``3.12`` as numbers."""
    major, _, minor = version.partition(".")
    return int(major), int(minor)


@cache
def _names(change: Literal["added", "removed"]) -> Mapping[tuple[str, str], Version]:
    found: dict[tuple[str, str], Version] = {}
    for version, entry in load("python_names")[change].items():
        found.update(((module, ""), parsed(version)) for module in entry["modules"].split())
        for module, names in entry["names"].items():
            found.update(((module, name), parsed(version)) for name in names.split())
    return found
