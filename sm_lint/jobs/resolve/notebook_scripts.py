"""Finds out whether a script that is empty on the disk is one that a notebook of the project writes."""

from __future__ import annotations

import os

from sm_lint.jobs.resolve.fetched_files import Elsewhere
from sm_lint.workspace.view import FileView

MAX_FOLDERS = 40


def written_by_notebook(files: FileView, path: str) -> bool:
    """Whether a cell of a notebook in the folder of a file, in the folder above it or in one beside it writes the file.

    Args:
        files: the files of the run.
        path: an absolute path.
    """
    folder = os.path.dirname(path)
    above = os.path.dirname(folder)
    beside = (os.path.join(above, name) for name in sorted(files.folders(above))[:MAX_FOLDERS])
    elsewhere = Elsewhere(files)
    return any(
        elsewhere.notebooks_bring(each, os.path.relpath(path, each)) for each in dict.fromkeys((folder, above, *beside))
    )
