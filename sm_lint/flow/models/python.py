"""Builtins and small library functions that pass values through: str, dict, sorted, zip, getattr, json, copy."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.argparse_model import NamespaceValue
from sm_lint.flow.domain.lattice import join, lift, options
from sm_lint.flow.domain.project import Instance
from sm_lint.flow.domain.strings import HOLE, as_string, wrap
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    PathValue,
    Text,
    Value,
)
from sm_lint.flow.facts import Cause
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models import json_text
from sm_lint.flow.models.attributes import attribute
from sm_lint.flow.models.containers import copy_mapping, update
from sm_lint.flow.models.namespaces import namespace_dictionary, note_undefined
from sm_lint.flow.operations.binding import set_attribute, set_entry
from sm_lint.flow.operations.conditions import ending, truth
from sm_lint.flow.operations.environ import copy_of_environ
from sm_lint.flow.operations.iteration import elements
from sm_lint.flow.operations.objects import find_method, special
from sm_lint.flow.operations.operators import note_use
from sm_lint.flow.operations.pipeline_variables import note_variable

MAX_FIELDS = 8

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _str(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0, "object")
    if value is None:
        return Constant("")
    note_variable(vm, value, node, "str()")
    return as_string(special(vm, value, "__str__", [], node) or value)


def _fspath(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    return as_string(special(vm, value, "__fspath__", [], node) or value)


def _number(kind: type[int] | type[float]) -> Semantic:
    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        value = arguments.get(0)
        if value is None:
            return Constant(kind())
        note_variable(vm, value, node, f"{kind.__name__}()")

        def convert(option: Value) -> Value:
            if (
                isinstance(option, Constant)
                and isinstance(option.value, str | int | float)
                and len(str(option.value)) < 32
            ):
                try:
                    return Constant(kind(option.value), option.origins, option.assumed)
                except (ValueError, OverflowError):
                    return UNKNOWN
            return UNKNOWN

        return lift(convert, value)

    return function


def _print(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    for value in arguments.positional:
        note_variable(vm, value, node, "print()")
    return NONE


def _bool(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0)
    if value is not None:
        note_variable(vm, value, node, "bool()")
    outcome = truth(value) if value is not None else False
    return UNKNOWN if outcome is None else Constant(outcome)


def _len(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    note_use(vm, value, node, "len")
    note_variable(vm, value, node, "len()")
    if isinstance(value, ListValue) and value.rest is None:
        return _distinct(value.items) if value.kind == "set" else Constant(len(value.items))
    if isinstance(value, DictValue) and value.rest is None and value.role is None:
        return Constant(len(value.entries))
    if isinstance(value, Constant) and isinstance(value.value, str | bytes):
        return Constant(len(value.value))
    return UNKNOWN


def _distinct(items: tuple[Value, ...]) -> Value:
    """The number of elements of a set, without duplicates."""
    if all(isinstance(item, Constant) for item in items):
        return Constant(len({item.value for item in items if isinstance(item, Constant)}))
    return Constant(len(items)) if len(items) == 1 else UNKNOWN


def _dict(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = arguments.get(0)
    result = DictValue(dict(arguments.keywords), UNKNOWN if arguments.open else None)
    result.node, result.module = node, vm.recorder.module
    for name in arguments.keywords:
        result.places[name] = arguments.nodes.get(name, node)
    if isinstance(given, Environ):
        result = copy_of_environ(vm)
    elif isinstance(given, DictValue):
        result = copy_mapping(given)
    elif isinstance(given, ListValue):
        for pair in given.items:
            if isinstance(pair, ListValue) and len(pair.items) == 2:
                set_entry(vm, result, pair.items[0], pair.items[1], node)
        if given.rest is not None:
            value = given.rest.items[1] if isinstance(given.rest, ListValue) and len(given.rest.items) == 2 else UNKNOWN
            result.slots["rest"] = value
    elif given is not None:
        result.slots["rest"] = UNKNOWN
    if given is not None:
        for name, value in arguments.keywords.items():
            set_entry(vm, result, Constant(name), value, node)
    return result


def _type(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """type(): for an object its class."""

    def class_of(value: Value) -> Value:
        if isinstance(value, Instance):
            return value.cls
        if isinstance(value, PathValue):
            return External("pathlib.Path")
        if isinstance(value, Constant) and value.value is not None and not value.assumed:
            return External(f"builtins.{type(value.value).__name__}")
        return UNKNOWN

    return lift(class_of, arguments.get(0) or UNKNOWN) if len(arguments.positional) == 1 else UNKNOWN


def _fromkeys(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, _ = elements(vm, arguments.get(0) or UNKNOWN, node)
    value = arguments.get(1) or NONE
    if known is not None and all(isinstance(key, Constant) for key in known):
        return DictValue({key.value: value for key in known if isinstance(key, Constant)})
    return DictValue({}, value)


def _getattr(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner, name = arguments.get(0) or UNKNOWN, arguments.get(1)
    default = arguments.get(2)
    known = literal_str(name)
    if known is None:
        return UNKNOWN
    if isinstance(owner, NamespaceValue) and default is not None and known not in owner.specs:
        owner.asked.add(known)
        return owner.attributes.get(known, default)
    if default is None:
        note_undefined(vm, owner, known, node)
    value = attribute(vm, owner, known, node)
    return value if default is None or isinstance(owner, NamespaceValue | Instance) else join([value, default])


def _setattr(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner, name, value = (arguments.get(i) or UNKNOWN for i in range(3))
    known = literal_str(name)
    for option in options(owner):
        if known is None and isinstance(option, NamespaceValue):
            option.closed = False
    if known is not None:
        for option in options(owner):
            set_attribute(vm, option, known, value, certain=option is owner)
    return NONE


def _vars(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner = arguments.get(0)
    if isinstance(owner, NamespaceValue):
        return namespace_dictionary(vm, owner)
    if isinstance(owner, Instance):
        return DictValue(dict(owner.attributes))
    return DictValue({}, UNKNOWN)


def _as_dictionary(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """dataclasses.asdict(): a mapping of the fields, those of the objects in them too."""
    owner = arguments.get(0, "obj") or UNKNOWN
    return lift(lambda option: _plain(option, 0) if isinstance(option, Instance) else DictValue({}, UNKNOWN), owner)


def _plain(value: Value, depth: int) -> Value:
    if depth > MAX_FIELDS:
        return UNKNOWN
    if isinstance(value, Instance):
        return DictValue({name: _plain(item, depth + 1) for name, item in value.attributes.items()})
    if isinstance(value, ListValue):
        return ListValue(tuple(_plain(item, depth + 1) for item in value.items), value.rest, value.kind)
    if isinstance(value, DictValue):
        copied = copy_mapping(value)
        copied.entries.update((key, _plain(item, depth + 1)) for key, item in value.entries.items())
        return copied
    return value


def _globals(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return DictValue(dict(vm.scope.top().names), UNKNOWN)


def _namespace(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """argparse.Namespace(...), types.SimpleNamespace(...)."""
    result = NamespaceValue({}, True)
    result.attributes.update(arguments.keywords)
    return result


def _replace(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """dataclasses.replace(): a copy of an object with some fields changed."""

    def replaced(value: Value) -> Value:
        if not isinstance(value, Instance):
            return UNKNOWN
        twin = _twin(value)
        twin.attributes.update(arguments.keywords)
        post = find_method(value.cls, "__post_init__")
        if post is not None:
            vm.call(post.bind(twin), Arguments([], {}), node)
        return twin

    return lift(replaced, arguments.get(0, "obj") or UNKNOWN)


def _twin(value: Instance) -> Instance:
    twin = Instance(value.cls)
    twin.attributes.update(value.attributes)
    return twin


def _copy(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    if isinstance(value, Instance):
        return _twin(value)
    if isinstance(value, Environ):
        return copy_of_environ(vm)
    if isinstance(value, DictValue):
        return copy_mapping(value)
    return ListValue(value.items, value.rest, value.kind) if isinstance(value, ListValue) else value


def _cast(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(1) or UNKNOWN


def _isinstance(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return UNKNOWN


def _hasattr(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known = literal_str(arguments.get(1))
    for option in options(arguments.get(0) or UNKNOWN):
        if isinstance(option, NamespaceValue) and known is not None:
            option.asked.add(known)
        elif isinstance(option, NamespaceValue):
            option.closed = False
    return UNKNOWN


def _default_dict(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return DictValue(dict(arguments.keywords), UNKNOWN)


def _merge(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """collections.ChainMap and ordered dictionaries: the earlier mapping takes precedence."""
    result = DictValue()
    for value in reversed(arguments.positional):
        update(vm, result, value, node)
    return result


def _given(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(0) or NONE


def _exit(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    vm.control.leave(ending(arguments.get(0, "code")))
    return NONE


def _abort(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    vm.control.leave("fail")
    return NONE


def _text(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return Text((None,))


def _margins(change: Callable[[str], str]) -> Semantic:
    """A function that changes the lines of a text."""

    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        given = arguments.get(0)
        text = literal_str(given)
        return wrap(change(text), given) if text is not None and given is not None else HOLE

    return function


def _import_folder(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`sys.path.append(folder)`, `sys.path.insert(0, folder)`: later imports may come from there."""
    for value in arguments.positional[-1:]:
        vm.recorder.passed_on(value, node, "sys.path")
    return NONE


def _executed(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    vm.recorder.unresolved(node, Cause.CODE, "code is made at run time", "control")
    return UNKNOWN


FUNCTIONS: dict[str, Semantic] = {
    "builtins.str": _str,
    "builtins.int": _number(int),
    "builtins.float": _number(float),
    "builtins.bool": _bool,
    "textwrap.dedent": _margins(textwrap.dedent),
    "inspect.cleandoc": _margins(inspect.cleandoc),
    "builtins.len": _len,
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _fromkeys,
    "collections.OrderedDict": _dict,
    "os.fspath": _fspath,
    "collections.defaultdict": _default_dict,
    "collections.ChainMap": _merge,
    "builtins.type": _type,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.vars": _vars,
    "dataclasses.asdict": _as_dictionary,
    "builtins.globals": _globals,
    "builtins.locals": _globals,
    "argparse.Namespace": _namespace,
    "types.SimpleNamespace": _namespace,
    "contextlib.nullcontext": _given,
    "dataclasses.replace": _replace,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "typing.cast": _cast,
    "ray.get": _given,
    "ray.put": _given,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _hasattr,
    "builtins.callable": _isinstance,
    "builtins.print": _print,
    "builtins.repr": _text,
    "builtins.input": _text,
    "builtins.exit": _exit,
    "builtins.quit": _exit,
    "sys.exit": _exit,
    "os._exit": _exit,
    "os.abort": _abort,
    "builtins.exec": _executed,
    "builtins.eval": _executed,
    "json.dumps": json_text.dumps,
    "json.loads": json_text.loads,
    "ast.literal_eval": json_text.literal_eval,
    "sys.path.append": _import_folder,
    "sys.path.insert": _import_folder,
}
