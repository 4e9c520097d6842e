"""Parsers of the command line that are filled by calls, and the values of their arguments: argparse, HfArgumentParser."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.argparse_model import UNPARSED, ArgumentSpec, NamespaceValue, ParserModel, ParserValue
from sm_lint.flow.domain.lattice import join, lift
from sm_lint.flow.domain.project import ClassValue
from sm_lint.flow.domain.provenance import FromArgument, Named, Source
from sm_lint.flow.domain.text import is_textual
from sm_lint.flow.domain.values import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Arguments,
    Constant,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import ArgumentFact, Cause, ParseCall
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.conditions import ending

MAX_LISTED = 6  # maximum number of choices that become alternatives

_FLAG_DEFAULTS: dict[str, Value] = {"store_true": FALSE, "store_false": TRUE, "count": NONE, "append": NONE}


def new_parser(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> ParserValue:
    """`argparse.ArgumentParser(...)`."""
    model = ParserModel()
    model.settled = not arguments.open and "prefix_chars" not in arguments.keywords
    _inherit(vm, model, arguments, node)
    return ParserValue(model)


def _inherit(vm: Machine, model: ParserModel, arguments: Arguments, node: cst.CSTNode) -> None:
    """Add the arguments of `parents=[...]`."""
    parents = arguments.get(None, "parents")
    if parents is None:
        return
    rows = parents.items if isinstance(parents, ListValue) and parents.rest is None else ()
    known = bool(rows) and all(isinstance(row, ParserValue) for row in rows)
    for row in rows:
        if isinstance(row, ParserValue):
            model.specs.update(row.model.specs)
            model.defaults.update(row.model.defaults)
            model.complete = model.complete and row.model.complete
            model.settled = model.settled and row.model.settled
    if not known:
        model.complete = False
        vm.recorder.unresolved(node, Cause.ARGUMENT, "parent parsers are not known", "argument")


def parser_method(vm: Machine, parser: ParserValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """A method of a parser, group or subparser."""
    if name == "add_argument":
        return add_argument(vm, parser.model, arguments, node)
    if name in ("parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"):
        return _parse(vm, parser, name, arguments, node)
    if name in ("parse_args_into_dataclasses", "parse_args_and_config"):
        anchor, site = vm.recorder.here(node)
        vm.recorder.note(ParseCall(anchor, site, strict=True, parser="transformers"))
        value_of = _perhaps_configured if name == "parse_args_and_config" else argument_value
        return ListValue(tuple(_filled(vm, parser.model, row, value_of) for row in parser.model.classes), None, "tuple")
    if name == "set_defaults":
        parser.model.defaults.update(arguments.keywords)
        parser.model.settled = parser.model.settled and not arguments.open
        for key, value in arguments.keywords.items():
            if key in parser.model.specs:
                changed = parser.model.specs[key]
                changed.default = value
                vm.recorder.amend(changed.fact, default=default_text(value), has_default=is_given(value))
        return NONE
    if name == "add_subparsers":
        _choose_by(parser.model, arguments)
    elif name == "add_parser":
        _inherit(vm, parser.model, arguments, node)
    if name in ("add_argument_group", "add_mutually_exclusive_group", "add_subparsers", "add_parser"):
        return parser
    if name == "get_default":
        dest = arguments.get(0)
        spec = parser.model.specs.get(dest.value) if isinstance(dest, Constant) else None
        return spec.default if spec is not None and spec.default is not None else UNKNOWN
    if name == "error":
        vm.control.leave("fail")
    elif name == "exit":
        vm.control.leave(ending(arguments.get(0, "status")))
    return UNKNOWN


def _choose_by(model: ParserModel, arguments: Arguments) -> None:
    """`add_subparsers(dest=...)`: the namespace contains the name of the command."""
    dest = arguments.get(None, "dest")
    if isinstance(dest, Constant) and isinstance(dest.value, str):
        model.defaults.setdefault(dest.value, UNKNOWN)
    elif dest is not None or arguments.open:
        model.settled = False
    if "parser_class" in arguments.keywords:
        model.settled = False


def add_argument(vm: Machine, model: ParserModel, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`parser.add_argument(...)`: records one fact, and adds one entry to the parser's table."""
    flags = tuple(o.value for o in arguments.positional if isinstance(o, Constant) and isinstance(o.value, str))
    if len(flags) < len(arguments.positional) or arguments.open or not (flags or "dest" in arguments.keywords):
        model.complete = False
        vm.recorder.unresolved(node, Cause.ARGUMENT, "the name of an argument is not known", "argument")
        return UNKNOWN
    if any(flag in ("-h", "--help") for flag in flags):
        return UNKNOWN
    action = text_of_argument(arguments, "action", node)
    default = arguments.get(None, "default")
    if action in ("version", "help"):
        return UNKNOWN
    if default is None and action in _FLAG_DEFAULTS:
        default = _FLAG_DEFAULTS[action]
    positional = not any(flag.startswith("-") for flag in flags)
    nargs = text_of_argument(arguments, "nargs", node)
    required = arguments.get(None, "required")
    dest = arguments.get(None, "dest")
    if action in _BOOLEAN:
        flags = (*flags, *(f"--no-{flag[2:]}" for flag in flags if flag.startswith("--")))
    if (action is not None and action not in _ACTIONS) or not (dest is None or _is_text(dest)):
        model.settled = False
    anchor, site = vm.recorder.here(node)
    fact = ArgumentFact(
        anchor, site, flags=flags, dest=dest.value if isinstance(dest, Constant) else destination(flags),
        type=source_of(node, "type"), action=action, nargs=nargs,
        required=(positional and nargs not in ("?", "*") and default is None)
        or (isinstance(required, Constant) and bool(required.value)),
        default=default_text(default), has_default=is_given(default), choices=choices_of(arguments),
    )  # fmt: skip
    vm.recorder.note(fact, flags)
    # If a call is repeated (a loop, a helper called twice), the first recorded fact is updated.
    first = vm.arguments.setdefault((id(node), flags), fact)
    model.specs[fact.dest] = ArgumentSpec(first, default)
    return UNKNOWN


_BOOLEAN = frozenset({"argparse.BooleanOptionalAction", "BooleanOptionalAction"})
_ACTIONS = (
    frozenset(("store", "store_const", "store_true", "store_false", "append", "append_const", "count", "extend"))
    | _BOOLEAN
)
"""Actions that set no attribute other than that of their argument."""


def _is_text(value: Value) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, str)


def destination(flags: tuple[str, ...]) -> str:
    """The attribute that argparse derives from the flags; hyphens in the name of a positional are kept."""
    if len(flags) == 1 and not flags[0].startswith("-"):
        return flags[0]
    long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
    return long.lstrip("-").replace("-", "_")


def default_text(default: Value | None) -> str | None:
    """A default as command-line text."""
    if isinstance(default, Constant) and default.value is not None:
        return str(default.value)
    if isinstance(default, PathValue) and isinstance(default.text, Constant):
        return str(default.text.value)
    return None


def is_given(default: Value | None) -> bool:
    """Whether there is a default other than None."""
    return default is not None and not (isinstance(default, Constant) and default.value is None)


def choices_of(arguments: Arguments) -> tuple[str, ...]:
    """The constants of `choices=[...]` as text; empty if one is not known."""
    given = arguments.get(None, "choices")
    if isinstance(given, ListValue) and given.rest is None and all(isinstance(i, Constant) for i in given.items):
        return tuple(str(item.value) for item in given.items)  # type: ignore[attr-defined] # all are literals
    return ()


def text_of_argument(arguments: Arguments, name: str, node: cst.CSTNode) -> str | None:
    """A keyword argument as text: its constant, or the source of the expression."""
    value = arguments.get(None, name)
    if value is None:
        return None
    if isinstance(value, Constant):
        return str(value.value)
    return source_of(node, name)


def source_of(node: cst.CSTNode, keyword: str) -> str | None:
    """A dotted name or constant given by keyword, as written; ``?`` for any other expression."""
    if not isinstance(node, cst.Call):
        return None
    for arg in node.args:
        if arg.keyword is not None and arg.keyword.value == keyword:
            return dotted(arg.value) or "?"
    return None


def dotted(node: cst.BaseExpression) -> str | None:
    """`a.b.c` as text, None for other expressions."""
    parts: list[str] = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is cst.Name:
        return ".".join([node.value, *reversed(parts)])
    return None


def _parse(vm: Machine, parser: ParserValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    strict = "known" not in name
    model = parser.model
    anchor, site = vm.recorder.here(node)
    words = arguments.get(0, "args")
    own = (
        isinstance(words, ListValue) and words.rest is None and all(isinstance(word, Constant) for word in words.items)
    )
    if not own:  # words written in the script are not the command line
        vm.recorder.note(ParseCall(anchor, site, strict=strict))
    given = arguments.get(1, "namespace")
    fresh = not arguments.open and (given is None or (isinstance(given, Constant) and given.value is None))
    namespace = NamespaceValue(dict(model.specs), model.complete, model.complete and model.settled and fresh)
    for dest, value in model.defaults.items():
        if dest not in model.specs:
            namespace.attributes[dest] = value
    return namespace if strict else ListValue((namespace, Opaque(UNPARSED)), None, "tuple")


# -- values of arguments -----------------------------------------------------------------------------------------------


def argument_value(vm: Machine, spec: ArgumentSpec) -> Value:
    """The value of one parsed argument."""
    source = FromArgument(spec.fact)
    if spec.name in vm.setup.arguments:
        given = vm.setup.arguments[spec.name]
        value: Value = Unknown("given by the job", source) if given is None else Constant(given, (), False, source)
        return convert(value, spec)
    default = spec.default
    if default is None or (isinstance(default, Constant) and default.value is None):
        given_by_caller = _any_choice(spec, source)
        return given_by_caller if spec.required else join([Constant(None, (), True, source), given_by_caller])
    return lift(lambda option: convert(_assumed(option, source), spec), default)


def _perhaps_configured(vm: Machine, spec: ArgumentSpec) -> Value:
    """The value of an argument that the file named by `--config` may also set."""
    if spec.name in vm.setup.arguments:
        return argument_value(vm, spec)
    spec.required = False
    vm.recorder.amend(spec.fact, required=False)
    configured = Unknown(f"argument {spec.name} or the configuration", FromArgument(spec.fact))
    default = spec.default
    if default is None or (isinstance(default, Constant) and default.value is None):
        return configured
    return join([argument_value(vm, spec), configured])


def _filled(vm: Machine, model: ParserModel, cls: Value, value_of: Callable[[Machine, ArgumentSpec], Value]) -> Value:
    """An object of one of the dataclasses, filled from the command line."""
    if not isinstance(cls, ClassValue):
        return Opaque(Named(cls.name)) if isinstance(cls, External) else UNKNOWN
    given = {
        name: value_of(vm, model.specs[name]) for base in cls.lineage() for name in base.fields if name in model.specs
    }
    return vm.call(cls, Arguments([], given), cls.node)


def _any_choice(spec: ArgumentSpec, source: Source) -> Value:
    """The possible values from a caller: one of a few choices, or anything."""
    choices = spec.fact.choices
    if 0 < len(choices) <= MAX_LISTED and spec.fact.nargs is None:
        return join([convert(Constant(choice, (), False, source), spec) for choice in choices])
    return Unknown(f"argument {spec.name}", source)


def _assumed(value: Value, source: Source) -> Value:
    if isinstance(value, Constant):
        return Constant(value.value, value.origins, True, source)
    if isinstance(value, Text):
        return Text(value.pieces, value.origins, True, source)
    if isinstance(value, Unknown):
        return Unknown(value.why, source, value.origins)
    return value


_TAKEN_APART = frozenset(("list", "tuple", "set"))
"""Types that convert a text to a collection of its characters."""


def convert(value: Value, spec: ArgumentSpec) -> Value:
    """Apply `type=` as far as it matters for paths and numbers."""
    kind = (spec.fact.type or "").rpartition(".")[2]
    if kind == "Path" and isinstance(value, Constant | Text) and is_textual(value):
        return PathValue(value)
    if isinstance(value, Constant) and isinstance(value.value, str) and kind in ("int", "float"):
        try:
            return Constant(int(value.value) if kind == "int" else float(value.value), value.origins, value.assumed)
        except ValueError:
            return value
    if kind in _TAKEN_APART and isinstance(value, Constant) and isinstance(value.value, str):
        return ListValue(tuple(Constant(letter, value.origins, value.assumed) for letter in value.value), None, "list")
    if kind == "dict" and isinstance(value, Constant) and isinstance(value.value, str):
        return UNKNOWN  # no text can be converted
    if kind == "bool" and isinstance(value, Constant) and isinstance(value.value, str):
        return Constant(bool(value.value), value.origins, value.assumed)
    if spec.fact.nargs not in (None, "?") and not isinstance(value, ListValue):
        return ListValue((), join([value, UNKNOWN]), "list")
    return value
