"""Changes of what a launch gives to a script that no contract governs.

A contract asks, a launch gives: what is taken away here is what is added there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.contracts.model import Argument, Input, Output, Variable
from sm_lint.contracts.values import same_value
from sm_lint.evolution.pairing import paired
from sm_lint.evolution.places import NOT_ALL_LEFT, placed_inputs
from sm_lint.evolution.recorder import Recorder


def compare_launch(record: Recorder) -> None:
    """Record the changes between two contracts that the definition of one job implies."""
    old, new = record.old, record.new
    lost = NOT_ALL_LEFT.format(what="inputs") if new.open_inputs else ""
    _compare_mounts(record, placed_inputs(old), placed_inputs(new), "input", "mounts", lost)
    lost = NOT_ALL_LEFT.format(what="outputs") if new.open_outputs else ""
    _compare_mounts(record, old.outputs, new.outputs, "output", "uploads", lost)
    lost = NOT_ALL_LEFT.format(what="variables") if new.open_environment else ""
    _compare_given(record, old.environment, new.environment, "variable", "launch-sets-less", lost)
    lost = NOT_ALL_LEFT.format(what="arguments") if new.open_arguments else ""
    _compare_given(record, old.arguments, new.arguments, "argument", "launch-passes-less", lost)


def _compare_mounts(
    record: Recorder,
    before: Sequence[Input | Output],
    after: Sequence[Input | Output],
    what: str,
    verb: str,
    doubt: str,
) -> None:
    """Compare by path, which is what the script sees; a name tells where a mount has moved."""
    pairs = paired(before, after, lambda item: item.path, lambda was, now: was.name == now.name)
    for was, now in pairs.renamed:
        kind = f"launch-{verb}-elsewhere"
        record.add(kind, now.name, before=was.path or "", after=now.path or "", old=was, new=now)
    for was in pairs.gone:
        record.add(f"launch-{verb}-less", was.name, before=was.path or "", old=was, doubt=doubt)
    for now in pairs.new:
        record.add("launch-gives-more", now.name, after=now.path or "", new=now, what=what)


def _compare_given(
    record: Recorder,
    before: Sequence[Variable | Argument],
    after: Sequence[Variable | Argument],
    what: str,
    less: str,
    doubt: str,
) -> None:
    pairs = paired(before, after, lambda item: item.name, lambda was, now: False)
    for was, now in pairs.both:
        if was.value is not None and now.value is not None and not same_value(was.value, now.value):
            kind, name = "launch-value-changed", _spelling(now)
            record.add(kind, name, before=was.value, after=now.value, old=was, new=now, what=what)
    for was in pairs.gone:
        record.add(less, _spelling(was), before=was.value or "", old=was, doubt=doubt)
    for now in pairs.new:
        record.add("launch-gives-more", _spelling(now), after=now.value or "", new=now, what=what)


def _spelling(item: Variable | Argument) -> str:
    return item.spelling or item.name if isinstance(item, Argument) else item.name
