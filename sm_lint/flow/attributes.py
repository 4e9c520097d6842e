"""`value.name`: attributes of modules, objects, classes, paths and parsed arguments."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow import paths
from sm_lint.flow.argparse_model import NamespaceValue, ParserModel, ParserValue
from sm_lint.flow.builtin_argparse import namespace_attribute
from sm_lint.flow.functions import call_function
from sm_lint.flow.inheritance import above
from sm_lint.flow.joining import lift, options
from sm_lint.flow.machine import Machine
from sm_lint.flow.objects import class_attribute, is_enumeration
from sm_lint.flow.values import (
    UNKNOWN,
    Arguments,
    BoundMethod,
    ClassValue,
    Environ,
    External,
    Function,
    Imported,
    Instance,
    Literal,
    Mapping,
    ModuleValue,
    Opaque,
    PathValue,
    Sequence,
    Text,
    Unknown,
    Value,
)

CONSTANTS: dict[str, Value] = {
    "os.environ": Environ(),
    "os.environb": Environ(),
    "os.sep": Literal("/"),
    "os.path.sep": Literal("/"),
    "os.pathsep": Literal(":"),
    "os.linesep": Literal("\n"),
    "os.curdir": Literal("."),
    "os.pardir": Literal(".."),
    "os.devnull": Literal("/dev/null"),
    "os.name": Literal("posix"),
    "posixpath.sep": Literal("/"),
    "typing.TYPE_CHECKING": Literal(False),
    "sys.argv": Opaque("sys.argv"),
    "string.ascii_letters": Literal("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}


def external(run: Machine, name: str) -> Value:
    """A name of a library: what the script put in its place, a constant that is known, or the thing itself."""
    if run.replaced and name in run.replaced:
        return run.replaced[name]
    constant = CONSTANTS.get(name)
    return constant if constant is not None else External(run.library.canonical(name))


def attribute(run: Machine, owner: Value, name: str, node: cst.CSTNode) -> Value:
    """The value of an attribute."""
    if type(owner) is External:
        return external(run, f"{owner.name}.{name}")
    return lift(lambda option: _attribute(run, option, name, node), owner)


def _attribute(run: Machine, owner: Value, name: str, node: cst.CSTNode) -> Value:
    if isinstance(owner, Instance):
        return _of_instance(run, owner, name, node)
    if isinstance(owner, ClassValue):
        return _of_class(owner, name)
    if isinstance(owner, ModuleValue):
        return _of_module(run, owner, name, node)
    if isinstance(owner, NamespaceValue):
        return namespace_attribute(run, owner, name)
    if isinstance(owner, External):
        return external(run, f"{owner.name}.{name}")
    if isinstance(owner, PathValue):
        known = _of_path(owner, name)
        if known is not None:
            return known
    elif isinstance(owner, Opaque):
        known = owner.attributes.get(name) or above(owner, name)
        if known is not None:
            return known
    elif isinstance(owner, Function) and name in ("__name__", "__qualname__"):
        return Literal(owner.name)
    elif isinstance(owner, Literal) and name in ("value", "name") and owner.value is not None:
        return owner  # a member of an enumeration stands for its value
    elif isinstance(owner, Mapping) and owner.role == "namespace" and name in owner.entries:
        return owner.entries[name]
    return BoundMethod(owner, name)


def _of_instance(run: Machine, owner: Instance, name: str, node: cst.CSTNode) -> Value:
    value = owner.attributes.get(name)
    if value is not None:
        return value
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return Mapping(dict(owner.attributes), None)
    found = class_attribute(owner.cls, name)
    if isinstance(found, Function):
        if any(d.rpartition(".")[2] in ("property", "cached_property") for d in found.decorators):
            return call_function(run, found.bind(owner), Arguments([], {}), node)
        if "builtins.classmethod" in found.decorators:
            return found.bind(owner.cls)
        return found.bind(owner)
    if found is not None:
        return found
    if name in _OF_PARSERS and any(base in _PARSERS for base in owner.cls.external_bases()):
        inner = owner.attributes.get("argparse")
        if inner is None:
            inner = ParserValue(ParserModel())
            run.state.store(owner.attributes, "argparse", inner)
        return BoundMethod(inner, name)
    return BoundMethod(owner, name)


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


def _of_class(owner: ClassValue, name: str) -> Value:
    found = class_attribute(owner, name)
    if isinstance(found, Function):
        return found.bind(owner) if "builtins.classmethod" in found.decorators else found
    if found is not None:
        return found
    if name == "__name__":
        return Literal(owner.name)
    if name == "__members__" and is_enumeration(owner):
        return Mapping({k: v for k, v in owner.scope.names.items() if not str(k).startswith("_")})
    return BoundMethod(owner, name)


def _of_module(run: Machine, owner: ModuleValue, name: str, node: cst.CSTNode) -> Value:
    value = run.names_of(owner).get(name)
    if value is not None:
        return run.semantics.resolve(run, value) if isinstance(value, Imported) else value
    inner = run.load(f"{owner.name}.{name}", owner.level, node)
    return inner if inner is not None else Unknown(f"{owner.name}.{name} is not defined")


def _of_path(owner: PathValue, name: str) -> Value | None:
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
            return Sequence(tuple(rows), rows[-1] if rows else owner, "tuple")
        return Sequence(tuple(rows), None, "tuple")
    if name == "parts":
        absolute, parts = paths.segments(owner.text)
        texts = [paths.assemble(False, [part], owner.text) for part in parts]
        if isinstance(owner.text, Text):
            return Sequence((), Text((None,)), "tuple")
        return Sequence((*([Literal("/")] if absolute else []), *texts), None, "tuple")
    if name in ("anchor", "root"):
        return Literal("/") if paths.segments(owner.text)[0] else UNKNOWN
    return None


def _text(value: PathValue) -> object:
    return value.text.value if isinstance(value.text, Literal) else value.text.pieces
