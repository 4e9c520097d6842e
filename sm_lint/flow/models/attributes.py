"""`value.name`: attributes of modules, objects, classes, paths and parsed arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from sm_lint.flow.domain import paths
from sm_lint.flow.domain.argparse_model import NamespaceValue, ParserModel, ParserValue
from sm_lint.flow.domain.lattice import lift, options
from sm_lint.flow.domain.project import ClassValue, Function, Imported, Instance, ModuleValue
from sm_lint.flow.domain.provenance import Named, Role
from sm_lint.flow.domain.values import (
    UNKNOWN,
    Alternatives,
    Arguments,
    BoundMethod,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.namespaces import namespace_attribute
from sm_lint.flow.operations.functions import call_function, is_remote, starts_elsewhere
from sm_lint.flow.operations.inheritance import above
from sm_lint.flow.operations.objects import class_attribute, is_enumeration

CONSTANTS: dict[str, Value] = {
    "os.environ": Environ(),
    "os.environb": Environ(),
    "os.sep": Constant("/"),
    "os.path.sep": Constant("/"),
    "os.pathsep": Constant(":"),
    "os.linesep": Constant("\n"),
    "os.curdir": Constant("."),
    "os.pardir": Constant(".."),
    "os.devnull": Constant("/dev/null"),
    "os.name": Constant("posix"),
    "posixpath.sep": Constant("/"),
    "typing.TYPE_CHECKING": Constant(False),
    "sys.argv": Opaque(Named("sys.argv")),
    "string.ascii_letters": Constant("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}


def external(vm: Machine, name: str) -> Value:
    """A name of a library: the value that the script assigned to it, a known constant, or a reference."""
    if vm.replaced and name in vm.replaced:
        return vm.replaced[name]
    constant = CONSTANTS.get(name)
    return constant if constant is not None else External(vm.library.canonical(name))


def attribute(vm: Machine, owner: Value, name: str, node: cst.CSTNode) -> Value:
    """The value of an attribute."""
    if type(owner) is External:
        return external(vm, f"{owner.name}.{name}")
    if type(owner) is Alternatives:
        return lift(lambda option: attribute(vm, option, name, node), owner)
    handler = _ATTRIBUTES.get(type(owner))
    known = handler(vm, owner, name, node) if handler is not None else None
    return known if known is not None else BoundMethod(owner, name)


def _of_instance(vm: Machine, owner: Instance, name: str, node: cst.CSTNode) -> Value | None:
    value = owner.attributes.get(name)
    if value is not None:
        return value
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return DictValue(dict(owner.attributes), None)
    found = class_attribute(owner.cls, name)
    if isinstance(found, Function):
        if any(d.rpartition(".")[2] in ("property", "cached_property") for d in found.decorators):
            return call_function(vm, found.bind(owner), Arguments([], {}), node)
        if "builtins.classmethod" in found.decorators:
            return found.bind(owner.cls)
        return found.bind(owner)
    if found is not None:
        return found
    if name in _OF_PARSERS and any(base in _PARSERS for base in owner.cls.external_bases()):
        inner = owner.attributes.get("argparse")
        if inner is None:
            inner = ParserValue(ParserModel(settled=False))
            vm.state.store(owner.attributes, "argparse", inner)
        return BoundMethod(inner, name)
    return None


_PARSERS = frozenset(("argparse.ArgumentParser", "configargparse.ArgumentParser"))
_OF_PARSERS = frozenset(
    [
        "add_argument",
        "add_argument_group",
        "add_mutually_exclusive_group",
        "add_subparsers",
        "get_default",
        "parse_args",
        "parse_known_args",
        "set_defaults",
    ]
)


def _of_class(vm: Machine, owner: ClassValue, name: str, node: cst.CSTNode) -> Value | None:
    if name == "remote" and any(map(starts_elsewhere, owner.decorators)):
        return owner
    found = class_attribute(owner, name)
    if isinstance(found, Function):
        return found.bind(owner) if "builtins.classmethod" in found.decorators else found
    if found is not None:
        return found
    if name == "__name__":
        return Constant(owner.name)
    if name == "__members__" and is_enumeration(owner):
        return DictValue({k: v for k, v in owner.scope.names.items() if not str(k).startswith("_")})
    return None


def _of_module(vm: Machine, owner: ModuleValue, name: str, node: cst.CSTNode) -> Value:
    value = vm.names_of(owner).get(name)
    if value is not None:
        return vm.semantics.resolve(vm, value) if isinstance(value, Imported) else value
    inner = vm.load(f"{owner.name}.{name}", owner.level, node)
    return inner if inner is not None else Unknown(f"{owner.name}.{name} is not defined")


def _of_path(vm: Machine, owner: PathValue, name: str, node: cst.CSTNode) -> Value | None:
    if name == "parent":
        return paths.parent(owner)
    if name == "name":
        return paths.name(owner)
    if name == "stem":
        return paths.stem_and_suffix(owner)[0]
    if name == "suffix":
        return paths.stem_and_suffix(owner)[1]
    if name == "parents":
        rows: list[Value] = []
        step = owner
        while len(rows) < 32:
            above = paths.parent(step)
            nearest = options(above)[0]
            if not isinstance(nearest, PathValue) or _text(nearest) == _text(step):
                break
            rows.append(above)
            step = nearest
        if isinstance(owner.text, Text):
            return ListValue(tuple(rows), rows[-1] if rows else owner, "tuple")
        return ListValue(tuple(rows), None, "tuple")
    if name == "parts":
        absolute, parts = paths.segments(owner.text)
        texts = [paths.assemble(False, [part], owner.text) for part in parts]
        if isinstance(owner.text, Text):
            return ListValue((), Text((None,)), "tuple")
        return ListValue((*([Constant("/")] if absolute else []), *texts), None, "tuple")
    if name in ("anchor", "root"):
        return Constant("/") if paths.segments(owner.text)[0] else UNKNOWN
    return None


def _text(value: PathValue) -> object:
    return value.text.value if isinstance(value.text, Constant) else value.text.pieces


def _of_namespace(vm: Machine, owner: NamespaceValue, name: str, node: cst.CSTNode) -> Value:
    return namespace_attribute(vm, owner, name)


def _of_object(vm: Machine, owner: Opaque, name: str, node: cst.CSTNode) -> Value | None:
    return owner.attributes.get(name) or above(owner, name)


def _of_mapping(vm: Machine, owner: DictValue, name: str, node: cst.CSTNode) -> Value | None:
    """A key of a configuration, unless it is a method of mappings."""
    if owner.role is not Role.CONFIGURATION:
        return None
    known = owner.entries.get(name)
    if known is not None:
        return known
    return None if name in _OF_MAPPINGS else UNKNOWN


_OF_MAPPINGS = frozenset(("copy", "get", "items", "keys", "pop", "setdefault", "update", "values"))


def _of_function(vm: Machine, owner: Function, name: str, node: cst.CSTNode) -> Value | None:
    if name == "remote" and is_remote(owner):  # its call starts the function elsewhere, with the arguments given
        return owner
    return Constant(owner.name) if name in ("__name__", "__qualname__") else None


def _of_constant(vm: Machine, owner: Constant, name: str, node: cst.CSTNode) -> Value | None:
    # A member of an enumeration is represented by its value.
    return owner if name in ("value", "name") and owner.value is not None else None


# By the type of the owner; None from one of them means a method that is not the project's.
_ATTRIBUTES: dict[type[Value], Callable[[Machine, Any, str, cst.CSTNode], Value | None]] = {
    Instance: _of_instance,
    ClassValue: _of_class,
    ModuleValue: _of_module,
    NamespaceValue: _of_namespace,
    PathValue: _of_path,
    DictValue: _of_mapping,
    Opaque: _of_object,
    Function: _of_function,
    Constant: _of_constant,
}
