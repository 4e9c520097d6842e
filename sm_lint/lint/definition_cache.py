"""What files define, kept from run to run beside the verdicts: nothing is parsed again to find out who launches a script."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from sm_lint.jobs.codec import dumps, loads
from sm_lint.jobs.model import Definitions
from sm_lint.lint.cache import EXPIRY_DAYS, Cache, dependencies_of, write_beside
from sm_lint.lint.defining import DefiningReport
from sm_lint.lint.surroundings import Dependency, note_dependencies
from sm_lint.lint.unchanged import MOST_BYTES
from sm_lint.opening import read_file

_FORMAT = 2
_DAY = 86_400
_WORTH = 50  # to write the entries of so many files takes as long as to scan one of them once more


@dataclass(slots=True)
class _Entry:
    digest: str
    text: str
    dependencies: tuple[Dependency, ...]
    seen: int


class DefinitionCache:
    """The definitions of one project's files.

    Args:
        cache: the verdicts that it stands beside.

    Attributes:
        warning: why nothing could be written, or an empty string.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.path = cache.path.removesuffix(".json") + ".jobs.json"
        self.warning = ""
        self._today = int(time.time()) // _DAY
        self._entries = _load(self.path)
        self._changed = False
        self._scanned = 0

    def get(self, path: str) -> str | None:
        """What a file defines, as text; an empty one where it defines nothing, None where that is not known."""
        entry = self._entries.get(path)
        stamps = self._cache.stamps
        if entry is None or stamps.digest(path) != entry.digest:
            return None
        if not all(map(stamps.holds, entry.dependencies)):
            return None
        if entry.seen != self._today:
            entry.seen = self._today
            self._changed = True
        return entry.text

    def decode(self, path: str) -> Definitions | None:
        """What the text of a file stands for; None where the cache is damaged."""
        try:
            return loads(self._entries[path].text)
        except ValueError:
            return None

    def put(self, report: DefiningReport) -> str:
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
        note_dependencies(report.dependencies)
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
        text = json.dumps({"format": _FORMAT, "definitions": rows}, separators=(",", ":"))
        self.warning = write_beside(self._cache.directory, self.path, text)


def is_empty(definitions: Definitions) -> bool:
    """Does the file define nothing?"""
    return not (
        definitions.jobs
        or definitions.pipelines
        or definitions.uses
        or definitions.uploads
        or definitions.written
        or definitions.names
    )


def _load(path: str) -> dict[str, _Entry]:
    """What the file says; nothing where it cannot be read or is not of the expected form."""
    try:
        document = json.loads(read_file(path, MOST_BYTES))
        if document["format"] == _FORMAT:
            return {name: _entry(row) for name, row in document["definitions"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return {}


def _entry(row: list[Any]) -> _Entry:
    digest, text, dependencies, seen = row
    if not (isinstance(digest, str) and isinstance(text, str) and isinstance(seen, int)):
        raise TypeError(digest)
    return _Entry(digest, text, dependencies_of(dependencies), seen)
