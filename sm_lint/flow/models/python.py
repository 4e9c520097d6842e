"""Builtins and small library functions that carry values through: str, dict, sorted, zip, getattr, json, copy."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.argparse_model import NamespaceValue
from sm_lint.flow.domain.lattice import join, lift, options
from sm_lint.flow.domain.strings import HOLE, as_string, wrap
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Environ,
    External,
    Instance,
    Literal,
    Mapping,
    PathValue,
    Sequence,
    Text,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.argparse import namespace_dictionary
from sm_lint.flow.models.attributes import attribute
from sm_lint.flow.models.containers import copy_mapping, update
from sm_lint.flow.operations.binding import set_attribute, set_entry
from sm_lint.flow.operations.conditions import ending, truth
from sm_lint.flow.operations.environ import copy_of_environ
from sm_lint.flow.operations.iteration import elements
from sm_lint.flow.operations.objects import find_method, special
from sm_lint.flow.operations.operators import note_use
from sm_lint.flow.operations.pipeline_variables import note_variable

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _str(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0, "object")
    if value is None:
        return Literal("")
    note_variable(run, value, node, "str()")
    return as_string(special(run, value, "__str__", [], node) or value)


def _fspath(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    return as_string(special(run, value, "__fspath__", [], node) or value)


def _number(kind: type[int] | type[float]) -> Semantic:
    def function(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        value = arguments.get(0)
        if value is None:
            return Literal(kind())
        note_variable(run, value, node, f"{kind.__name__}()")

        def convert(option: Value) -> Value:
            if (
                isinstance(option, Literal)
                and isinstance(option.value, str | int | float)
                and len(str(option.value)) < 32
            ):
                try:
                    return Literal(kind(option.value), option.origins, option.assumed)
                except (ValueError, OverflowError):
                    return UNKNOWN
            return UNKNOWN

        return lift(convert, value)

    return function


def _print(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    for value in arguments.positional:
        note_variable(run, value, node, "print()")
    return NONE


def _bool(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0)
    if value is not None:
        note_variable(run, value, node, "bool()")
    outcome = truth(value) if value is not None else False
    return UNKNOWN if outcome is None else Literal(outcome)


def _len(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    note_use(run, value, node, "len")
    note_variable(run, value, node, "len()")
    if isinstance(value, Sequence) and value.rest is None:
        return _distinct(value.items) if value.kind == "set" else Literal(len(value.items))
    if isinstance(value, Mapping) and value.rest is None and not value.role:
        return Literal(len(value.entries))
    if isinstance(value, Literal) and isinstance(value.value, str | bytes):
        return Literal(len(value.value))
    return UNKNOWN


def _distinct(items: tuple[Value, ...]) -> Value:
    """How many elements a set has: equal ones count once."""
    if all(isinstance(item, Literal) for item in items):
        return Literal(len({item.value for item in items if isinstance(item, Literal)}))
    return Literal(len(items)) if len(items) == 1 else UNKNOWN


def _dict(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = arguments.get(0)
    result = Mapping(dict(arguments.keywords), UNKNOWN if arguments.open else None)
    result.node, result.module = node, run.recorder.module
    for name in arguments.keywords:
        result.places[name] = arguments.nodes.get(name, node)
    if isinstance(given, Environ):
        result = copy_of_environ(run)
    elif isinstance(given, Mapping):
        result = copy_mapping(given)
    elif isinstance(given, Sequence):
        for pair in given.items:
            if isinstance(pair, Sequence) and len(pair.items) == 2:
                set_entry(run, result, pair.items[0], pair.items[1], node)
        if given.rest is not None:
            value = given.rest.items[1] if isinstance(given.rest, Sequence) and len(given.rest.items) == 2 else UNKNOWN
            result.slots["rest"] = value
    elif given is not None:
        result.slots["rest"] = UNKNOWN
    if given is not None:
        for name, value in arguments.keywords.items():
            set_entry(run, result, Literal(name), value, node)
    return result


def _type(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """type(): of an object its class."""

    def class_of(value: Value) -> Value:
        if isinstance(value, Instance):
            return value.cls
        if isinstance(value, PathValue):
            return External("pathlib.Path")
        if isinstance(value, Literal) and value.value is not None and not value.assumed:
            return External(f"builtins.{type(value.value).__name__}")
        return UNKNOWN

    return lift(class_of, arguments.get(0) or UNKNOWN) if len(arguments.positional) == 1 else UNKNOWN


def _fromkeys(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, _ = elements(run, arguments.get(0) or UNKNOWN, node)
    value = arguments.get(1) or NONE
    if known is not None and all(isinstance(key, Literal) for key in known):
        return Mapping({key.value: value for key in known if isinstance(key, Literal)})
    return Mapping({}, value)


def _getattr(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner, name = arguments.get(0) or UNKNOWN, arguments.get(1)
    default = arguments.get(2)
    known = literal_str(name)
    if known is None:
        return UNKNOWN
    if isinstance(owner, NamespaceValue) and default is not None and known not in owner.specs:
        return owner.attributes.get(known, default)
    value = attribute(run, owner, known, node)
    return value if default is None or isinstance(owner, NamespaceValue | Instance) else join([value, default])


def _setattr(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner, name, value = (arguments.get(i) or UNKNOWN for i in range(3))
    known = literal_str(name)
    if known is not None:
        for option in options(owner):
            set_attribute(run, option, known, value, certain=option is owner)
    return NONE


def _vars(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    owner = arguments.get(0)
    if isinstance(owner, NamespaceValue):
        return namespace_dictionary(run, owner)
    if isinstance(owner, Instance):
        return Mapping(dict(owner.attributes))
    return Mapping({}, UNKNOWN)


def _globals(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return Mapping(dict(run.scope.top().names), UNKNOWN)


def _namespace(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """argparse.Namespace(...), types.SimpleNamespace(...)."""
    result = NamespaceValue({}, True)
    result.attributes.update(arguments.keywords)
    return result


def _replace(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """dataclasses.replace(): an object like another one, but for some fields."""

    def replaced(value: Value) -> Value:
        if not isinstance(value, Instance):
            return UNKNOWN
        twin = _twin(value)
        twin.attributes.update(arguments.keywords)
        post = find_method(value.cls, "__post_init__")
        if post is not None:
            run.call(post.bind(twin), Arguments([], {}), node)
        return twin

    return lift(replaced, arguments.get(0, "obj") or UNKNOWN)


def _twin(value: Instance) -> Instance:
    twin = Instance(value.cls)
    twin.attributes.update(value.attributes)
    return twin


def _copy(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    if isinstance(value, Instance):
        return _twin(value)
    if isinstance(value, Environ):
        return copy_of_environ(run)
    if isinstance(value, Mapping):
        return copy_mapping(value)
    return Sequence(value.items, value.rest, value.kind) if isinstance(value, Sequence) else value


def _cast(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(1) or UNKNOWN


def _isinstance(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return UNKNOWN


def _default_dict(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return Mapping(dict(arguments.keywords), UNKNOWN)


def _merge(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """collections.ChainMap and ordered dictionaries: the earlier mapping wins."""
    result = Mapping()
    for value in reversed(arguments.positional):
        update(run, result, value, node)
    return result


def _given(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(0) or NONE


def _exit(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    run.leaving = ending(arguments.get(0, "code"))
    return NONE


def _abort(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    run.leaving = "fail"
    return NONE


def _text(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return Text((None,))


def _loads(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known = literal_str(arguments.get(0))
    if known is not None and known.startswith("["):
        try:
            rows = json.loads(known)
        except (ValueError, RecursionError):
            rows = None
        if rows and all(isinstance(row, str) for row in rows):
            return Sequence(tuple(Literal(row) for row in rows), None, "list")
    return Mapping({}, UNKNOWN, "document")


def _margins(change: Callable[[str], str]) -> Semantic:
    """A function that moves the lines of a text."""

    def function(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        given = arguments.get(0)
        text = literal_str(given)
        return wrap(change(text), given) if text is not None and given is not None else HOLE

    return function


def _import_folder(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`sys.path.append(folder)`, `sys.path.insert(0, folder)`: whatever is imported next may come from there."""
    for value in arguments.positional[-1:]:
        run.recorder.passed_on(value, node, "sys.path")
    return NONE


def _executed(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    run.recorder.unresolved(node, "code is made at run time", "control")
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
    "dataclasses.asdict": _vars,
    "builtins.globals": _globals,
    "builtins.locals": _globals,
    "argparse.Namespace": _namespace,
    "types.SimpleNamespace": _namespace,
    "contextlib.nullcontext": _given,
    "dataclasses.replace": _replace,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "typing.cast": _cast,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _isinstance,
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
    "json.dumps": _text,
    "json.loads": _loads,
    "ast.literal_eval": _loads,
    "sys.path.append": _import_folder,
    "sys.path.insert": _import_folder,
}
