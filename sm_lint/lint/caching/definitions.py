"""The table of definitions: what files define, so that nothing is parsed again to find out who launches a script."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Definitions
from sm_lint.jobs.definition.requests import NAMING, REQUESTS
from sm_lint.jobs.definition.sdk import is_of_launchers
from sm_lint.lint.caching.store import Store
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS
from sm_lint.lint.caching.verdicts import DAY, dependencies_of, mentioned, stamp_of
from sm_lint.lint.linking.defining import DefinitionReport
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.workspace import Workspace

_WORTH = 50  # to write the entries of so many files takes as long as to scan one of them once more


@dataclass(slots=True)
class _Entry:
    digest: str
    text: str
    imports: str
    dependencies: tuple[Dependency, ...]
    seen: int


class DefinitionTable:
    """The definitions of one project's files.

    What rests on unsaved text is neither taken from the table nor written to it.

    Args:
        store: where they are kept.
        workspace: the files of the run.

    Attributes:
        store: see above.
        warning: why nothing could be written, or an empty string.
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
        """What a file defines, as text; an empty one where it defines nothing, None where that is not known."""
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
        """Names that occur in the import statements of a file, with blanks between; None where that is not known."""
        entry = self._entries.get(path)
        known = (
            entry is not None and path not in self._workspace.overlay and self._workspace.digest(path) == entry.digest
        )
        return entry.imports if entry is not None and known else None

    def dependencies(self, path: str) -> tuple[Dependency, ...]:
        """What was asked of other files when a file was read for what it defines."""
        entry = self._entries.get(path)
        return entry.dependencies if entry is not None else ()

    def decode(self, path: str) -> Definitions | None:
        """What the text of a file stands for; None where the text is damaged, or is that of another file."""
        try:
            found = loads(self._entries[path].text)
        except ValueError:
            return None
        return found if found.path == path else None

    def put(self, report: DefinitionReport, imports: str = "") -> str:
        """Remember what a file defines, nothing of one that could not be read, and give it as text.

        Args:
            report: what it defines.
            imports: names that occur in its import statements.
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
        """Write what changed; failing to is no error, `warning` says why."""
        # A file that was only looked at is scanned again by the next run, and is read by it where its stamp is stale.
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
    """Does the file define nothing?"""
    return not (
        definitions.jobs
        or definitions.pipelines
        or definitions.uses
        or definitions.uploads
        or definitions.written
        or definitions.names
        or any(
            call.name in REQUESTS or call.name in NAMING or is_of_launchers(call.callee) for call in definitions.calls
        )
        or definitions.models
        or definitions.images
    )


def _entry(row: Any) -> _Entry:
    digest, text, imports, dependencies, seen = row
    if not (type(digest) is type(text) is type(imports) is str and type(seen) is int):
        raise TypeError("no entry")
    return _Entry(digest, text, imports, dependencies_of(dependencies), seen)
