"""Scripts that are there when a definition runs, although they are not where it alone would have them."""

from __future__ import annotations

import os
import re
from functools import cache

from sm_lint.workspace.disk_trace import note, note_folder
from sm_lint.workspace.opening import read_start

MAX_NOTEBOOKS = 40
MAX_SIZE = 2_000_000  # bytes of a notebook that is looked through
MAX_DEPTH = 3
MAX_FOLDERS = 2_000
_CLONED = re.compile(r"[!%]\s*git\s+clone\b([^\"\\\r\n]*)")
_WRITTEN = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?([^\s\"\\]+)")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "env", "build", "dist"})


class Elsewhere:
    """What is asked of folders besides those that a definition names; each answer is kept as long as the object.

    Attributes:
        asked: was anything?
    """

    def __init__(self) -> None:
        self.asked = False
        self.brought = cache(_brought)
        self.folders = cache(_folders)

    def notebooks_bring(self, folder: str, name: str) -> bool:
        """Does some notebook of a folder write a file of this relative name, or clone the repository that holds it?"""
        self.asked = True
        name = os.path.normpath(name)
        found = self.brought(folder)
        return name in found or name.partition(os.sep)[0] in found

    def runs_below(self, root: str, name: str) -> bool:
        """Is a file of this relative name below some folder of a project, so that a definition may be run from there?

        Only names with a folder tell enough: many projects hold a `train.py`.
        """
        name = os.path.normpath(name)
        if os.path.isabs(name) or name.startswith(os.pardir) or os.sep not in name:
            return False
        self.asked = True
        candidates = [os.path.join(folder, name) for folder in self.folders(root)]
        note(*candidates)
        return any(map(os.path.isfile, candidates))


def _brought(folder: str) -> frozenset[str]:
    """Names that the notebooks of a folder clone into it, and the files that their cells write."""
    found: set[str] = set()
    note_folder(folder)
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".ipynb"))[:MAX_NOTEBOOKS]
    except OSError:
        return frozenset()
    for name in names:
        text = _text(os.path.join(folder, name))
        found.update(os.path.normpath(path) for path in _WRITTEN.findall(text))
        for command in _CLONED.findall(text):
            words = command.split(";")[0].split("&&")[0].split()
            found.update(os.path.basename(word.rstrip("/")).removesuffix(".git") for word in words)
    return frozenset(found)


def _text(path: str) -> str:
    note(path)
    try:
        return read_start(path, MAX_SIZE).decode("utf-8", "replace")
    except OSError:
        return ""


def _folders(root: str) -> tuple[str, ...]:
    """Folders of a project that are not deep in it, and nothing that a tool has put there."""
    found: list[str] = []
    waiting = [(root, 0)]
    while waiting and len(found) < MAX_FOLDERS:
        folder, depth = waiting.pop(0)
        found.append(folder)
        if depth == MAX_DEPTH:
            continue
        note_folder(folder)
        try:
            with os.scandir(folder) as entries:
                below = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue
        waiting.extend((path, depth + 1) for path in below if _is_of_the_project(os.path.basename(path)))
    return tuple(found)


def _is_of_the_project(name: str) -> bool:
    return not name.startswith(".") and name not in _SKIPPED
