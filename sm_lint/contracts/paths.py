"""Container paths as text: absolute, with ``/``, without access to a file system.

A path may have holes, written ``*``, each for a part that is not known, as in `PathAccess.path`: a hole is at least one
character of unknown text, which may hold slashes. It belongs to what precedes it: ``/a/b*`` is not certainly
under ``/a/b``, ``/a/b/*`` is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Protocol, TypeVar

from sm_lint.sagemaker.paths import is_under


class HasPath(Protocol):
    """An input or an output."""

    @property
    def path(self) -> str | None:
        """Absolute container path, None where it is not known."""


Owned = TypeVar("Owned", bound=HasPath)


def normalise(path: str) -> str:
    """Without doubled slashes, ``.``, ``..`` and a slash at the end; two leading slashes count as one."""
    clean = posixpath.normpath(path) if path else ""
    return "/" + clean.lstrip("/") if clean.startswith("//") else clean


def may_be_under(path: str, folder: str) -> bool:
    """Whether `path` may be `folder` or below it once its holes are known."""
    if is_under(path, folder):
        return True
    hole = path.find("*")
    if hole < 0:
        return False
    head = path[:hole]
    return (folder + "/").startswith(head) or is_under(head, folder)


def is_above(path: str, folder: str) -> bool:
    """Whether `path` is a proper ancestor of `folder`."""
    return path != folder and is_under(folder, path)


def owner(path: str, places: Iterable[Owned]) -> Owned | None:
    """The input or output that `path` certainly lies in: the one with the longest path; None where there is none."""
    best: Owned | None = None
    for place in places:
        if (
            place.path is not None
            and is_under(path, place.path)
            and (best is None or len(place.path) > len(best.path or ""))
        ):
            best = place
    return best


def possible_owners(path: str, places: Iterable[Owned]) -> list[Owned]:
    """Every input or output that `path` could lie in once its holes are known, in order."""
    return [place for place in places if place.path is not None and may_be_under(path, place.path)]


__all__ = ["HasPath", "is_above", "is_under", "may_be_under", "normalise", "owner", "possible_owners"]
