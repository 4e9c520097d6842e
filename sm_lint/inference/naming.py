"""Logical names and ids, from the words that authors use."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection

from sm_lint.patterns import regex

_EDGES = regex(
    r"^(default|container|local|sm|sagemaker|base|root)_|_(dir|directory|path|paths|root|folder|location|mount|base)$"
)
_KEY = regex(r"""\[\s*['"]([^'"]+)['"]\s*\]$""")
_WORDS = regex(r"[^A-Za-z0-9]+")
_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
# Names that say which end of the job something is at and not what it is.
_EMPTY = frozenset(
    {"", "prefix", "dir", "path", "root", "base", "folder", "opt", "ml", "processing", "paths", "data_path"}
)
_GENERIC_SCRIPTS = frozenset(
    {"__main__", "app", "code", "entry", "entry_point", "entrypoint", "main", "program", "run", "script", "scripts"}
)
_GENERIC_FOLDERS = frozenset({"", "code", "container", "docker", "dockers", "scripts", "source", "source_dir", "src"})


def name_of_constant(text: str) -> str:
    """A logical name from the constant or entry that holds a path: ``data_input`` of ``PATHS["DATA_INPUT_DIR"]``.

    Empty where nothing is left that says what it is.
    """
    key = _KEY.search(text)
    word = key[1] if key is not None else text.rpartition(".")[2]
    name = _WORDS.sub("_", _CAMEL.sub("_", word)).strip("_").lower()
    before = ""
    while name != before:
        before, name = name, _EDGES.sub("", name)
    return "" if name in _EMPTY else name


def name_of_path(path: str, direction: str) -> str:
    """A logical name from a container path: its last segment, with the direction where that is all it says."""
    last = _WORDS.sub("_", posixpath.basename(path)).strip("_").lower()
    if last in ("input", "output", "processing", ""):
        return f"{direction}_data"
    return last if not last[0].isdigit() else f"{direction}_{last}"


def distinct(name: str, taken: Collection[str]) -> str:
    """The name itself, or with a number where it is taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def id_of_script(path: str) -> str:
    """A contract id for a script: its name, or that of its folder where every script could be called like this."""
    stem = _word(os.path.splitext(os.path.basename(path))[0])
    if stem.lower() not in _GENERIC_SCRIPTS:
        return stem or "script"
    folder = os.path.dirname(path)
    while folder and os.path.dirname(folder) != folder:
        name = _word(os.path.basename(folder))
        if name.lower() not in _GENERIC_FOLDERS:
            return name
        folder = os.path.dirname(folder)
    return stem


def longer_id(path: str) -> str:
    """An id that also has the name of the script's folder, for scripts of one name."""
    folder = _word(os.path.basename(os.path.dirname(path)))
    return f"{folder}_{id_of_script(path)}" if folder else id_of_script(path)


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_-") or ""
