"""Objects of the project's classes that derive from a library's: what the library's class was made with.

Only definitions ask for it: `class Preprocess(ScriptProcessor)` launches jobs as its base does.
"""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.project import Instance
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.values import Arguments, BoundMethod, Opaque, Value
from sm_lint.flow.machine.machine import Machine

BASE = "super()"
"""Attribute of an object that holds what its library base was made into; no name can be spelled so."""
_RECEIVER = "__self__"


def make_base(vm: Machine, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> None:
    """Note that the library's part of an object is made, in a definition."""
    name = instance.cls.library_base() if vm.setup.definition else ""
    if name:
        made = Opaque(Named(name), vm.record(name, arguments, node))
        vm.state.store(instance.attributes, BASE, made)


def base_of(value: Value) -> Value:
    """What the library base of an object was made into; the value itself where it has none."""
    made = value.attributes.get(BASE) if isinstance(value, Instance) else None
    return made if made is not None else value


def makes_base(name: str, arguments: Arguments) -> tuple[Instance, Arguments] | None:
    """The object, and the arguments, of `Base.__init__(self, ...)`."""
    if not name.endswith(".__init__") or not arguments.positional:
        return None
    receiver, *given = arguments.positional
    if not isinstance(receiver, Instance):
        return None
    nodes = {key - 1 if isinstance(key, int) else key: value for key, value in arguments.nodes.items() if key != 0}
    rest = Arguments(given, arguments.keywords, arguments.open, nodes)
    rest.spread = arguments.spread
    return receiver, rest


def seen_from_above(vm: Machine, view: Opaque, receiver: Value) -> None:
    """Let `super()` know its object, so that in a definition the library's methods are found through it."""
    if vm.setup.definition and isinstance(receiver, Instance):
        view.attributes[_RECEIVER] = receiver


def above(view: Opaque, name: str) -> Value | None:
    """A method of the library's class, asked for through `super()`."""
    receiver = view.attributes.get(_RECEIVER)
    return BoundMethod(receiver, name) if receiver is not None and view.type.name == "builtins.super" else None
