"""Pipeline variables where their value would be needed, which they have only when the pipeline runs.

What the classes of the SDK do there is the same in v2 (`workflow/entities.py`) and v3 (`helper/pipeline_variable.py`):
``+``, ``str()``, ``int()`` and ``float()`` raise, and with ``str()`` all that prints or formats. They have neither a length
nor an order nor elements of their own. Being true and being equal is what Python makes of any object.
"""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.project import Function
from sm_lint.flow.domain.values import Alternatives, BoundMethod, External, ListValue, Opaque, Value
from sm_lint.flow.facts import PipelineVariableUse
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import is_step_property

TESTS = frozenset({"if", "assert", "while", "and", "or", "not", "bool()"})
"""Uses that may ask whether there is a variable at all, where other values come by as well."""


def note_variable(vm: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """In a file that defines jobs, record a pipeline variable in a place that needs its run-time value."""
    if not vm.setup.definition:
        return
    if type(value) is Alternatives:
        variable = all(_is_variable(vm, option) for option in value.options)
    else:
        variable = _is_variable(vm, value)
    if not variable and how not in TESTS:
        return
    if any(_runs_remotely(frame.function) for frame in vm.frames):
        return
    if not variable:
        _pass_by(vm, node)
        return
    anchor, site = vm.recorder.here(node)
    guarded = any(guards.everything for guards in vm.recorder.guards)
    mixed = how in TESTS and id(node) in vm.mixed_tests
    name = variable_name(options(value)[0])
    fact = PipelineVariableUse(anchor, site, conditional=mixed, guarded=guarded, name=name, how=how)
    if how in TESTS:
        vm.variable_tests.setdefault(id(node), []).append(fact)
    vm.recorder.note(fact, how, beside=vm.control.exited)  # a definition that ended before this defines nothing


def _pass_by(vm: Machine, node: cst.CSTNode) -> None:
    """Values that are no variables are tested here as well: the test distinguishes the two."""
    vm.mixed_tests.add(id(node))
    for fact in vm.variable_tests.get(id(node), ()):
        vm.recorder.doubt(fact)


def note_elements(vm: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """Note the variables among the known elements of a list."""
    if vm.setup.definition and isinstance(value, ListValue):
        for item in value.items:
            note_variable(vm, item, node, how)


def _is_variable(vm: Machine, value: Value) -> bool:
    name = variable_name(value) if type(value) in _NAMED else ""
    return bool(name) and vm.library.is_variable(name)


_NAMED = frozenset((BoundMethod, External, Opaque))


def variable_name(value: Value) -> str:
    """Qualified name of the type that a pipeline variable may have, with the attributes that lead to a step's property."""
    attributes: list[str] = []
    while type(value) is BoundMethod:
        attributes.append(value.name)
        value = value.receiver
    owner = value.type.name if type(value) is Opaque else value.name if type(value) is External else ""
    name = ".".join([owner, *reversed(attributes)])
    return name if not attributes or is_step_property(name) else ""


def _runs_remotely(function: Function | None) -> bool:
    """Is it a function that the SDK runs as a job of its own, where each pipeline variable has its value?"""
    return function is not None and any(
        name.startswith("sagemaker.") and name.rpartition(".")[2] in ("step", "remote") for name in function.decorators
    )
