"""The table of definitions: what each file defines, so that finding the launchers of a script needs no parsing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Definitions
from sm_lint.jobs.definition.requests import NAMING, OTHER_REQUESTS, REQUESTS
from sm_lint.jobs.definition.sdk import is_of_launchers
from sm_lint.lint.caching.store import Store
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS
from sm_lint.lint.caching.verdicts import DAY, dependencies_of, mentioned, stamp_of
from sm_lint.lint.linking.defining import DefinitionReport
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.workspace import Workspace

_WORTH = 50  # writing the entries of this many files costs as much as scanning one of them again


@dataclass(slots=True)
class _Entry:
    digest: str
    text: str
    imports: str
    dependencies: tuple[Dependency, ...]
    seen: int


class DefinitionTable:
    """The definitions of one project's files.

    Results that depend on unsaved text are neither read from the table nor written to it.

    Args:
        store: the storage of the table.
        workspace: the files of the run.

    Attributes:
        store: see above.
        warning: why the table could not be written, or an empty string.
    """

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self.store = store
        self._workspace = workspace
        self.warning = ""
        self._today = int(time.time()) // DAY
        self._entries = store.load("definitions", self._decoded) or {}
        self._changed = False
        self._scanned: set[str] = set()

    def get(self, path: str) -> str | None:
        """The encoded definitions of a file; empty if it defines nothing, None if no valid entry is cached."""
        entry = self._entries.get(path)
        if entry is None or path in self._workspace.overlay or self._workspace.digest(path) != entry.digest:
            return None
        if not all(map(self._workspace.holds, entry.dependencies)):
            return None
        if entry.seen != self._today:
            entry.seen = self._today
            self._changed = True
        return entry.text

    def imports(self, path: str) -> str | None:
        """The names in the import statements of a file, separated by blanks; None if no valid entry is cached."""
        entry = self._entries.get(path)
        known = (
            entry is not None and path not in self._workspace.overlay and self._workspace.digest(path) == entry.digest
        )
        return entry.imports if entry is not None and known else None

    def dependencies(self, path: str) -> tuple[Dependency, ...]:
        """The dependencies of a file's definitions."""
        entry = self._entries.get(path)
        return entry.dependencies if entry is not None else ()

    def decode(self, path: str) -> Definitions | None:
        """Decode the cached definitions of a file; None if the text is damaged or belongs to another file."""
        try:
            found = loads(self._entries[path].text)
        except ValueError:
            return None
        return found if found.path == path else None

    def put(self, report: DefinitionReport, imports: str = "") -> str:
        """Store what a file defines, and return it encoded; a file that could not be read has no entry.

        Args:
            report: what the file defines.
            imports: the names in its import statements.
        """
        overlay = self._workspace.overlay
        if report.path in overlay or any(dependency.path in overlay for dependency in report.dependencies):
            return ""
        if report.scanned:
            self._scanned.add(report.path)
        else:
            self._changed = True
        if report.digest is None:
            self._entries.pop(report.path, None)
            return ""
        definitions = report.definitions
        text = dumps(definitions) if definitions is not None and not is_empty(definitions) else ""
        self._entries[report.path] = _Entry(report.digest, text, imports, report.dependencies, self._today)
        return text

    def save(self) -> None:
        """Write the table if it changed. A failure is not an error; `warning` then says why."""
        # A file that was only scanned is scanned again by the next run, which reads it if its stamp is stale.
        stale = len(self._scanned | self._workspace.refreshed.intersection(self._entries))
        if not self._changed and stale * _WORTH <= len(self._entries):
            return
        oldest = self._today - EXPIRY_DAYS
        kept = {path: entry for path, entry in sorted(self._entries.items()) if entry.seen >= oldest}
        known = self._workspace.stamps
        paths = mentioned({path: entry.dependencies for path, entry in kept.items()})
        content = {
            "files": {path: known[path] for path in sorted(paths) if path in known},
            "defined": {
                path: [entry.digest, entry.text, entry.imports, entry.dependencies, entry.seen]
                for path, entry in kept.items()
            },
        }
        self.warning = self.store.save("definitions", content)

    def _decoded(self, document: Any) -> dict[str, _Entry]:
        entries = {path: _entry(row) for path, row in document["defined"].items()}
        for path, fields in document["files"].items():
            self._workspace.stamps.setdefault(path, stamp_of(fields))
        return entries


def is_empty(definitions: Definitions) -> bool:
    """Whether the file defines nothing."""
    return not (
        definitions.jobs
        or definitions.pipelines
        or definitions.uses
        or definitions.uploads
        or definitions.written
        or definitions.names
        or any(
            call.name in REQUESTS or call.name in NAMING | OTHER_REQUESTS or is_of_launchers(call.callee)
            for call in definitions.calls
        )
        or definitions.models
        or definitions.images
        or definitions.requests
        or any(made.startswith("!") and " build" in made for made in definitions.made)
    )


def _entry(row: Any) -> _Entry:
    digest, text, imports, dependencies, seen = row
    if not (type(digest) is type(text) is type(imports) is str and type(seen) is int):
        raise TypeError("no entry")
    return _Entry(digest, text, imports, dependencies_of(dependencies), seen)
