"""What is asked of the disk to find scripts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from sm_lint.asked import note


class Files:
    """What is asked of the disk; each answer is kept for the run.

    Args:
        given: files whose content is known without the disk.
    """

    def __init__(self, given: Iterable[str] = ()) -> None:
        self._given = frozenset(given)
        self._files: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}

    def is_file(self, path: str) -> bool:
        """Is there a file of this name?"""
        note(path)
        known = self._files.get(path)
        if known is None:
            known = self._files[path] = path in self._given or _ask(os.path.isfile, path)
        return known

    def is_folder(self, path: str) -> bool:
        """Is there a folder of this name?"""
        note(path)
        known = self._folders.get(path)
        if known is None:
            known = self._folders[path] = _ask(os.path.isdir, path)
        return known


def _ask(question: Callable[[str], bool], path: str) -> bool:
    try:
        return question(path)
    except (OSError, ValueError):
        return False
