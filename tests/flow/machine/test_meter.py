"""What one interpretation counts has nothing to do with any other."""

from __future__ import annotations

import threading

from sm_lint.flow.domain.lattice import join
from sm_lint.flow.domain.memory import METER, Meter, Table
from sm_lint.flow.domain.values import Constant
from sm_lint.flow.machine.budget import JOINS_PER_STEP, Budget, BudgetExceededError
from sm_lint.flow.machine.state import State
from tests.flow.facts_text import facts_of

BRANCHES = "import random\n" + "if random.random():\n    x = '/a'\nelse:\n    x = '/b'\nopen(x)\n" * 3


def test_a_run_leaves_no_trace_in_the_process() -> None:
    before = METER.get()
    counted = before.clock, before.joined
    facts_of(BRANCHES)
    assert METER.get() is before
    assert (before.clock, before.joined) == counted


def test_a_branch_in_another_thread_makes_no_table_young() -> None:
    """Each thread has its own clock: what was there before a branch is taken back with it, whatever others do."""
    METER.set(Meter())
    state, table = State(), Table({"x": 1})
    thread = threading.Thread(target=lambda: [facts_of(BRANCHES) for _ in range(3)])
    outer = state.begin()
    thread.start()
    thread.join()
    state.store(table, "x", 2)
    state.end(outer)
    assert table == {"x": 1}


def test_joins_count_as_steps_of_their_own_run_alone() -> None:
    meter = METER.get()
    join([Constant(number) for number in range(16)])
    budget = Budget(0, meter)
    budget.spend_statement()
    assert budget.steps == 1
    meter.joined += budget.limit * JOINS_PER_STEP
    try:
        budget.spend_statement()
    except BudgetExceededError:
        return
    raise AssertionError("the joins were not counted")
