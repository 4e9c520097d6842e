"""Finds uploaded local files by the URL with which a job names its script."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sm_lint.jobs.definition.model import Definitions
from sm_lint.workspace.view import FileView


@dataclass(slots=True)
class _Named:
    """The uploaded files of one base name: all of them, and those of each known key."""

    paths: set[str] = field(default_factory=set)
    keys: dict[str, set[str]] = field(default_factory=dict)


class Uploads:
    """The uploads of all definitions of a run.

    Args:
        files: the files of the run.
        above: returns a folder and its parents, from which a definition may be run.
    """

    def __init__(self, files: FileView, above: Callable[[str], Iterator[str]]) -> None:
        self._files = files
        self._above = above
        self._given: dict[str, list[tuple[str, str, str]]] = {}
        self._known: dict[str, _Named] = {}
        self._written: set[str] = set()

    def take(self, definitions: Definitions) -> None:
        """Record the uploads of a definition."""
        folder = os.path.dirname(definitions.path)
        if definitions.uploads:
            self._written.update(definitions.written)
        for local, target in definitions.uploads:
            name = os.path.basename(local.rstrip("/"))
            self._given.setdefault(name, []).append((folder, local, target))
            self._known.pop(name, None)

    def source(self, url: str) -> str | None:
        """The only file that can have been uploaded to a URL: by its key, or else by its base name.

        The definition that uploads it may also write it, so it need not be on disk.
        """
        name = url.rpartition("/")[2]
        if "*" in name or name not in self._given:
            return None
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._look_up(name)
        found = known.keys.get(_key(url, name)) or known.paths
        return next(iter(found)) if len(found) == 1 else None

    def _look_up(self, name: str) -> _Named:
        found = _Named()
        for folder, local, target in dict.fromkeys(self._given[name]):
            candidates = (os.path.normpath(os.path.join(base, local)) for base in self._above(folder))
            path = next((path for path in candidates if path in self._written or self._files.is_file(path)), None)
            if path is not None:
                found.paths.add(path)
                key = _key(target, name)
                if "*" not in key:
                    found.keys.setdefault(key, set()).add(path)
        return found


def _key(target: str, name: str) -> str:
    """The key of an object, from a URL, a key, or the prefix of the upload."""
    if "://" in target:
        target = target.partition("://")[2].partition("/")[2]
    target = target.strip("/")
    return target if target.rpartition("/")[2] == name else f"{target}/{name}".lstrip("/")
