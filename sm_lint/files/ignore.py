"""Evaluates .gitignore and .ignore files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sm_lint.files.gitignore import GitIgnore
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk

UNREADABLE = "SMX901"

MAX_BYTES = 1 << 20
"""Maximum size; larger files are not read."""

NAMES = (".gitignore", ".ignore")
"""Names of pattern files; for the same folder, a later one overrides an earlier one."""


@dataclass(frozen=True, slots=True)
class Ignores:
    """The patterns in force in one folder: its own and those of its parent folders.

    Attributes:
        files: (folder that the patterns are relative to, with a trailing slash; patterns), in increasing precedence.
    """

    files: tuple[tuple[str, GitIgnore], ...] = ()

    def below(self, folder: str, names: Iterable[str], problems: list[Problem]) -> Ignores:
        """The patterns in force in a subfolder that contains files of these names.

        Problems of a pattern file are appended to `problems`.
        """
        here = set(names)
        found = [each for name in NAMES if name in here and (each := _read(os.path.join(folder, name), problems))]
        if not found:
            return self
        return Ignores((*self.files, *((folder.rstrip(os.sep) + os.sep, each) for each in found)))

    def ignores(self, path: str, *, folder: bool) -> bool:
        """Whether this absolute path of a file or folder is ignored, given that its parent folder is not."""
        for base, patterns in reversed(self.files):
            verdict = patterns.verdict(path[len(base) :].replace(os.sep, "/"), folder=folder)
            if verdict is not None:
                return verdict
        return False


def ignores_above(folder: str, problems: list[Problem]) -> Ignores:
    """The patterns in the parent folders of a folder, up to the root of its repository.

    Empty outside a repository. Also empty if the patterns ignore `folder` itself, because the user named it explicitly.
    Problems of a pattern file are appended to `problems`.
    """
    above = []
    here = folder
    while not disk.has_entry(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return Ignores()
        above.append(parent)
        here = parent
    ignores = _exclude_file(here, problems)
    steps = [*reversed(above), folder]
    for parent, child in pairwise(steps):
        names = [name for name in NAMES if disk.has_entry(os.path.join(parent, name))]
        ignores = ignores.below(parent, names, problems)
        if ignores.ignores(child, folder=True):
            return Ignores()
    return ignores


def _exclude_file(repository: str, problems: list[Problem]) -> Ignores:
    """The repository's local patterns, which are not committed."""
    patterns = _read(os.path.join(repository, ".git", "info", "exclude"), problems)
    return Ignores(((repository.rstrip(os.sep) + os.sep, patterns),) if patterns else ())


def _read(path: str, problems: list[Problem]) -> GitIgnore | None:
    """The patterns of a file; None if there are none."""
    try:
        return GitIgnore(disk.read_file(path, MAX_BYTES)) or None
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"cannot be read, so its patterns leave nothing out: {reason}"
        problems.append(Problem(UNREADABLE, message, Place(path)))
        return None
