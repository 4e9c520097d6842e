"""The table of launches: how earlier runs brought jobs and scripts together, that is which definitions concern which file.

As long as all definitions, and what was asked of the disk to find their scripts, are as they were, a run need not decode
them to know whether its verdicts still hold. The table holds this for the last few sets of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sm_lint.lint.caching.store import Store
from sm_lint.lint.caching.verdicts import dependencies_of
from sm_lint.lint.linking.launches import Launches
from sm_lint.workspace.workspace import Workspace

KEPT = 4


class Known(NamedTuple):
    """What is known of the jobs of one file.

    Attributes:
        interface: hash of all of them; see :meth:`~sm_lint.lint.linking.launches.Launches.interface`.
        files: the definitions that must be brought together to have them.
    """

    interface: str
    files: tuple[str, ...]


class LaunchTable:
    """What is remembered, for one project and those below it.

    Args:
        store: where it is kept.
        workspace: the files of the run.
    """

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store = store
        self._workspace = workspace
        self._rows = store.load("launches", _decoded) or []

    def get(self, key: str) -> Mapping[str, Known] | None:
        """What is known of each file that has to do with jobs; None where that may not hold any more.

        Args:
            key: hash of everything that was brought together.
        """
        for row in self._rows:
            if row[0] == key:
                try:
                    known, dependencies = _known(row[1]), dependencies_of(row[2])
                except Exception:  # noqa: BLE001 - whatever is wrong with a row, it is none
                    return None
                return known if all(map(self._workspace.holds, dependencies)) else None
        return None

    def put(self, key: str, launches: Launches) -> None:
        """Remember how everything was brought together; failing to is no error, and the other tables say why."""
        known = {path: [launches.interface(path), files] for path, files in launches.origins().items()}
        others = [row for row in self._rows if row[0] != key]
        self._rows = [[key, known, launches.rests_on], *others[: KEPT - 1]]
        self._store.save("launches", self._rows)


def _known(rows: Mapping[str, Any]) -> dict[str, Known]:
    known = {path: Known(interface, tuple(files)) for path, (interface, files) in rows.items()}
    if not all(type(part) is str for each in known.values() for part in (each.interface, *each.files)):
        raise TypeError("no names")
    return known


def _decoded(rows: Any) -> list[list[Any]]:
    # What a row says is looked at where it is used: there are several, and each is as long as the project has scripts.
    if type(rows) is not list or not all(type(row) is list and len(row) == 3 for row in rows):
        raise TypeError("no rows")
    return rows
