"""What is asked of the disk to find scripts."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.workspace.disk_trace import note
from sm_lint.workspace.kind import Kind, kind_of


class Files:
    """What is asked of the disk; each answer is kept for the run.

    Args:
        given: files whose content is known without the disk.

    Attributes:
        kinds: the answers by path.
    """

    def __init__(self, given: Iterable[str] = ()) -> None:
        self.kinds: dict[str, Kind | None] = dict.fromkeys(given, "file")

    def is_file(self, path: str) -> bool:
        """Is there a file of this name?"""
        return self._kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Is there a folder of this name?"""
        return self._kind(path) == "folder"

    def _kind(self, path: str) -> Kind | None:
        note(path)
        if path not in self.kinds:
            self.kinds[path] = kind_of(path)
        return self.kinds[path]
