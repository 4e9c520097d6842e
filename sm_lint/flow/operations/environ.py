"""Models the environment: reading, writing, scanning and copying it."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import join, lift, may_be_absent, options, without_absent
from sm_lint.flow.domain.provenance import ENVIRONMENT_NAME, FromEnvironment, Role, Source
from sm_lint.flow.domain.text import display, is_textual
from sm_lint.flow.domain.values import (
    ABSENT,
    NONE,
    UNKNOWN,
    Absent,
    Arguments,
    Constant,
    DictValue,
    Environ,
    ListValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import Cause, EnvWrite
from sm_lint.flow.machine.machine import Machine
from sm_lint.sagemaker.environment import environment_path

REMOVED = Absent()  # a variable that the script removed; an untouched one has no entry


def read_variable(
    vm: Machine, name: Value, node: cst.CSTNode, *, required: bool, default: Value | None = None
) -> Value:
    """The value of a variable; `required` if a missing one raises, `default` its value otherwise."""
    return lift(lambda option: _read_one(vm, option, node, required, default), name)


def _read_one(vm: Machine, name: Value, node: cst.CSTNode, required: bool, default: Value | None) -> Value:
    if not is_textual(name):
        vm.recorder.unresolved(node, Cause.VARIABLE, "the name of an environment variable is not known", "environment")
        return default if default is not None else Unknown("environment variable")
    shown = display(name)
    if not shown.strip("*"):
        if name.source is not ENVIRONMENT_NAME:
            vm.recorder.unresolved(
                node, Cause.VARIABLE, "the name of an environment variable is not known", "environment"
            )
        return Text((None,))
    written = vm.environ.get(shown)
    if written is not None and not may_be_absent(written):
        return written
    removed = written is not None and any(option is REMOVED for option in options(written))
    known = default if isinstance(default, Constant) else None
    has_default = default is not None and not (known is not None and known.value is None)
    text = str(known.value) if known is not None and known.value is not None else None
    vm.recorder.env_read(
        shown, node, required=required and written is None, default=text, has_default=has_default or written is not None
    )
    if written is REMOVED:
        return default if default is not None else Unknown("environment variable that was removed")
    value = _outside_value(vm, shown, default)
    if removed and default is not None:
        value = join([value, default])
    return value if written is None else join([without_absent(written), value])


def _outside_value(vm: Machine, name: str, default: Value | None) -> Value:
    """The value of a variable when the script starts, or its default."""
    source = FromEnvironment(name)
    given = vm.setup.environment.get(name)
    if given is not None:
        return Constant(given, (), False, source)
    path = environment_path(name, vm.setup.job, vm.setup.channels)
    if path is not None:
        return Constant(path, default.origins if default is not None else (), False, source)
    if default is None or (isinstance(default, Constant) and default.value is None):
        return Text((None,), (), False, source) if default is None else _perhaps_none(source)
    if isinstance(default, Constant):
        return Constant(default.value, default.origins, True, source)
    if isinstance(default, Text):
        return Text(default.pieces, default.origins, True, source)
    return default


def _perhaps_none(source: Source) -> Value:
    return Unknown("environment variable without a default", source)


def probe_variable(vm: Machine, name: Value, node: cst.CSTNode, negated: bool) -> Value:
    """`name in os.environ` (or `not in`)."""
    if not is_textual(name) or not display(name).strip("*"):
        vm.recorder.unresolved(node, Cause.VARIABLE, "the name of an environment variable is not known", "environment")
        return UNKNOWN
    shown = display(name)
    written = vm.environ.get(shown)
    if written is not None and not may_be_absent(written):
        return Constant(not negated)
    vm.recorder.env_read(shown, node, probe=True)
    if written is REMOVED:
        return Constant(negated)
    return Constant(not negated) if written is None and shown in vm.setup.environment else UNKNOWN


def write_variable(vm: Machine, name: Value, value: Value, node: cst.CSTNode, certain: bool = True) -> None:
    """`os.environ[name] = value`."""
    for option in options(name):
        if not is_textual(option):
            continue
        shown = display(option)
        anchor, site = vm.recorder.here(node)
        vm.recorder.note(EnvWrite(anchor, site, name=shown), shown)
        old = vm.environ.get(shown, ABSENT)
        sure = certain and option is name and "*" not in shown
        vm.state.store(vm.environ, shown, value if sure else join([old, value]))


def remove_variable(vm: Machine, name: Value) -> None:
    """`del os.environ[name]`, `os.environ.pop(name)`."""
    for option in options(name):
        if is_textual(option) and "*" not in display(option):
            shown = display(option)
            old = vm.environ.get(shown, ABSENT)
            vm.state.store(vm.environ, shown, REMOVED if option is name else join([old, REMOVED]))


def copy_of_environ(vm: Machine) -> DictValue:
    """A dictionary with the content of the environment: `os.environ.copy()`, `dict(os.environ)`, `{**os.environ}`."""
    known = {name: value for name, value in vm.environ.items() if value is not REMOVED}
    return DictValue(known, Text((None,)), Role.ENVIRON)


def environ_items(vm: Machine, name: str, node: cst.CSTNode) -> Value:
    """Iterating over the environment: its keys are unknown names, which tests of their prefix narrow later."""
    key = Text((None,), (), False, ENVIRONMENT_NAME)
    vm.scans.setdefault(id(node), (node, vm.recorder.module))
    value = Text((None,))
    element: Value = {"keys": key, "values": value}.get(name, ListValue((key, value), None, "tuple"))
    return ListValue((), element, "list")


def note_prefix(vm: Machine, prefix: Value, node: cst.CSTNode, suffix: bool = False) -> None:
    """Record a test of the prefix of a variable's name: the loop reads that family of variables."""
    values = prefix.items if isinstance(prefix, ListValue) else options(prefix)
    for option in values:
        if isinstance(option, Constant) and isinstance(option.value, str) and option.value:
            vm.recorder.env_read("*" + option.value if suffix else option.value + "*", node, has_default=True)
            vm.scans.clear()


def environ_method(vm: Machine, name: str, arguments: Arguments, node: cst.CSTNode) -> Value:
    """A method of os.environ."""
    first = arguments.get(0, "key")
    if name in ("get", "__getitem__", "pop") and first is not None:
        default = arguments.get(1, "default")
        required = name == "__getitem__" or (name == "pop" and default is None)
        value = read_variable(vm, first, node, required=required, default=default if required or default else NONE)
        if name == "pop":
            remove_variable(vm, first)
        return value
    if name == "setdefault" and first is not None:
        default = arguments.get(1, "default") or NONE
        value = read_variable(vm, first, node, required=False, default=default)
        write_variable(vm, first, value, node)
        return value
    if name == "update":
        for given in arguments.positional:
            if isinstance(given, DictValue):
                for key, value in given.entries.items():
                    write_variable(vm, Constant(key), value, node, not may_be_absent(value))
        for key, value in arguments.keywords.items():
            write_variable(vm, Constant(key), value, node)
        return NONE
    if name == "copy":
        return copy_of_environ(vm)
    if name == "keys":
        return Environ()
    if name in ("items", "values"):
        return environ_items(vm, name, node)
    if name == "__contains__" and first is not None:
        return probe_variable(vm, first, node, False)
    return UNKNOWN
