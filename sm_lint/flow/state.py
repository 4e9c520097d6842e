"""Memory that can be taken back: each branch runs on the same tables, its changes are undone and then joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sm_lint.flow.values import ABSENT, Value, join

Table = dict[Any, Any]
Changes = dict[tuple[int, Any], tuple[Table, Any, Any]]


class State:
    """Stores into tables (names, entries, attributes) with an undo log for the branch that is being run.

    A table is any dictionary; its identity is what changes are recorded by. `version` counts stores, so that results
    which rest on the memory can tell whether it changed.
    """

    __slots__ = ("_log", "version")

    def __init__(self) -> None:
        self._log: Changes | None = None
        self.version = 0

    def store(self, table: Table, name: Any, value: Any) -> None:
        """Set one entry; ABSENT removes it."""
        log = self._log
        if log is not None:
            where = (id(table), name)
            if where not in log:
                log[where] = (table, name, table.get(name, ABSENT))
        self.version += 1
        if value is ABSENT:
            table.pop(name, None)
        else:
            table[name] = value

    def begin(self) -> Changes | None:
        """Start a branch; what it returns goes to `end`."""
        outer = self._log
        self._log = {}
        return outer

    def end(self, outer: Changes | None) -> Changes:
        """Take the branch's changes back and return them."""
        log = self._log or {}
        changes: Changes = {}
        for where, (table, name, old) in log.items():
            changes[where] = (table, name, table.get(name, ABSENT))
            if old is ABSENT:
                table.pop(name, None)
            else:
                table[name] = old
        self._log = outer
        return changes

    def apply(self, changes: Changes) -> None:
        """Make a branch's changes as they are: nothing else could have happened."""
        for table, name, value in changes.values():
            self.store(table, name, value)

    def merge(self, branches: list[Changes]) -> None:
        """Continue with any of several branches having happened; an empty one means that nothing did."""
        if len(branches) == 1:
            self.apply(branches[0])
            return
        places: Changes = {}
        for changes in branches:
            for where, (table, name, _) in changes.items():
                places.setdefault(where, (table, name, None))
        for where, (table, name, _) in places.items():
            alternatives = [changes[where][2] if where in changes else table.get(name, ABSENT) for changes in branches]
            self.store(table, name, join_slots(alternatives))


def join_slots(alternatives: Iterable[Any]) -> Any:
    """Join what a slot may hold: values, tuples of values (a sequence's items), or None."""
    rows = list(alternatives)
    first = rows[0]
    if all(row is first for row in rows):
        return first
    if any(isinstance(row, tuple) for row in rows):
        tuples = [row if isinstance(row, tuple) else () for row in rows]
        longest = max(tuples, key=len)
        columns = [[t[i] if i < len(t) else ABSENT for t in tuples] for i in range(len(longest))]
        return tuple(join(column) for column in columns)
    values = [row for row in rows if isinstance(row, Value) and row is not ABSENT]
    if any(row is None for row in rows):  # a closed collection on one way, an open one on another
        return join(values) if values else None
    if any(row is ABSENT for row in rows):
        values.append(ABSENT)
    return join(values)
