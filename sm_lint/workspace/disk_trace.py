"""What a run asks of the disk, noted while it asks: as long as the answers stay the same, so does what the run would say.

Whoever looks at a file or a folder on the way to the findings says so here, before or after. Files that a worker process
looks at are told by its reports.
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


_noting: ContextVar[Asked | None] = ContextVar("_noting", default=None)


@contextmanager
def noting() -> Iterator[Asked]:
    """Note all questions of this thread until the end of the block."""
    asked = Asked()
    token = _noting.set(asked)
    try:
        yield asked
    finally:
        _noting.reset(token)


def note(*paths: str) -> None:
    """Absolute paths that are read, or looked for whether they are there or not."""
    asked = _noting.get()
    if asked is not None:
        asked.paths.update(paths)


def note_folder(path: str) -> None:
    """An absolute folder whose entries are listed."""
    asked = _noting.get()
    if asked is not None:
        asked.folders.add(path)
