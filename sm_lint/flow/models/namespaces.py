"""The result of argparse: attributes of parsed arguments, and undefined ones."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.argparse_model import NamespaceValue
from sm_lint.flow.domain.values import UNKNOWN, Alternatives, DictValue, Unknown, Value
from sm_lint.flow.facts import UndefinedAttribute
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.argparse import argument_value


def namespace_attribute(vm: Machine, namespace: NamespaceValue, name: str) -> Value:
    """`args.name`: the value from the job, else the default."""
    known = namespace.attributes.get(name)
    spec = namespace.specs.get(name)
    if spec is not None:  # it may have been assigned on one path only
        vm.recorder.amend(spec.fact, used=True)
    if known is not None:
        return known
    if spec is None:
        return _of_views(vm, namespace, name)
    value = argument_value(vm, spec)
    if type(value) is Alternatives:  # every access refers to the same choice
        namespace.attributes[name] = value
    return value


def _of_views(vm: Machine, namespace: NamespaceValue, name: str) -> Value:
    if name == "__dict__":
        return namespace_dictionary(vm, namespace)
    if name == "__setattr__":
        namespace.closed = False
    found = next((view.entries[name] for view in namespace.views if name in view.entries), None)
    return found if found is not None else Unknown(f"no argument {name}")


def namespace_dictionary(vm: Machine, namespace: NamespaceValue) -> DictValue:
    """`vars(args)`."""
    entries: dict[object, Value] = {}
    for dest, spec in namespace.specs.items():
        vm.recorder.amend(spec.fact, used=True)
        entries[dest] = argument_value(vm, spec)
    entries.update(namespace.attributes)
    view = DictValue(entries, None if namespace.complete else UNKNOWN)
    namespace.views.append(view)
    return view


def note_undefined(vm: Machine, owner: Value, name: str, node: cst.CSTNode) -> None:
    """Record a read of an attribute that no argument defines, if that is certain."""
    if type(owner) is not NamespaceValue or not owner.closed or name in owner.specs or name.startswith("_"):
        return
    if name in owner.asked or owner.attributes.get(name) is not None:
        return
    if any(view.rest is not None or name in view.entries for view in owner.views):
        return
    recorder = vm.recorder
    guarded = any(guards.all_at(recorder.depth) or guards.attributes for guards in recorder.guards)
    anchor, site = recorder.here(node)
    recorder.note(UndefinedAttribute(anchor, site, guarded=guarded, name=name, defined=tuple(owner.specs)), name)
