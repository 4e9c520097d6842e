"""Memory that can be taken back: each branch runs on the same tables, its changes are undone and then joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sm_lint.flow.values import ABSENT, Table, Value, join

Changes = dict[tuple[int, Any], tuple[Table[Any], Any, Any]]


class State:
    """Stores into tables (names, entries, attributes) with an undo log for the branch that is being run.

    Attributes:
        oldest: the age of the oldest table that was changed since somebody last looked: a call that changed none that
            is older than itself had no effect.
    """

    __slots__ = ("_begun", "_log", "oldest")

    def __init__(self) -> None:
        self._log: Changes | None = None
        self._begun = 0
        self.oldest = Table.clock + 1

    def store(self, table: Table[Any], name: Any, value: Any) -> None:
        """Set one entry; ABSENT removes it."""
        born = table.born
        log = self._log
        if log is not None and born < self._begun:
            where = (id(table), name)
            if where not in log:
                log[where] = (table, name, table.get(name, ABSENT))
        if born < self.oldest:
            self.oldest = born
        table.version += 1
        if value is ABSENT:
            table.pop(name, None)
        else:
            table[name] = value

    def begin(self) -> tuple[Changes | None, int]:
        """Start a branch; what it returns goes to `end`."""
        outer = (self._log, self._begun)
        self._log = {}
        Table.clock += 1
        self._begun = Table.clock
        return outer

    def end(self, outer: tuple[Changes | None, int]) -> Changes:
        """Take the branch's changes back and return them."""
        log = self._log or {}
        changes: Changes = {}
        for where, (table, name, old) in log.items():
            changes[where] = (table, name, table.get(name, ABSENT))
            table.version += 1
            if old is ABSENT:
                table.pop(name, None)
            else:
                table[name] = old
        self._log, self._begun = outer
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
            places.update(changes)
        for where, (table, name, _) in places.items():
            alternatives = [changes[where][2] if where in changes else table.get(name, ABSENT) for changes in branches]
            self.store(table, name, join_slots(alternatives))


def join_slots(alternatives: Iterable[Any]) -> Any:
    """Join what a slot may hold: values, tuples of values (a sequence's items), or None."""
    rows = list(alternatives)
    first = rows[0]
    if all(row is first for row in rows):
        return first
    if any(type(row) is tuple for row in rows):
        tuples = [row if isinstance(row, tuple) else () for row in rows]
        longest = max(tuples, key=len)
        columns = [[t[i] if i < len(t) else ABSENT for t in tuples] for i in range(len(longest))]
        return tuple(join(column) for column in columns)
    if None in rows:  # a closed collection on one way, an open one on another
        values = [row for row in rows if isinstance(row, Value) and row is not ABSENT]
        return join(values) if values else None
    return join(rows)
