"""Parsers that are declared instead of filled by calls: dataclasses for HfArgumentParser, decorators of click."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.argparse_model import ArgumentSpec, ParserModel, ParserValue
from sm_lint.flow.domain.project import ClassValue, Function
from sm_lint.flow.domain.values import Arguments, Constant, External, ListValue, Opaque, Value
from sm_lint.flow.facts import ArgumentFact, Cause, ParseCall
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.argparse import (
    argument_value,
    choices_of,
    default_text,
    destination,
    dotted,
    is_given,
    source_of,
)
from sm_lint.flow.operations.objects import field_default
from sm_lint.patterns import regex


def parser_from_classes(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> ParserValue:
    """`HfArgumentParser(dataclass)`: the fields of the dataclasses are the arguments."""
    model = ParserModel()
    given = arguments.get(0, "dataclass_types")
    rows = given.items if isinstance(given, ListValue) else (given,) if given is not None else ()
    for row in rows:
        model.classes.append(row)
        if isinstance(row, ClassValue):
            _fields_as_arguments(vm, model, row)
        else:  # the library's TrainingArguments have arguments that are not listed here
            model.complete = False
            vm.recorder.unresolved(node, Cause.ARGUMENT, "arguments come from a library's dataclass", "argument")
    return ParserValue(model)


def _fields_as_arguments(vm: Machine, model: ParserModel, cls: ClassValue) -> None:
    for base in reversed(list(cls.lineage())):
        for name in base.fields:
            written = base.scope.names.get(name)
            default = field_default(vm, written, base.node) if written is not None else None
            anchor, site = vm.recorder.here(base.node)
            fact = ArgumentFact(
                anchor, site, flags=(f"--{name}",), dest=name, required=default is None,
                default=default_text(default), has_default=is_given(default), used=True, parser="transformers",
            )  # fmt: skip
            vm.recorder.note(fact, name)
            model.specs[name] = ArgumentSpec(fact, default)
        if any(
            not isinstance(b, ClassValue) and not (isinstance(b, External) and b.name.startswith("builtins"))
            for b in base.bases
        ):
            model.complete = False


_CLICK_OPTION = regex(r"^(?:click|rich_click|asyncclick)\.(option|argument)$")


def click_values(vm: Machine, function: Function) -> dict[str, Value] | None:
    """The parameters of a click command from its decorators; None if the function is not a command."""
    if not isinstance(function.node, cst.FunctionDef):
        return None
    found: dict[str, Value] = {}
    command = False
    for decorator in function.node.decorators:
        call = decorator.decorator
        name = dotted(call.func) if isinstance(call, cst.Call) else dotted(call)
        command = command or (name or "").endswith((".command", ".group"))
        if not isinstance(call, cst.Call) or not _CLICK_OPTION.match(name or ""):
            continue
        flags, keywords = [], {}
        for arg in call.args:
            value = vm.evaluate(arg.value)
            if arg.keyword is not None:
                keywords[arg.keyword.value] = value
            elif isinstance(value, Constant) and isinstance(value.value, str):
                flags.append(value.value)
        spec = _click_spec(vm, call, tuple(flags), keywords, name or "")
        found[spec.fact.dest] = argument_value(vm, spec)
    if command and not vm.click_seen:
        vm.click_seen = True
        anchor, site = vm.recorder.here(function.node)
        vm.recorder.note(ParseCall(anchor, site, strict=True, parser="click"))
    return found if command else None


def _click_spec(
    vm: Machine, call: cst.Call, flags: tuple[str, ...], keywords: dict[str, Value], kind: str
) -> ArgumentSpec:
    default = keywords.get("default")
    required = keywords.get("required")
    is_argument = kind.endswith("argument")
    names = tuple(name for flag in flags if flag.startswith("-") or is_argument for name in flag.split("/"))
    plain = next((flag for flag in flags if not flag.startswith("-")), None)
    anchor, site = vm.recorder.here(call)
    is_flag = keywords.get("is_flag")
    fact = ArgumentFact(
        anchor, site, flags=names, dest=plain or destination(names), type=source_of(call, "type"),
        action="store_true" if isinstance(is_flag, Constant) and is_flag.value else None,
        required=(isinstance(required, Constant) and bool(required.value)) or (is_argument and default is None and required is None),
        default=default_text(default), has_default=is_given(default), choices=_click_choices(keywords), used=True, parser="click",
    )  # fmt: skip
    vm.recorder.note(fact, flags)
    return ArgumentSpec(fact, default)


def _click_choices(keywords: dict[str, Value]) -> tuple[str, ...]:
    """The choices of `type=click.Choice([...])`."""
    given = keywords.get("type")
    if isinstance(given, Opaque) and given.call is not None and given.type.name.endswith(".Choice"):
        rows = given.call.arguments.get(0, "choices")
        return choices_of(Arguments([], {"choices": rows} if rows is not None else {}))
    return ()
