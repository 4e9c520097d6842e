"""Builtins and small library functions that carry values through: str, dict, sorted, zip, getattr, json, copy."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable
from functools import partial

import libcst as cst

from sm_lint.flow.argparse_model import NamespaceValue
from sm_lint.flow.attributes import attribute
from sm_lint.flow.binding import set_attribute, set_entry
from sm_lint.flow.builtin_argparse import namespace_dictionary
from sm_lint.flow.builtin_containers import copy_mapping, update
from sm_lint.flow.builtin_environ import copy_of_environ
from sm_lint.flow.conditions import truth
from sm_lint.flow.iteration import elements, front
from sm_lint.flow.joining import join, lift, options
from sm_lint.flow.machine import Machine
from sm_lint.flow.operators import note_use
from sm_lint.flow.pipeline_variables import note_variable
from sm_lint.flow.strings import HOLE, as_string, wrap
from sm_lint.flow.text import literal_str
from sm_lint.flow.values import (
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

MAX_RANGE = 64
Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _str(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0, "object")
    if value is None:
        return Literal("")
    note_variable(run, value, node, "str()")
    return as_string(value)


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


def _collection(kind: str) -> Semantic:
    def function(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        value = arguments.get(0, "iterable")
        if value is None:
            return Sequence((), None, kind)
        known, any_one = elements(run, value, node)
        if isinstance(value, Sequence) and known is None:
            return Sequence(value.items, value.rest, kind)
        return Sequence(known, None, kind) if known is not None else Sequence((), any_one, kind)

    return function


def _sorted(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0, "iterable") or UNKNOWN
    known, any_one = elements(run, value, node)
    if known is None:
        return Sequence((), any_one, "list")
    if all(isinstance(item, Literal) and isinstance(item.value, str) for item in known) and not arguments.keywords:
        return Sequence(tuple(sorted(known, key=lambda item: item.value)), None, "list")  # type: ignore[attr-defined]
    return Sequence(tuple(any_one for _ in known), None, "list")


def _reversed(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(run, arguments.get(0) or UNKNOWN, node)
    return Sequence(known[::-1], None, "list") if known is not None else Sequence((), any_one, "list")


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


def _range(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    numbers = [a.value for a in arguments.positional if isinstance(a, Literal) and isinstance(a.value, int)]
    if len(numbers) == len(arguments.positional) and numbers:
        try:
            values = range(*numbers[:3])
        except (ValueError, TypeError):
            return Sequence((), UNKNOWN, "list")
        if len(values) <= MAX_RANGE:
            return Sequence(tuple(Literal(number) for number in values), None, "list")
    return Sequence((), UNKNOWN, "list")


def _enumerate(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(run, arguments.get(0, "iterable") or UNKNOWN, node)
    start = arguments.get(1, "start")
    first = start.value if isinstance(start, Literal) and isinstance(start.value, int) else 0
    if known is None:
        return Sequence((), Sequence((UNKNOWN, any_one), None, "tuple"), "list")
    return Sequence(
        tuple(Sequence((Literal(first + i), item), None, "tuple") for i, item in enumerate(known)), None, "list"
    )


def _zip(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    rows = [elements(run, value, node) for value in arguments.positional]
    if rows and all(known is not None for known, _ in rows):
        columns = [known for known, _ in rows if known is not None]
        return Sequence(tuple(Sequence(tuple(row), None, "tuple") for row in zip(*columns)), None, "list")
    return Sequence((), Sequence(tuple(any_one for _, any_one in rows), None, "tuple"), "list")


def _filter(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    known, any_one = elements(run, arguments.get(1) or UNKNOWN, node)
    function = arguments.get(0)
    if function is not None and not (isinstance(function, Literal) and function.value is None):
        for item in known if known is not None else (any_one,):  # perhaps nobody asks for all of them
            run.perhaps(partial(run.call, function, Arguments([item], {}), node))
    return Sequence((), any_one, "list")


def _map(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    function = arguments.get(0) or UNKNOWN
    known, any_one = elements(run, arguments.get(1) or UNKNOWN, node)
    if known is not None:
        return Sequence(tuple(run.call(function, Arguments([item], {}), node) for item in known), None, "list")
    with run.recorder.perhaps():
        return Sequence((), run.call(function, Arguments([any_one], {}), node), "list")


def _any_of(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """next(), random.choice(): some element, or the default."""
    value = arguments.get(0) or UNKNOWN
    known, any_one = elements(run, value, node)
    found = any_one if known is None else join(known) if known else UNKNOWN
    default = arguments.get(1, "default")
    return found if default is None else join([found, default])


def _extreme(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """max(), min(): some element, or one of several arguments."""
    if len(arguments.positional) > 1 or arguments.open:
        return join([*arguments.positional, *([UNKNOWN] if arguments.open else [])])
    return _any_of(run, Arguments(arguments.positional, arguments.keywords), node)


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


def _chain(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    items: list[Value] = []
    rests: list[Value] = []
    for value in arguments.positional:
        known, any_one = elements(run, value, node)
        added, more = (known, None) if known is not None else front(value, any_one)
        if rests:  # nobody knows how far back these stand
            rests += added
        else:
            items += added
        rests += [more] if more is not None else []
    return Sequence(tuple(items), join(rests) if rests else None, "list")


def _chain_of(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """itertools.chain.from_iterable()."""
    known, any_one = elements(run, arguments.get(0, "iterable") or UNKNOWN, node)
    if known is not None:
        return _chain(run, Arguments(list(known), {}), node)
    return Sequence((), elements(run, any_one, node)[1], "list")


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


def _copy(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = arguments.get(0) or UNKNOWN
    if isinstance(value, Environ):
        return copy_of_environ(run)
    if isinstance(value, Mapping):
        return copy_mapping(value)
    return Sequence(value.items, value.rest, value.kind) if isinstance(value, Sequence) else value


def _first(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(0) or UNKNOWN


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


def _exit(run: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    run.leaving = "exit"
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
    "builtins.list": _collection("list"),
    "builtins.tuple": _collection("tuple"),
    "builtins.set": _collection("set"),
    "builtins.frozenset": _collection("set"),
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _default_dict,
    "collections.ChainMap": _merge,
    "builtins.sorted": _sorted,
    "natsort.natsorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _any_of,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.type": _type,
    "random.choice": _any_of,
    "builtins.iter": _first,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_of,
    "tqdm.tqdm": _first,
    "tqdm.auto.tqdm": _first,
    "tqdm.notebook.tqdm": _first,
    "tqdm.trange": _range,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.vars": _vars,
    "dataclasses.asdict": _vars,
    "builtins.globals": _globals,
    "builtins.locals": _globals,
    "argparse.Namespace": _namespace,
    "types.SimpleNamespace": _namespace,
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
    "os.abort": _exit,
    "builtins.exec": _executed,
    "builtins.eval": _executed,
    "json.dumps": _text,
    "json.loads": _loads,
    "ast.literal_eval": _loads,
    "sys.path.append": _import_folder,
    "sys.path.insert": _import_folder,
}
