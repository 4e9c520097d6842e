"""The record of what a run asks of the disk: as long as the answers stay the same, so does the outcome of the run.

Only this package records: :mod:`sm_lint.workspace.disk` whatever is asked of it, and
:class:`~sm_lint.workspace.workspace.Workspace` what another process has asked for the run. A caller has nothing to do for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Asked:
    """The questions of one run.

    Attributes:
        paths: absolute paths that were read, or looked for.
        folders: absolute folders whose entries were listed.
    """

    __slots__ = ("folders", "paths")

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.folders: set[str] = set()


_current: ContextVar[Asked | None] = ContextVar("_current", default=None)


@contextmanager
def recording() -> Iterator[Asked]:
    """Record all questions of this thread until the end of the block."""
    asked = Asked()
    token = _current.set(asked)
    try:
        yield asked
    finally:
        _current.reset(token)


def record(path: str) -> None:
    """An absolute path is read, or looked for whether it is there or not."""
    asked = _current.get()
    if asked is not None:
        asked.paths.add(path)


def record_folder(path: str) -> None:
    """The entries of an absolute folder are listed."""
    asked = _current.get()
    if asked is not None:
        asked.folders.add(path)
