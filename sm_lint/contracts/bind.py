"""Which contract governs a script."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from sm_lint.config.glob import is_glob, match_name, match_names, split
from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract, EntryPoint
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import is_notebook

MOST_ENTRIES = 50_000
"""Files and folders that are looked at, at most, before it may be said that a script is not there."""

MOST_NOTEBOOK_BYTES = 50_000_000

_UNLIKELY = frozenset({".git", ".hg", ".svn", ".tox", ".venv", "venv", "node_modules", "__pycache__", "site-packages"})


class Rank(IntEnum):
    """How well a pattern names a file; the best one that fits decides."""

    PATH = 0
    GLOB = 1
    NAME = 2
    NAME_GLOB = 3


class _Pattern(NamedTuple):
    """An entry point: its absolute paths or patterns, one for each root, or a name alone."""

    contract: int
    entry: EntryPoint
    name: str
    paths: tuple[str, ...]

    @property
    def glob(self) -> bool:
        return is_glob(self.entry.pattern)


class Binder:
    """Finds contracts by the scripts that they name.

    An exact path beats a pattern with folders, that beats a file name, and that a pattern for names. Contracts that are
    equally good all hold.

    Args:
        contracts: those that are in force.
        roots: absolute folders that entry points are relative to.
    """

    def __init__(self, contracts: Sequence[Contract], roots: Iterable[str]) -> None:
        self.contracts = tuple(contracts)
        self.roots = tuple(dict.fromkeys(os.path.normpath(root) for root in roots))
        self._paths: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        self._globs: list[_Pattern] = []
        self._patterns: list[_Pattern] = []
        for index, contract in enumerate(self.contracts):
            for entry in contract.entry_points:
                self._add(index, entry)

    def _add(self, index: int, entry: EntryPoint) -> None:
        text = entry.pattern.replace(os.sep, "/")
        bare = "/" not in text
        paths = () if bare else tuple(os.path.normpath(os.path.join(root, text)) for root in self.roots)
        pattern = _Pattern(index, entry, text.rsplit("/", 1)[-1], tuple(dict.fromkeys(paths)))
        self._patterns.append(pattern)
        if pattern.glob:
            self._globs.append(pattern)
        # A name may contain brackets and still be meant literally.
        for path in pattern.paths:
            self._paths.setdefault(path, []).append(index)
        if bare:
            self._names.setdefault(text, []).append(index)

    def governing(self, path: str) -> tuple[Contract, ...]:
        """The contracts that govern the script at an absolute path, in the order of their declaration."""
        path = os.path.normpath(path)
        found = self._paths.get(path)
        if not found:
            ranked = self._by_glob(path)
            found = ranked.get(Rank.GLOB) or self._names.get(os.path.basename(path)) or ranked.get(Rank.NAME_GLOB) or []
        return tuple(self.contracts[index] for index in sorted(set(found)))

    def _likely(self, pattern: _Pattern) -> Sequence[str]:
        """Where to look for an entry point before the whole disk is searched."""
        return pattern.paths or [os.path.join(root, pattern.name) for root in self.roots]

    def _by_glob(self, path: str) -> dict[Rank, list[int]]:
        ranked: dict[Rank, list[int]] = {}
        for pattern in self._globs:
            if _meets(pattern, path):
                ranked.setdefault(Rank.GLOB if pattern.paths else Rank.NAME_GLOB, []).append(pattern.contract)
        return ranked

    def unmatched(self, known: Iterable[str]) -> tuple[tuple[Contract, EntryPoint], ...]:
        """Entry points that name no file.

        Files that were linted are looked at first, then the disk below the roots. Where there is too much to look at,
        or a notebook mentions the name (it may write the script), none is returned.

        Args:
            known: absolute paths of files that are known, also of scripts that are cells of a notebook.
        """
        missing = _left(self._patterns, known)
        missing = [pattern for pattern in missing if not any(map(disk.is_file, self._likely(pattern)))]
        if missing:
            walk = _Walk(self.roots)
            missing = _left(missing, walk.files())
            if walk.cut_short:
                return ()
            missing = _unmentioned(missing, walk.notebooks) if missing else missing
        return tuple((self.contracts[pattern.contract], pattern.entry) for pattern in missing)


def _meets(pattern: _Pattern, path: str) -> bool:
    """Whether an entry point matches a path, as text or as a pattern."""
    name = os.path.basename(path)
    if not pattern.paths:
        return match_name(name, pattern.name)
    if path in pattern.paths:
        return True
    if not pattern.glob or not (pattern.name == "**" or match_name(name, pattern.name)):
        return False
    return any(match_names(split(path), split(absolute)) for absolute in pattern.paths)


def _left(patterns: list[_Pattern], files: Iterable[str]) -> list[_Pattern]:
    """The patterns that none of the files meets; stops reading files when none is left."""
    left = list(patterns)
    for file in files:
        if not left:
            break
        left = [pattern for pattern in left if not _meets(pattern, file)]
    return left


class _Walk:
    """The files below some folders, up to a number of them; notebooks are remembered."""

    def __init__(self, roots: Sequence[str]) -> None:
        self.roots = roots
        self.notebooks: list[str] = []
        self.cut_short = False

    def files(self) -> Iterator[str]:
        """Absolute paths; each folder is visited once."""
        entries = 0
        visited: set[str] = set()
        for root in self.roots:
            if root in visited:
                continue
            visited.add(root)
            for folder, folders, files in disk.walk(root):
                folders[:] = [
                    name for name in folders if name not in _UNLIKELY and os.path.join(folder, name) not in visited
                ]
                visited.update(os.path.join(folder, name) for name in folders)
                entries += len(folders) + len(files)
                if entries > MOST_ENTRIES:
                    self.cut_short = True
                    return
                self.notebooks += [os.path.join(folder, name) for name in files if is_notebook(name)]
                yield from (os.path.join(folder, name) for name in files)


def _unmentioned(patterns: list[_Pattern], notebooks: Iterable[str]) -> list[_Pattern]:
    """The patterns whose file name occurs in none of the notebooks."""
    left = [pattern for pattern in patterns if not is_glob(pattern.name)]
    budget = MOST_NOTEBOOK_BYTES
    for notebook in notebooks:
        if not left:
            break
        try:
            content = disk.read_start(notebook, budget)
        except OSError:
            return []
        budget -= len(content)
        if budget <= 0:
            return []
        left = [pattern for pattern in left if os.fsencode(pattern.name) not in content]
    globs = [pattern for pattern in patterns if is_glob(pattern.name)]
    return [pattern for pattern in patterns if pattern in left or pattern in globs]


@lru_cache(maxsize=32)
def binder_for(settings: Settings) -> Binder:
    """The binder for the contracts that the settings name: below the `src` folders, then below `root`."""
    from sm_lint.contracts.load import load_contracts

    return Binder(load_contracts(settings).contracts, (*settings.src, settings.root))
