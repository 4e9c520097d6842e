"""Finds scripts that exist when a definition runs, although they are not at the expected place."""

from __future__ import annotations

import os
from functools import cache

from sm_lint.jobs.resolve.commands import line_copies
from sm_lint.jobs.resolve.project_folders import project_folders
from sm_lint.patterns import regex
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.view import FileView

MAX_NOTEBOOKS = 40
MAX_SIZE = 2_000_000  # bytes of a notebook that is looked through
MAX_SHELL = 100_000  # bytes of a shell file
MAX_DEPTH = 3
MAX_FOLDERS = 2_000
_CLONED = regex(r"[!%]\s*git\s+clone\b([^\"\\\r\n]*)")
_WRITTEN = regex(r"%%(?:writefile|file)\s+(?:-a\s+|--append\s+)?([^\s\"\\]+)")


class Elsewhere:
    """Queries about folders other than those named by a definition; each answer is cached in the object.

    Args:
        files: the files of the run.
    """

    def __init__(self, files: FileView) -> None:
        self._files = files
        self._brought = cache(self._look_for_brought)
        self._folders = cache(self._look_for_folders)
        self._lines = cache(self._look_for_lines)

    def notebooks_bring(self, folder: str, name: str) -> bool:
        """Whether a notebook of a folder writes a file of this relative name, or clones the repository with it."""
        name = os.path.normpath(name)
        found = self._brought(folder)
        return name in found or name.partition(os.sep)[0] in found

    def shell_brings(self, folder: str, name: str) -> bool:
        """Whether a shell file of a folder copies or fetches a file of this relative name."""
        return any(line_copies(line, os.path.normpath(name)) for line in self._lines(folder))

    def shell_brings_both(self, root: str, definition: str, name: str) -> bool:
        """Whether the shell files of one folder of a project copy a definition and a file of this name: to where it is run.

        So do the lifecycle scripts of notebook instances.
        """
        base = os.path.basename(name)
        return any(
            self.shell_brings(folder, os.path.basename(definition)) and self.shell_brings(folder, base)
            for folder in self._folders(root)
        )

    def runs_below(self, root: str, name: str) -> bool:
        """Whether a file of this relative name is below any folder of a project: the working directory may be there.

        Only names with a folder are specific enough: many projects contain a `train.py`.
        """
        name = os.path.normpath(name)
        if os.path.isabs(name) or name.startswith(os.pardir) or os.sep not in name:
            return False
        return any(self._files.is_file(os.path.join(folder, name)) for folder in self._folders(root))

    def _look_for_brought(self, folder: str) -> frozenset[str]:
        """The names that the notebooks of a folder clone into it, and the files that their cells write."""
        found: set[str] = set()
        for name in sorted(name for name in self._files.names(folder) if is_notebook(name))[:MAX_NOTEBOOKS]:
            text = self._files.start(os.path.join(folder, name), MAX_SIZE).decode("utf-8", "replace")
            found.update(os.path.normpath(path) for path in _WRITTEN.findall(text))
            for command in _CLONED.findall(text):
                words = command.split(";")[0].split("&&")[0].split()
                found.update(os.path.basename(word.rstrip("/")).removesuffix(".git") for word in words)
        return frozenset(found)

    def _look_for_lines(self, folder: str) -> tuple[str, ...]:
        """The lines of the shell files and makefiles of a folder, with continued lines joined."""
        names = [name for name in self._files.names(folder) if name.endswith(".sh") or name in ("Makefile", "makefile")]
        texts = (
            self._files.start(os.path.join(folder, name), MAX_SHELL).decode("utf-8", "replace")
            for name in sorted(names)[:MAX_NOTEBOOKS]
        )
        return tuple(line for text in texts for line in text.replace("\\\n", " ").splitlines())

    def _look_for_folders(self, root: str) -> tuple[str, ...]:
        """The folders of a project that are not deeply nested or created by tools."""
        return tuple(project_folders(self._files, root, depth=MAX_DEPTH, most=MAX_FOLDERS))
