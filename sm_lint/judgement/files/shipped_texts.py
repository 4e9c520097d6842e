"""The text files that a job brings into its container."""

from __future__ import annotations

import os
import re

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import find, literal
from sm_lint.patterns import regex
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


def imported_texts(texts: dict[str, str], script: str) -> dict[str, str]:
    """Those of some shipped texts that a script and the modules it imports are made of.

    A module belongs to them where any import has its name, or a text has the name of its file; rather too many than too few.
    """
    found = {script: texts[script]}
    pending = [script]
    while pending:
        words = _named(texts[pending.pop()])
        for path, text in texts.items():
            folder, name = os.path.split(path)
            module = os.path.basename(folder) if name == "__init__.py" else os.path.splitext(name)[0]
            if path not in found and (module in words or name in words):
                found[path] = text
                pending.append(path)
    return found


def _named(text: str) -> set[str]:
    """Every part of the names that a module's imports have, and the names of files that its texts have."""
    return {word for line in _IMPORT.findall(text) for word in _WORD.findall(line)} | set(_FILE.findall(text))


_IMPORT = regex(r"^[ \t]*((?:from|import)\b(?:[^\n(]*\([^)]*\)|(?:[^\n\\]|\\\r?\n)*))", re.MULTILINE)
_WORD = regex(r"\w+")
_FILE = regex(r"(?<![\w-])[\w-]+\.(?:py|sh)\b")
