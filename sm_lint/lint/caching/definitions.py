"""The table of definitions: what files define, so that nothing is parsed again to find out who launches a script."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Definitions
from sm_lint.jobs.definition.requests import REQUESTS
from sm_lint.jobs.definition.sdk import is_of_launchers
from sm_lint.lint.caching.store import Store
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS
from sm_lint.lint.caching.verdicts import DAY, dependencies_of
from sm_lint.lint.linking.defining import DefinitionReport
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.workspace import Workspace

_WORTH = 50  # to write the entries of so many files takes as long as to scan one of them once more


@dataclass(slots=True)
class _Entry:
    digest: str
    text: str
    dependencies: tuple[Dependency, ...]
    seen: int


class DefinitionTable:
    """The definitions of one project's files.

    Args:
        store: where they are kept.
        workspace: the files of the run.

    Attributes:
        warning: why nothing could be written, or an empty string.
    """

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store = store
        self._workspace = workspace
        self.warning = ""
        self._today = int(time.time()) // DAY
        self._entries = store.load("definitions", _decoded) or {}
        self._changed = False
        self._scanned = 0

    def get(self, path: str) -> str | None:
        """What a file defines, as text; an empty one where it defines nothing, None where that is not known."""
        entry = self._entries.get(path)
        if entry is None or self._workspace.digest(path) != entry.digest:
            return None
        if not all(map(self._workspace.holds, entry.dependencies)):
            return None
        if entry.seen != self._today:
            entry.seen = self._today
            self._changed = True
        return entry.text

    def decode(self, path: str) -> Definitions | None:
        """What the text of a file stands for; None where the text is damaged, or is that of another file."""
        try:
            found = loads(self._entries[path].text)
        except ValueError:
            return None
        return found if found.path == path else None

    def put(self, report: DefinitionReport) -> str:
        """Remember what a file defines, nothing of one that could not be read, and give it as text."""
        if report.scanned:
            self._scanned += 1
        else:
            self._changed = True
        if report.digest is None:
            self._entries.pop(report.path, None)
            return ""
        definitions = report.definitions
        text = dumps(definitions) if definitions is not None and not is_empty(definitions) else ""
        self._entries[report.path] = _Entry(report.digest, text, report.dependencies, self._today)
        return text

    def save(self) -> None:
        """Write what changed; failing to is no error, `warning` says why."""
        if not self._changed and self._scanned * _WORTH <= len(self._entries):
            return
        oldest = self._today - EXPIRY_DAYS
        rows = {
            path: [entry.digest, entry.text, entry.dependencies, entry.seen]
            for path, entry in sorted(self._entries.items())
            if entry.seen >= oldest
        }
        self.warning = self._store.save("definitions", rows)


def is_empty(definitions: Definitions) -> bool:
    """Does the file define nothing?"""
    return not (
        definitions.jobs
        or definitions.pipelines
        or definitions.uses
        or definitions.uploads
        or definitions.written
        or definitions.names
        or any(call.name in REQUESTS or is_of_launchers(call.callee) for call in definitions.calls)
    )


def _decoded(rows: Any) -> dict[str, _Entry]:
    return {path: _entry(row) for path, row in rows.items()}


def _entry(row: Any) -> _Entry:
    digest, text, dependencies, seen = row
    if not (type(digest) is type(text) is str and type(seen) is int):
        raise TypeError("no entry")
    return _Entry(digest, text, dependencies_of(dependencies), seen)
