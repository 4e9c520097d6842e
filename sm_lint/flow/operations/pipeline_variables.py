"""Detects pipeline variables where their run-time value is needed.

The classes of the SDK behave the same in v2 (`workflow/entities.py`) and v3 (`helper/pipeline_variable.py`): ``+``,
``str()``, ``int()`` and ``float()`` raise, and with ``str()`` all printing and formatting. They have no length, no
order and no elements. Truth and equality are those of any Python object.
"""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.project import Function
from sm_lint.flow.domain.values import Alternatives, BoundMethod, DictValue, External, ListValue, Opaque, Value
from sm_lint.flow.facts import PipelineVariableUse
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import is_step_property
from sm_lint.flow.operations.functions import makes_job

TESTS = frozenset({"if", "assert", "while", "and", "or", "not", "bool()"})
"""Uses that may test whether there is a variable at all, if other values occur as well."""


def note_variable(vm: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """In a file that defines jobs, record a pipeline variable where its run-time value is needed."""
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
    vm.recorder.note(fact, how, beside=vm.control.exited)  # a definition that ended before this point defines nothing


def _pass_by(vm: Machine, node: cst.CSTNode) -> None:
    """Other values than variables reach the test as well, so it distinguishes the two."""
    vm.mixed_tests.add(id(node))
    for fact in vm.variable_tests.get(id(node), ()):
        vm.recorder.doubt(fact)


def note_elements(vm: Machine, value: Value, node: cst.CSTNode, how: str) -> None:
    """Record the variables among the known elements of a list."""
    if vm.setup.definition and isinstance(value, ListValue):
        for item in value.items:
            note_variable(vm, item, node, how)


def note_inside(vm: Machine, value: Value, node: cst.CSTNode, how: str, depth: int = 4) -> None:
    """Record a value that is a variable, and the variables in a list or mapping."""
    if not vm.setup.definition or depth < 0:
        return
    inner = value.items if isinstance(value, ListValue) else ()
    if isinstance(value, DictValue):
        inner = tuple(value.entries.values())
    for item in inner:
        note_inside(vm, item, node, how, depth - 1)
    note_variable(vm, value, node, how)


def _is_variable(vm: Machine, value: Value) -> bool:
    # What `to_string()` gives is a variable of the pipeline as well.
    name = variable_name(value).removesuffix("()").removesuffix(".to_string") if type(value) in _NAMED else ""
    return bool(name) and vm.library.is_variable(name)


_NAMED = frozenset((BoundMethod, External, Opaque))


def variable_name(value: Value) -> str:
    """The qualified type name of a possible pipeline variable, with the attributes that lead to a step's property."""
    attributes: list[str] = []
    while type(value) is BoundMethod:
        attributes.append(value.name)
        value = value.receiver
    owner = value.type.name if type(value) is Opaque else value.name if type(value) is External else ""
    name = ".".join([owner, *reversed(attributes)])
    return name if not attributes or is_step_property(name) else ""


def _runs_remotely(function: Function | None) -> bool:
    """Whether the SDK runs the function as a separate job, in which each pipeline variable has its value."""
    return function is not None and any(map(makes_job, function.decorators))
