"""Pipeline variables where their value would be needed, which they have only when the pipeline runs.

What the classes of the SDK do there is the same in v2 (`workflow/entities.py`) and v3 (`helper/pipeline_variable.py`):
``+``, ``str()``, ``int()`` and ``float()`` raise, and with ``str()`` all that prints or formats. They have neither a length
nor an order nor elements of their own. Being true and being equal is what Python makes of any object.
"""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.values import BoundMethod, Choice, External, Function, Opaque, Sequence, Value
from sm_lint.flow.facts import PipelineVariableUse
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import is_step_property

TESTS = frozenset({"if", "assert", "while", "and", "or", "not", "bool()"})
"""Uses that may ask whether there is a variable at all, where other values come by as well."""


def note_variable(run: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """In a file that defines jobs, write down that a pipeline variable stands where its run-time value would be needed."""
    if not run.setup.definition:
        return
    if type(value) is Choice:
        variable = all(_is_variable(run, option) for option in value.options)
    else:
        variable = _is_variable(run, value)
    if not variable and how not in TESTS:
        return
    if any(_runs_remotely(frame.function) for frame in run.frames):
        return
    if not variable:
        _pass_by(run, node)
        return
    anchor, site = run.recorder.here(node)
    guarded = any(guards.everything for guards in run.recorder.guards)
    fact = PipelineVariableUse(anchor, site, guarded=guarded, name=variable_name(options(value)[0]), how=how)
    if how in TESTS:
        fact.conditional = id(node) in run.others
        run.variable_tests.setdefault(id(node), []).append(fact)
    conditional = run.recorder.conditional
    run.recorder.conditional -= run.exited  # a definition that ended before this defines nothing
    run.recorder.note(fact, how)
    run.recorder.conditional = conditional


def _pass_by(run: Machine, node: cst.CSTNode) -> None:
    """Something else than a variable is tested here as well: the test tells the two apart."""
    run.others.add(id(node))
    for fact in run.variable_tests.get(id(node), ()):
        fact.conditional = True


def note_elements(run: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """Note the variables among the known elements of a list."""
    if run.setup.definition and isinstance(value, Sequence):
        for item in value.items:
            note_variable(run, item, node, how)


def _is_variable(run: Machine, value: Value) -> bool:
    name = variable_name(value) if type(value) in _NAMED else ""
    return bool(name) and run.library.is_variable(name)


_NAMED = frozenset((BoundMethod, External, Opaque))


def variable_name(value: Value) -> str:
    """Qualified name of the type that a pipeline variable may have, with the attributes that lead to a step's property."""
    attributes: list[str] = []
    while type(value) is BoundMethod:
        attributes.append(value.name)
        value = value.receiver
    owner = value.type if type(value) is Opaque else value.name if type(value) is External else ""
    name = ".".join([owner, *reversed(attributes)])
    return name if not attributes or is_step_property(name) else ""


def _runs_remotely(function: Function | None) -> bool:
    """Is it a function that the SDK runs as a job of its own, where each pipeline variable has its value?"""
    return function is not None and any(
        name.startswith("sagemaker.") and name.rpartition(".")[2] in ("step", "remote") for name in function.decorators
    )
