"""Calls of the project's own functions and classes, of library functions, and of methods."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import libcst as cst

from sm_lint.flow.domain.argparse_model import NamespaceValue, ParserValue
from sm_lint.flow.domain.lattice import correlated
from sm_lint.flow.domain.project import ClassValue, Function, Instance
from sm_lint.flow.domain.provenance import ENVIRONMENT_NAME, Attribute, CallResult, LibraryType, Named
from sm_lint.flow.domain.strings import str_method
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Arguments,
    BoundMethod,
    CallRecord,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Opaque,
    Partial,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import Signature
from sm_lint.flow.models.argparse import parser_method
from sm_lint.flow.models.config import READERS, config_value
from sm_lint.flow.models.configuration import hydra_configuration
from sm_lint.flow.models.containers import mapping_method, sequence_method
from sm_lint.flow.models.declared_parsers import click_values
from sm_lint.flow.models.pathlib import path_method
from sm_lint.flow.models.semantics import SEMANTICS
from sm_lint.flow.operations.effects import (
    apply_signature,
    library_type,
    pass_on,
    pass_settings_on,
    run_callbacks,
    run_hooks,
    type_name,
)
from sm_lint.flow.operations.environ import environ_method, note_prefix
from sm_lint.flow.operations.functions import call_function, delayed_result, is_remote, starts_elsewhere
from sm_lint.flow.operations.inheritance import make_base, makes_base
from sm_lint.flow.operations.objects import find_method, instantiate
from sm_lint.flow.operations.operators import note_command_line
from sm_lint.flow.operations.pipeline_variables import note_elements, note_variable
from sm_lint.sagemaker.images import depends_on_instance


def call(vm: Machine, callee: Value, arguments: Arguments, node: cst.CSTNode) -> Value:
    """The result of a call; its accesses are recorded."""
    vm.budget.spend()
    if type(callee) is Alternatives:
        results = vm.maybe(*(partial(call, vm, option, arguments, node) for option in callee.options))
        return correlated(results, callee.correlation, callee.masks)
    if type(callee) is External:
        return _external(vm, callee.name, arguments, node)
    if type(callee) is BoundMethod:
        return _method(vm, callee, arguments, node)
    if type(callee) is Function:
        return _function(vm, callee, arguments, node)
    if type(callee) is ClassValue:
        return instantiate(vm, callee, arguments, node)
    if isinstance(callee, Partial):
        return call(vm, callee.callee, _merged(callee.arguments, arguments), node)
    if isinstance(callee, Instance):
        method = find_method(callee.cls, "__call__") or find_method(callee.cls, "forward")
        if method is not None:
            return call_function(vm, method.bind(callee), arguments, node)
    pass_on(vm, arguments, node, "a call that is not known")
    run_callbacks(vm, arguments, node, callee.type.name if isinstance(callee, Opaque) else "")
    if isinstance(callee, Opaque):
        result = CallResult(callee.type)
        return Opaque(result, vm.record(result.name, arguments, node))
    return Unknown("result of a call that is not known")


def _merged(first: Arguments, then: Arguments) -> Arguments:
    return Arguments(
        [*first.positional, *then.positional], {**first.keywords, **then.keywords}, first.open or then.open
    )


def _function(vm: Machine, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    if not arguments.everything() and any(name.startswith("click.") for name in function.decorators):
        values = click_values(vm, function)
        if values is not None:
            return call_function(vm, function, Arguments([], values), node)
    if not arguments.everything() and "hydra.main" in function.decorators:
        return call_function(vm, function, Arguments([hydra_configuration(vm, function)], {}), node)
    result = call_function(vm, function, arguments, node)
    delayed = delayed_result(function) if vm.setup.definition else None
    if delayed is not None:
        vm.control.take_leaving()  # the body runs in its own job
        return Opaque(Named(delayed), CallRecord(delayed, arguments, vm.recorder.module, node))
    return result


_SHOWING = (
    *(f"builtins.{name}" for name in ("print", "len", "str", "repr", "bool", "type", "isinstance", "format", "id")),
    "logging.",
    "warnings.",
    "pprint.",
    "json.",
)
"""Functions that show a value, or ask what it is, and do nothing else with it."""


def _looked_at(arguments: Arguments) -> list[Value]:
    """The key for looking up an image; it includes the instance type if a framework has an image for each kind."""
    framework, instance = arguments.get(0, "framework"), arguments.get(4, "instance_type")
    if isinstance(framework, Constant) and isinstance(framework.value, str) and depends_on_instance(framework.value):
        return arguments.everything()
    return [value for value in arguments.everything() if value is not instance]


def _external(vm: Machine, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    if vm.setup.definition and (base := makes_base(name, arguments)) is not None:
        make_base(vm, *base, node)
        return NONE
    if name.endswith(".__init__"):  # of the library base of a project class
        name = name.removesuffix(".__init__")
        arguments = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    record = vm.record(name, arguments, node)
    if not name.startswith(_SHOWING):
        for value in arguments.positional:
            if type(value) is Opaque:
                note_command_line(vm, value, node)  # they may become a command, or settings
    pass_settings_on(vm, arguments, node, name)
    if vm.setup.definition and vm.library.is_immediate(name):
        for value in _looked_at(arguments):
            note_variable(vm, value, node, f"{name}()")
    signature = vm.library.function(name) or vm.library.of_some_class(name)
    if signature is not None:
        apply_signature(vm, signature, name, arguments, node)
    if name in READERS:
        known = config_value(vm, name, arguments, node)
        if known is not None:
            return known
    semantics = SEMANTICS.get(name)
    if semantics is not None:
        return semantics(vm, arguments, node)
    if signature is None and not vm.library.is_pure(name):
        pass_on(vm, arguments, node, name)
    run_callbacks(vm, arguments, node, name)
    returns = signature.returns if signature is not None and signature.returns else name
    return Opaque(Named(returns), record)


def _method(vm: Machine, method: BoundMethod, arguments: Arguments, node: cst.CSTNode) -> Value:
    receiver = method.receiver
    if method.name == "__init__" and isinstance(receiver, Instance):
        make_base(vm, receiver, arguments, node)
    handler = _METHODS.get(type(receiver))
    known = handler(vm, receiver, method.name, arguments, node) if handler is not None else None
    return known if known is not None else _library_method(vm, receiver, method.name, arguments, node)


def _text_method(
    vm: Machine, receiver: Constant | Text, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    if receiver.source is ENVIRONMENT_NAME and name in ("startswith", "endswith") and arguments.positional:
        note_prefix(vm, arguments.positional[0], node, name == "endswith")
    if name == "join" and arguments.positional and isinstance(arguments.positional[0], Opaque):
        note_command_line(vm, arguments.positional[0], node)  # the text may become a command
    result = str_method(receiver, name, arguments) if not _is_other_constant(receiver) else None
    if result is not None and vm.setup.definition and not _shows_object(receiver):
        for value in arguments.everything():
            note_variable(vm, value, node, f".{name}()")
            note_elements(vm, value, node, f".{name}()")
    return result


def _shows_object(form: Constant | Text) -> bool:
    """Whether it is a format with ``!r``, which can show any object."""
    return isinstance(form, Constant) and isinstance(form.value, str) and "!r" in form.value


def _path_method(vm: Machine, receiver: PathValue, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    if vm.setup.watch is not None:
        vm.record(f"pathlib.Path.{name}", with_receiver(receiver, arguments), node)
    return path_method(vm, receiver, name, arguments, node)


def _namespace_method(
    vm: Machine, receiver: NamespaceValue, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value:
    for spec in receiver.specs.values():
        vm.recorder.amend(spec.fact, used=True)
    return UNKNOWN


def _environ_method(vm: Machine, receiver: Environ, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    return environ_method(vm, name, arguments, node)


def _function_method(
    vm: Machine, receiver: Function | ClassValue, name: str, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """`f.options(num_cpus=2)` of a function or class that runs elsewhere is the same one."""
    remote = is_remote(receiver) if isinstance(receiver, Function) else any(map(starts_elsewhere, receiver.decorators))
    return receiver if name == "options" and remote else None


# Methods of values whose types are known; None from one of them means that the type has no such method.
_METHODS: dict[type[Value], Callable[[Machine, Any, str, Arguments, cst.CSTNode], Value | None]] = {
    Constant: _text_method,
    Text: _text_method,
    PathValue: _path_method,
    DictValue: mapping_method,
    ListValue: sequence_method,
    Environ: _environ_method,
    ParserValue: parser_method,
    NamespaceValue: _namespace_method,
    Function: _function_method,
    ClassValue: _function_method,
}


def _is_other_constant(value: Constant | Text) -> bool:
    return isinstance(value, Constant) and not isinstance(value.value, str | bytes)


# Names that imply a string receiver: their arguments are parts of it, not paths.
_OF_STRINGS = frozenset(
    [
        "endswith",
        "startswith",
        "split",
        "rsplit",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "partition",
        "rpartition",
        "removeprefix",
        "removesuffix",
    ]
)


class _Method(NamedTuple):
    """A method of a library object, named after `type`, which begins with a dot if the receiver is unknown."""

    type: LibraryType
    signature: Signature | None


def _resolved(vm: Machine, receiver: Value, name: str) -> _Method:
    """Resolve a method by its receiver's type, a library base of the receiver's class, or a distinctive name."""
    owner = library_type(receiver)
    if owner is None:
        return _Method(Attribute(None, name), vm.library.method(name))
    constructor = name == "__init__" and not vm.setup.definition
    method = owner if constructor else Attribute(owner, name)
    signature = vm.library.function(method.name) or _of_a_base(vm, receiver, name)
    if signature is None:
        signature = _distinctive(vm, owner.name, name)
        if signature is not None and "." not in owner.name:  # an internal type, such as `file`
            method = Attribute(None, name)
    return _Method(method, signature)


def _of_a_base(vm: Machine, receiver: Value, name: str) -> Signature | None:
    """The signature of a method that a project object inherits from a library."""
    bases = receiver.cls.external_bases() if type(receiver) is Instance else ()
    return next((found for base in bases if (found := vm.library.function(f"{base}.{name}")) is not None), None)


def _distinctive(vm: Machine, owner: str, name: str) -> Signature | None:
    """The signature for a method name; a `read` or `write` before it tells `df.write.csv` from `spark.read.csv`."""
    writes = "write" in owner.rpartition("read")[2]
    return (vm.library.method(f"write.{name}") if writes else None) or vm.library.method(name)


def _library_method(vm: Machine, receiver: Value, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a method of a library object."""
    if vm.setup.definition and hasattr(str, name):
        note_variable(vm, receiver, node, f".{name}()")
    if type(receiver) is Opaque:
        note_command_line(vm, receiver, node)  # words are looked up in it, taken from it or added to it
    method, signature = _resolved(vm, receiver, name)
    callee = method.name
    via = callee.lstrip(".")
    if signature is not None:
        apply_signature(vm, signature, via, arguments, node)
    pass_settings_on(vm, arguments, node, via)
    if type(receiver) is Instance:
        vm.inherited.update(id(cls) for cls in receiver.cls.lineage())
        run_hooks(vm, receiver, node)
    record = vm.record(callee, with_receiver(receiver, arguments), node)
    semantics = SEMANTICS.get(callee)
    if semantics is not None:
        return semantics(vm, record.arguments, node)
    owner = type_name(receiver)
    if signature is None and name not in _OF_STRINGS and not (owner and vm.library.is_pure(owner)):
        pass_on(vm, arguments, node, via)
    run_callbacks(vm, arguments, node, callee)
    if signature is not None and signature.returns:
        return Opaque(Named(signature.returns), record)
    if owner or vm.setup.definition:
        return Opaque(CallResult(method), record)
    return Unknown(f"result of .{name}()")


def with_receiver(receiver: Value, arguments: Arguments) -> Arguments:
    """The arguments of a method as a function of its receiver."""
    nodes = {key + 1 if type(key) is int else key: node for key, node in arguments.nodes.items()}
    given = Arguments([receiver, *arguments.positional], arguments.keywords, arguments.open, nodes)
    given.spread = arguments.spread
    return given
