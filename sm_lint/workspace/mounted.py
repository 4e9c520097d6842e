"""The commit whose files stand in for those on the disk, if any.

Apart from :mod:`sm_lint.workspace.revision`, so that runs without one do not import what reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sm_lint.workspace.revision import Revision

_mounted: ContextVar[Revision | None] = ContextVar("_mounted", default=None)


@contextmanager
def mounted(revision: Revision | None) -> Iterator[None]:
    """Have `disk` answer from a commit until the end of the block, in this thread; from the disk for None."""
    token = _mounted.set(revision)
    try:
        yield
    finally:
        _mounted.reset(token)


def revision_of(path: str) -> Revision | None:
    """The mounted commit, if an absolute path is in its work tree."""
    revision = _mounted.get()
    return revision if revision is not None and revision.covers(path) else None
