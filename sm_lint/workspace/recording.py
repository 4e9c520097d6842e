"""The record of a run's queries to the disk: while the answers stay the same, so does the outcome of the run.

Only this package records: :mod:`sm_lint.workspace.disk` records every query, and
:class:`~sm_lint.workspace.workspace.Workspace` adds the queries that other processes made for the run. Callers need not
do anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Asked:
    """The queries of one run.

    Attributes:
        paths: absolute paths that were read or tested for existence.
        folders: absolute folders whose entries were listed.
    """

    __slots__ = ("folders", "paths")

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.folders: set[str] = set()


_current: ContextVar[Asked | None] = ContextVar("_current", default=None)


@contextmanager
def recording() -> Iterator[Asked]:
    """Record all queries of this thread until the end of the block."""
    asked = Asked()
    token = _current.set(asked)
    try:
        yield asked
    finally:
        _current.reset(token)


def record(path: str) -> None:
    """Record that an absolute path is read or tested for existence."""
    asked = _current.get()
    if asked is not None:
        asked.paths.add(path)


def record_folder(path: str) -> None:
    """Record that the entries of an absolute folder are listed."""
    asked = _current.get()
    if asked is not None:
        asked.folders.add(path)
