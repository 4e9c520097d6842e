"""What .gitignore and .ignore files leave out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sm_lint.asked import note

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAMES = (".gitignore", ".ignore")
"""Files that hold patterns; what a later one says of the same folder overrides the earlier."""


@dataclass(frozen=True, slots=True)
class Ignores:
    """The patterns in force in one folder: its own and those of the folders above it.

    Attributes:
        specs: (folder that the patterns are relative to, with a slash at its end; patterns), the deciding ones last.
    """

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def below(self, folder: str, names: Iterable[str]) -> Ignores:
        """The patterns in force in a folder below, in which there are files of these names."""
        here = set(names)
        found = [spec for name in NAMES if name in here and (spec := _read(os.path.join(folder, name)))]
        if not found:
            return self
        return Ignores((*self.specs, *((folder.rstrip(os.sep) + os.sep, spec) for spec in found)))

    def ignores(self, path: str, *, folder: bool) -> bool:
        """Is this absolute path of a file or folder left out? The folder it stands in is not."""
        for base, spec in reversed(self.specs):
            name = path[len(base) :].replace(os.sep, "/")
            verdict = spec.check_file(f"{name}/" if folder else name).include
            if verdict is not None:
                return verdict
        return False


def ignores_above(folder: str) -> Ignores:
    """The patterns that the folders above this one hold, up to the root of the repository it belongs to.

    None where it belongs to no repository, and none where they leave out `folder` itself: whoever names it wants it.
    """
    above = []
    here = folder
    while not _is_there(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return Ignores()
        above.append(parent)
        here = parent
    ignores = _exclude_file(here)
    steps = [*reversed(above), folder]
    for parent, child in pairwise(steps):
        ignores = ignores.below(parent, [name for name in NAMES if _is_there(os.path.join(parent, name))])
        if ignores.ignores(child, folder=True):
            return Ignores()
    return ignores


def _is_there(path: str) -> bool:
    note(path)
    return os.path.lexists(path)


def _exclude_file(repository: str) -> Ignores:
    """The patterns of the repository that are shared with nobody."""
    spec = _read(os.path.join(repository, ".git", "info", "exclude"))
    return Ignores(((repository.rstrip(os.sep) + os.sep, spec),) if spec else ())


def _read(path: str) -> GitIgnoreSpec | None:
    """The patterns of a file; None where there are none. Lines that are no patterns are passed over, as git does."""
    note(path)
    try:
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as stream:
            lines = [line for line in stream.read().split("\n") if line.strip() and not line.startswith("#")]
    except (OSError, ValueError):
        return None
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines(filter(_is_pattern, lines))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
