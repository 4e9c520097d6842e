"""Memory with undo: branches run on the same tables; their changes are undone and then joined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from sm_lint.flow.domain.lattice import join, key
from sm_lint.flow.domain.memory import METER, Table
from sm_lint.flow.domain.values import ABSENT, Alternatives, Constant, Unknown, Value

Changes = dict[tuple[int, Any], tuple[Table[Any], Any, Any]]
Outer = tuple[Changes | None, int, dict[int, tuple[Table[Any], int]]]


class State:
    """Writes to tables (names, entries, attributes), with an undo log for the current branch.

    Attributes:
        journal: overwritten values of the current branch, by place; None if no branch is open.
        narrowed: the remainder of a value after a condition, by identity, with the value itself.
    """

    __slots__ = ("_begun", "_log", "_meter", "_stamp", "_versions", "journal", "narrowed")

    def __init__(self) -> None:
        self._meter = METER.get()
        self._log: Changes | None = None
        self._begun = 0
        self._stamp = 0
        self._versions: dict[int, tuple[Table[Any], int]] = {}
        self.journal: dict[tuple[int, Any], list[Any]] | None = None
        self.narrowed: dict[int, tuple[Any, Any]] = {}

    def store(self, table: Table[Any], name: Any, value: Any) -> None:
        """Set one entry; ABSENT removes it. Storing an indistinguishable value is not a change."""
        old = table.get(name, ABSENT)
        if old is value or (type(value) is Unknown and type(old) is Unknown and value.source == old.source):
            return
        born = table.born
        log = self._log
        if log is not None and born < self._begun:
            where = (id(table), name)
            if where not in log:
                log[where] = (table, name, old)
                self._versions.setdefault(id(table), (table, table.version))
        if self.journal is not None:
            self.journal.setdefault((id(table), name), []).append(value)
        self._stamp += 1
        table.version = self._stamp
        if value is ABSENT:
            table.pop(name, None)
        else:
            table[name] = value

    @property
    def stamp(self) -> int:
        """The version of the most recently changed table."""
        return self._stamp

    def begin(self) -> Outer:
        """Start a branch; the result must be passed to `end` or `keep`."""
        outer = (self._log, self._begun, self._versions)
        self._log, self._versions = {}, {}
        self._meter.clock += 1
        self._begun = self._meter.clock
        return outer

    def end(self, outer: Outer) -> Changes:
        """Undo the branch's changes and return them."""
        log = self._log or {}
        changes: Changes = {}
        for where, (table, name, old) in log.items():
            changes[where] = (table, name, table.get(name, ABSENT))
            if old is ABSENT:
                table.pop(name, None)
            else:
                table[name] = old
        for table, version in self._versions.values():
            table.version = version
        self._log, self._begun, self._versions = outer
        return changes

    def keep(self, outer: Outer) -> None:
        """End a branch that is always taken: its changes are kept."""
        log, versions = self._log, self._versions
        self._log, self._begun, self._versions = outer
        if log and self._log is not None:
            for number, row in versions.items():
                self._versions.setdefault(number, row)
            for where, entry in log.items():
                if entry[0].born < self._begun:
                    self._log.setdefault(where, entry)

    def changes(self) -> Changes:
        """The changes of the current branch so far."""
        log = self._log or {}
        return {where: (table, name, table.get(name, ABSENT)) for where, (table, name, _) in log.items()}

    def changes_before(self, outer: Outer) -> Changes:
        """The changes of the enclosing branch when the current one began."""
        log, own = outer[0] or {}, self._log or {}
        return {
            where: (table, name, own[where][2] if where in own else table.get(name, ABSENT))
            for where, (table, name, _) in log.items()
        }

    def has_effect(self) -> bool:
        """Whether the current branch has changed anything, as far as that can be decided."""
        return any(
            (now := table.get(name, ABSENT)) is not old and not _means_the_same(old, now)
            for table, name, old in (self._log or {}).values()
        )

    def apply(self, changes: Changes) -> None:
        """Apply a branch's changes unconditionally."""
        for table, name, value in changes.values():
            self.store(table, name, value)

    def narrow(self, table: Table[Any], name: Any, value: Any) -> None:
        """Set an entry to its remainder after a condition."""
        self.narrowed[id(value)] = (value, table.get(name))
        self.store(table, name, value)

    def masks_left(self, choice: Alternatives, now: Any) -> int:
        """The remaining alternatives of a choice after conditions; all of them for an uncorrelated value."""
        if type(now) is Alternatives:
            return reduce(or_, now.masks) if now.correlation is choice.correlation and now is not choice else -1
        row = self.narrowed.get(id(now))
        if row is not None and type(row[1]) is Alternatives and row[1].correlation is choice.correlation:
            return sum(mask for option, mask in zip(row[1].options, row[1].masks) if option is now)
        return -1

    def _is_part(self, value: Any, whole: Any) -> bool:
        row = self.narrowed.get(id(value))
        return row is not None and row[1] is whole

    def merge(self, branches: list[Changes]) -> None:
        """Continue after one of several possible branches; an empty one stands for no changes.

        After `if c: x = 1` the branches are `[{x: 1}, {}]`: `x` is joined from 1 and what it was before. A branch that does
        not change a place contributes its present value, so a name that only one branch binds may be ABSENT afterwards. A
        place where all branches hold what a condition has narrowed from the present value keeps the present value:
        joining the parts would lose their correlation with other values.
        """
        if len(branches) == 1:
            self.apply(branches[0])
            return
        places: Changes = {}
        for changes in branches:
            places.update(changes)
        if not places:
            return
        ends: list[tuple[Table[Any], list[Value]]] = []
        for where, (table, name, _) in places.items():
            now = table.get(name, ABSENT)
            alternatives = [changes[where][2] if where in changes else now for changes in branches]
            for value in alternatives:
                if value is not now and not self._is_part(value, now):
                    break
            else:
                continue
            if type(alternatives[0]) is tuple:
                items, end = join_items(alternatives)
                self.store(table, name, items)
                if end:
                    ends.append((table, end))
            else:
                self.store(table, name, join_slots(alternatives))
        for table, end in ends:
            rest = table["rest"]
            self.store(table, "rest", join(end if rest is None else [*end, rest]))


def _means_the_same(old: Any, new: Any) -> bool:
    """Whether the two values are indistinguishable. A number adds nothing to an unknown value."""
    if not isinstance(old, Value) or not isinstance(new, Value):
        return False
    if type(old) is Unknown and type(new) is Alternatives:
        return all(
            type(option) is Unknown or (type(option) is Constant and not isinstance(option.value, str))
            for option in new.options
        )
    return key(old) == key(new)


def join_items(alternatives: Sequence[tuple[Value, ...]]) -> tuple[tuple[Value, ...], list[Value]]:
    """Join the items of sequences: the certain ones, and those that may follow."""
    sure = min(map(len, alternatives))
    end = [item for items in alternatives for item in items[sure:]]
    return tuple(join(column) for column in zip(*(items[:sure] for items in alternatives))), end


def join_slots(rows: Sequence[Any]) -> Any:
    """Join the possible contents of a slot: values, or None."""
    first = rows[0]
    for row in rows:
        if row is not first:
            break
    else:
        return first
    if None in rows:  # a collection that is closed on one path and open on another
        values = [row for row in rows if isinstance(row, Value) and row is not ABSENT]
        return join(values) if values else None
    return join(rows)
