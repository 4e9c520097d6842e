"""How earlier runs brought jobs and scripts together: which definitions have to do with which file.

As long as all definitions, and what was asked of the disk to find their scripts, are as they were, a run need not decode
them to know whether its verdicts still hold. One file beside the verdicts holds this for the last few sets of files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sm_lint.lint.cache import Cache, dependencies_of, write_beside
from sm_lint.lint.launches import Launches
from sm_lint.lint.surroundings import Dependency
from sm_lint.lint.unchanged import MOST_BYTES
from sm_lint.opening import read_file

KEPT = 4
_FORMAT = 1


class Known(NamedTuple):
    """What is known of the jobs of one file.

    Attributes:
        interface: hash of all of them; see :meth:`~sm_lint.lint.launches.Launches.interface`.
        files: the definitions that must be brought together to have them.
    """

    interface: str
    files: tuple[str, ...]


class LaunchCache:
    """What is remembered, for one project and those below it.

    Args:
        cache: the verdicts that it stands beside.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.path = cache.path.removesuffix(".json") + ".launches.json"
        self._rows = _load(self.path)

    def get(self, key: str) -> Mapping[str, Known] | None:
        """What is known of each file that has to do with jobs; None where that may not hold any more.

        Args:
            key: hash of everything that was brought together.
        """
        for row in self._rows:
            if row[0] == key:
                try:
                    known, dependencies = _known(row[1]), dependencies_of(row[2])
                except (ValueError, TypeError, AttributeError):
                    return None
                return known if all(map(self._cache.stamps.holds, dependencies)) else None
        return None

    def put(self, key: str, launches: Launches) -> None:
        """Remember how everything was brought together; failing to is no error, and the other caches say why."""
        if launches.kinds is None:
            return
        kinds = [Dependency("kind", path, kind) for path, kind in sorted(launches.kinds.items())]
        known = {path: [launches.interface(path), files] for path, files in launches.origins().items()}
        others = [row for row in self._rows if row[0] != key]
        self._rows = [[key, known, kinds], *others[: KEPT - 1]]
        text = json.dumps({"format": _FORMAT, "launches": self._rows}, separators=(",", ":"))
        write_beside(self._cache.directory, self.path, text)


def _known(rows: Mapping[str, Any]) -> dict[str, Known]:
    known = {path: Known(interface, tuple(files)) for path, (interface, files) in rows.items()}
    if not all(isinstance(part, str) for each in known.values() for part in (each.interface, *each.files)):
        raise TypeError("no names")
    return known


def _load(path: str) -> list[list[Any]]:
    """What the file says; nothing where it cannot be read or is not of the expected form."""
    try:
        document = json.loads(read_file(path, MOST_BYTES))
        if document["format"] == _FORMAT and all(len(row) == 3 for row in document["launches"]):
            return list(document["launches"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return []
