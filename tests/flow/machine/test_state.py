"""Memory that can be taken back."""

from __future__ import annotations

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.values import ABSENT, Constant, ListValue, Value
from sm_lint.flow.machine.state import State


def table(**entries: Value) -> Table[Value]:
    return Table(entries)


def constants(value: Value) -> set[object]:
    return {option.value for option in options(value) if isinstance(option, Constant)}


def test_a_branch_is_taken_back_and_joined() -> None:
    state, names = State(), table(a=Constant(1), b=Constant(2))
    outer = state.begin()
    state.store(names, "a", Constant(10))
    state.store(names, "b", ABSENT)
    state.store(names, "c", Constant(3))
    changes = state.end(outer)
    assert [(name, constants(value)) for name, value in names.items()] == [("a", {1}), ("b", {2})]
    state.merge([{}, changes])
    assert constants(names["a"]) == {1, 10}
    assert ABSENT in options(names["b"])
    assert ABSENT in options(names["c"])


def test_branches_nest() -> None:
    state, names = State(), table(a=Constant(0))
    one = state.begin()
    state.store(names, "a", Constant(1))
    two = state.begin()
    state.store(names, "a", Constant(2))
    inner = state.end(two)
    assert constants(names["a"]) == {1}
    state.merge([{}, inner])
    assert constants(names["a"]) == {1, 2}
    state.end(one)
    assert constants(names["a"]) == {0}


def test_what_is_kept_can_still_be_taken_back_further_out() -> None:
    state, names = State(), table(a=Constant(0))
    one = state.begin()
    two = state.begin()
    state.store(names, "a", Constant(1))
    state.keep(two)
    assert constants(names["a"]) == {1}
    state.end(one)
    assert constants(names["a"]) == {0}


def test_versions_tell_contents_apart() -> None:
    state, names = State(), table(a=Constant(0))
    seen = {names.version}
    for value in (1, 2):
        before = names.version
        outer = state.begin()
        state.store(names, "a", Constant(value))
        assert names.version not in seen
        seen.add(names.version)
        state.end(outer)
        assert names.version == before


def test_the_same_value_is_no_change() -> None:
    state, value = State(), Constant(0)
    names = table(a=value)
    version = names.version
    state.store(names, "a", value)
    assert names.version == version


def test_lists_of_different_lengths_join_to_one_of_unknown_length() -> None:
    state = State()
    rows = ListValue((Constant(1), Constant(2)))
    outer = state.begin()
    state.store(rows.slots, "items", (Constant(1), Constant(3), Constant(4)))
    changes = state.end(outer)
    state.merge([{}, changes])
    assert [constants(item) for item in rows.items] == [{1}, {2, 3}]
    assert rows.rest is not None
    assert constants(rows.rest) == {4}


def test_the_journal_holds_what_stood_in_between() -> None:
    state, names = State(), table(a=Constant(0))
    state.journal = {}
    for value in (1, 2):
        state.store(names, "a", Constant(value))
    assert [value.value for value in state.journal[(id(names), "a")]] == [1, 2]
