"""Objects of project classes with a library base: the arguments with which the base was initialized.

Only definitions need it: `class Preprocess(ScriptProcessor)` launches jobs like its base.
"""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.project import Instance
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.values import Arguments, BoundMethod, Opaque, Value
from sm_lint.flow.machine.machine import Machine

BASE = "super()"
"""The attribute of an object that holds its initialized library base; not a valid identifier."""
_RECEIVER = "__self__"


def make_base(vm: Machine, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record the initialization of an object's library base, in a definition."""
    name = instance.cls.library_base() if vm.setup.definition else ""
    if name:
        made = Opaque(Named(name), vm.record(name, arguments, node))
        vm.state.store(instance.attributes, BASE, made)


def base_of(value: Value) -> Value:
    """The initialized library base of an object; the value itself if it has none."""
    made = value.attributes.get(BASE) if isinstance(value, Instance) else None
    return made if made is not None else value


def makes_base(name: str, arguments: Arguments) -> tuple[Instance, Arguments] | None:
    """The object and the arguments of `Base.__init__(self, ...)`."""
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
    """Give `super()` its object, so that the library's methods are found through it in a definition."""
    if vm.setup.definition and isinstance(receiver, Instance):
        view.attributes[_RECEIVER] = receiver


def above(view: Opaque, name: str) -> Value | None:
    """A method of the library base, accessed through `super()`."""
    receiver = view.attributes.get(_RECEIVER)
    return BoundMethod(receiver, name) if receiver is not None and view.type.name == "builtins.super" else None
