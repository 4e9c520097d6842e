"""The two sides of a comparison: a commit, the work tree, or a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sm_lint.config.load import Resolver
from sm_lint.output.text import one_line
from sm_lint.workspace import disk
from sm_lint.workspace.git import GitError, Repository, repository_of
from sm_lint.workspace.mounted import mounted
from sm_lint.workspace.revision import Revision, revision_at

WORK_TREE = "the work tree"
MakeResolver = Callable[[], Resolver]
"""Makes a resolver that has read nothing yet: each side has its own configuration."""


class SideError(Exception):
    """What was named is no side of a comparison; the text is for users."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: as users named it.
        resolver: the configuration as it is on this side.
        repository: the repository; None for a file of the disk.
        revision: the files of the commit; None for the work tree or a file of the disk.
        file: absolute path of the file that alone is compared; None for a whole tree.
    """

    name: str
    resolver: Resolver
    repository: Repository | None = None
    revision: Revision | None = None
    file: str | None = None

    @property
    def commit(self) -> str | None:
        """Hash of the commit; None for the work tree."""
        return self.revision.commit if self.revision is not None else None

    @contextmanager
    def here(self) -> Iterator[None]:
        """Have the files of this side be those of the disk."""
        with mounted(self.revision):
            yield

    def mentioning(self, words: set[str]) -> set[str]:
        """The files below the working directory whose text contains one of some words."""
        if self.repository is None:
            return set()
        below = self.resolver.cwd.rstrip(os.sep) + os.sep
        return {path for path in self.repository.mentioning(words, self.commit) if path.startswith(below)}

    def content(self, path: str, limit: int) -> bytes:
        """The content of a file on this side; empty where it cannot be read."""
        with self.here():
            try:
                return disk.read_file(path, limit)
            except OSError:
                return b""

    def prefetch(self, paths: set[str]) -> None:
        """Read several files of a commit at once."""
        if self.revision is not None:
            self.revision.prefetch(sorted(paths))


def side_of(name: str | None, make: MakeResolver) -> Side:
    """The side that a name stands for: a file, a commit, a file of a commit such as ``main:contracts.toml``, or for None
    the work tree.

    Raises:
        SideError: it is neither a file nor a commit, or both.
        GitError: git failed, or there is no repository.
    """
    resolver = make()
    if name is None:
        return Side(WORK_TREE, resolver, repository_of(resolver.cwd))
    path = os.path.normpath(os.path.join(resolver.cwd, name))
    is_file = bool(name) and disk.is_file(path)
    found, why = _commit(name, resolver.cwd)
    if is_file and found is not None:
        shown = one_line(name)
        raise SideError(f"`{shown}` is a file and a commit: write `./{shown}` or `refs/heads/{shown}`")
    if is_file:
        return Side(name, resolver, file=path)
    if found is not None:
        return Side(name, resolver, found.repository, found)
    commit, colon, inside = name.partition(":")
    if colon and inside:
        revision, why = _commit(commit, resolver.cwd)
        if revision is not None:
            return _file_of(revision, name, inside, resolver)
    raise SideError(f"`{one_line(name)}` is neither a file nor a commit{f': {why}' if why else ''}")


def _commit(name: str, cwd: str) -> tuple[Revision | None, str]:
    """The commit of a name, or None and why there can be none."""
    try:
        repository = repository_of(cwd)
    except GitError as error:
        return None, str(error)
    try:
        return revision_at(repository, name), ""
    except GitError as error:
        return None, "" if "is not a commit" in str(error) else str(error)


def _file_of(revision: Revision, name: str, inside: str, resolver: Resolver) -> Side:
    """A file of a commit, by its path below the root, or with ``./`` below the working directory, as git has it."""
    base = resolver.cwd if inside.startswith("./") else revision.repository.root
    path = os.path.normpath(os.path.join(base, inside))
    with mounted(revision):
        if not revision.covers(path) or not disk.is_file(path):
            raise SideError(f"`{one_line(name)}`: there is no such file in that commit")
    return Side(name, resolver, revision.repository, revision, path)
