"""What files define, kept from run to run beside the verdicts: nothing is parsed again to find out who launches a script."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sm_lint.jobs.codec import dumps, loads
from sm_lint.jobs.model import Definitions
from sm_lint.lint.cache import EXPIRY_DAYS, Cache, write_beside

_FORMAT = 1
_DAY = 86_400


@dataclass(slots=True)
class _Entry:
    digest: str
    text: str
    dependencies: tuple[tuple[str, str | None], ...]
    absent: tuple[str, ...]
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

    def get(self, path: str) -> tuple[bool, Definitions | None]:
        """Whether it is known what a file defines, and what; None where it defines nothing."""
        entry = self._entries.get(path)
        stamps = self._cache.stamps
        if entry is None or stamps.digest(path) != entry.digest:
            return False, None
        if any(stamps.digest(other) != digest for other, digest in entry.dependencies):
            return False, None
        if self._cache.absent(path, entry.absent) != entry.absent:
            return False, None
        if entry.seen != self._today:
            entry.seen = self._today
            self._changed = True
        if not entry.text:
            return True, None
        try:
            return True, loads(entry.text)
        except ValueError:
            return False, None

    def put(self, path: str, digest: str | None, definitions: Definitions | None) -> None:
        """Remember what a file defines; nothing of one that could not be read."""
        self._changed = True
        if digest is None:
            self._entries.pop(path, None)
            return
        text = dumps(definitions) if definitions is not None and not is_empty(definitions) else ""
        dependencies = definitions.dependencies if definitions is not None else ()
        absent = self._cache.absent(path, definitions.absent) if definitions is not None else ()
        self._entries[path] = _Entry(digest, text, dependencies, absent, self._today)

    def save(self) -> None:
        """Write what changed; failing to is no error, `warning` says why."""
        if not self._changed:
            return
        oldest = self._today - EXPIRY_DAYS
        rows = {
            path: [entry.digest, entry.text, entry.dependencies, entry.absent, entry.seen]
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
        with open(path, encoding="ascii") as stream:
            document = json.load(stream)
        if document["format"] == _FORMAT:
            return {name: _entry(row) for name, row in document["definitions"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return {}


def _entry(row: list[Any]) -> _Entry:
    digest, text, dependencies, absent, seen = row
    _expect(str, (digest, text, *absent))
    _expect(int, (seen,))
    pairs = tuple((name, known) for name, known in dependencies)
    _expect(str, (name for name, _ in pairs))
    return _Entry(digest, text, pairs, tuple(absent), seen)


def _expect(kind: type, values: Iterable[object]) -> None:
    if not all(isinstance(value, kind) for value in values):
        raise TypeError(kind.__name__)
