"""The text files that a job brings into its container."""

from __future__ import annotations

import os

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import find, literal
from sm_lint.workspace.view import FileView

MAX_FILES = 200
_SUFFIXES = frozenset((".py", ".sh", ".yaml", ".yml", ".json", ".toml", ".cfg", ".ini", ""))


def shipped_texts(files: FileView, job: Job) -> dict[str, str] | None:
    """Texts by path of what a job ships: its source directory, or its script alone; None where not all of it is known."""
    script = job.script
    folder = script.source_dir if script is not None else None
    if folder is None:
        written = literal(find(job, "source directory"))
        if written is not None and "://" not in written and not written.endswith(".tar.gz"):
            folder = os.path.normpath(os.path.join(os.path.dirname(job.place.path), written))
    if folder is not None:
        return _below(files, folder)
    if script is None or script.path is None:
        return None
    text = files.text(script.path)
    return {script.path: text} if text is not None else None


def _below(files: FileView, folder: str) -> dict[str, str] | None:
    if not files.is_folder(folder):
        return None
    found: dict[str, str] = {}
    pending = [folder]
    while pending:
        each = pending.pop()
        pending += [os.path.join(each, name) for name in sorted(files.folders(each)) if not name.startswith(".")]
        for name in sorted(files.names(each)):
            path = os.path.join(each, name)
            if name.startswith(".") or os.path.splitext(name)[1] not in _SUFFIXES or not files.is_file(path):
                continue
            text = files.text(path)
            if text is None or len(found) >= MAX_FILES:
                return None
            found[path] = text
    return found
