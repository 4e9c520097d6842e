"""The folders of a project in which a file may be looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sm_lint.workspace.view import FileView

SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "env", "build", "dist"})
"""Names of folders that tools create."""


def project_folders(
    files: FileView, root: str, *, depth: int, most: int, skipped: frozenset[str] = SKIPPED
) -> Iterator[str]:
    """The folders of a project, the nearest to its root first, without hidden folders and those that tools create.

    Args:
        files: the files of the run.
        root: absolute folder of the project, which comes first.
        depth: number of levels below the root.
        most: maximum number of folders.
        skipped: names of folders that are left out.
    """
    waiting = [(root, 0)]
    for count, (folder, level) in enumerate(waiting):
        if count >= most:
            return
        yield folder
        if level < depth:
            names = (name for name in files.folders(folder) if not name.startswith(".") and name not in skipped)
            waiting += [(os.path.join(folder, name), level + 1) for name in sorted(names)]
