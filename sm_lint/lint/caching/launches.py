"""The table of launches: the definitions that concern each file, as linked by earlier runs.

While all definitions are unchanged, and so are the answers of the disk from which their scripts were resolved, a run
can check its verdicts without decoding the definitions. The table holds the last few sets of files.
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
    """The cached launches of one file.

    Attributes:
        interface: hash of its jobs; see :meth:`~sm_lint.lint.linking.launches.Launches.interface`.
        exact: hash of its jobs with all places; see :meth:`~sm_lint.lint.linking.launches.Launches.exact`.
        files: the definition files that must be linked to get these jobs.
    """

    interface: str
    exact: str
    files: tuple[str, ...]


class LaunchTable:
    """The cached launches of one project and the projects below it.

    Args:
        store: the storage of the table.
        workspace: the files of the run.
    """

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self._store = store
        self._workspace = workspace
        self._rows = store.load("launches", _decoded) or []

    def get(self, key: str) -> Mapping[str, Known] | None:
        """The cached launches of every file that jobs concern; None if they are not cached or invalidated.

        Args:
            key: hash of everything that was linked.
        """
        for row in self._rows:
            if row[0] == key:
                try:
                    known, dependencies = _known(row[1]), dependencies_of(row[2])
                except Exception:  # noqa: BLE001 - a damaged row counts as missing
                    return None
                return known if all(map(self._workspace.holds, dependencies)) else None
        return None

    def put(self, key: str, launches: Launches) -> None:
        """Store the result of linking. A failure is not an error; the other tables report it."""
        known = {
            path: [launches.interface(path), launches.exact(path), files] for path, files in launches.origins().items()
        }
        others = [row for row in self._rows if row[0] != key]
        self._rows = [[key, known, launches.rests_on], *others[: KEPT - 1]]
        self._store.save("launches", self._rows)


def _known(rows: Mapping[str, Any]) -> dict[str, Known]:
    known = {path: Known(interface, exact, tuple(files)) for path, (interface, exact, files) in rows.items()}
    if not all(type(part) is str for each in known.values() for part in (each.interface, each.exact, *each.files)):
        raise TypeError("no names")
    return known


def _decoded(rows: Any) -> list[list[Any]]:
    # Rows are validated when they are used: there are several, each as long as the list of scripts.
    if type(rows) is not list or not all(type(row) is list and len(row) == 3 for row in rows):
        raise TypeError("no rows")
    return rows
