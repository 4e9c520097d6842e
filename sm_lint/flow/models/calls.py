"""Functions that create or take callables: partial, super, threads, pools, parsers."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain.project import ClassValue, Function, Instance
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.values import NONE, UNKNOWN, Arguments, DictValue, ListValue, Opaque, Partial, Value
from sm_lint.flow.facts import Cause
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models import programs
from sm_lint.flow.models.argparse import new_parser
from sm_lint.flow.models.declared_parsers import parser_from_classes
from sm_lint.flow.operations.inheritance import seen_from_above
from sm_lint.flow.operations.iteration import elements

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _partial(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    if not arguments.positional:
        return UNKNOWN
    callee, *given = arguments.positional
    return Partial(callee, Arguments(given, dict(arguments.keywords), arguments.open))


def _super(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """The base class view of the running method's object."""
    for frame in reversed(vm.frames):
        function = frame.function
        if (
            function is not None
            and isinstance(function.owner, ClassValue)
            and not isinstance(function.node, cst.Lambda)
        ):
            parameters = function.node.params.params
            receiver = frame.scope.names.get(parameters[0].name.value) if parameters else None
            library = "" if vm.setup.definition else function.owner.library_base()
            view = Opaque(Named(library or "builtins.super"))
            if receiver is not None:
                seen_from_above(vm, view, receiver)
            if isinstance(receiver, Instance | ClassValue):
                for base in reversed([b for b in function.owner.lineage() if b is not function.owner]):
                    for name, value in base.scope.names.items():
                        view.attributes[name] = value.bind(receiver) if isinstance(value, Function) else value
            return view
    return UNKNOWN


def _start(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Thread(target=f, args=(...)), Process(...), Timer(...)."""
    target = arguments.get(1, "target")
    given = arguments.get(3, "args")
    keywords = arguments.get(4, "kwargs")
    if target is not None:
        items = list(given.items) if isinstance(given, ListValue) else []
        named = {str(k): v for k, v in keywords.entries.items()} if isinstance(keywords, DictValue) else {}
        vm.call(target, Arguments(items, named, given is not None and not isinstance(given, ListValue)), node)
    return Opaque(Named("threading.Thread"))


def _spawn(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """torch.multiprocessing.spawn(f, args=(...)): the first argument is the rank."""
    function = arguments.get(0, "fn")
    given = arguments.get(1, "args")
    if function is not None:
        items = list(given.items) if isinstance(given, ListValue) else []
        vm.call(function, Arguments([UNKNOWN, *items], {}), node)
    return NONE


def _submit(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """executor.submit(f, *args); the receiver comes first."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    function, *given = arguments.positional[1:]
    vm.call(function, Arguments(given, dict(arguments.keywords), arguments.open), node)
    return UNKNOWN


def _map(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """executor.map(f, items), pool.map(f, items); the receiver comes first."""
    if len(arguments.positional) < 3:
        return UNKNOWN
    function, items = arguments.positional[1], arguments.positional[2]
    known, any_one = elements(vm, items, node)
    if known is not None and len(known) <= 16:
        return ListValue(tuple(vm.call(function, Arguments([item], {}), node) for item in known), None, "list")
    with vm.recorder.maybe():
        return ListValue((), vm.call(function, Arguments([any_one], {}), node), "list")


def _register(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    if arguments.positional:
        vm.call(arguments.positional[0], Arguments(arguments.positional[1:], dict(arguments.keywords)), node)
    return NONE


def _delayed(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(0) or UNKNOWN


def _typer_application(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    vm.recorder.unresolved(node, Cause.ARGUMENT, "arguments come from the parameters of commands", "argument")
    return Opaque(Named("typer.Typer"), vm.record("typer.Typer", arguments, node))


def _typer(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    function = arguments.get(0)
    vm.recorder.unresolved(node, Cause.ARGUMENT, "arguments come from the parameters of a function", "argument")
    return vm.call(function, Arguments([], {}, True), node) if function is not None else UNKNOWN


FUNCTIONS: dict[str, Semantic] = {
    "functools.partial": _partial,
    "functools.wraps": lambda vm, arguments, node: Opaque(Named("functools.wraps")),
    "functools.update_wrapper": _delayed,
    "builtins.super": _super,
    "threading.Thread": _start,
    "multiprocessing.Process": _start,
    "torch.multiprocessing.Process": _start,
    "torch.multiprocessing.spawn": _spawn,
    "torch.multiprocessing.start_processes": _spawn,
    "concurrent.futures.ThreadPoolExecutor.submit": _submit,
    "concurrent.futures.ProcessPoolExecutor.submit": _submit,
    "concurrent.futures.ThreadPoolExecutor.map": _map,
    "concurrent.futures.ProcessPoolExecutor.map": _map,
    "multiprocessing.Pool.map": _map,
    "multiprocessing.Pool.imap": _map,
    "multiprocessing.Pool.imap_unordered": _map,
    "multiprocessing.pool.ThreadPool.map": _map,
    "atexit.register": _register,
    "joblib.delayed": _delayed,
    "typer.run": _typer,
    "fire.Fire": _typer,
    "typer.Typer": _typer_application,
    "argparse.ArgumentParser": new_parser,
    "configargparse.ArgumentParser": new_parser,
    "importlib.import_module": programs.import_module,
    "runpy.run_module": programs.run_module,
    "runpy.run_path": programs.run_path,
    "transformers.HfArgumentParser": parser_from_classes,
    "trl.TrlParser": parser_from_classes,
    "transformers.hf_argparser.HfArgumentParser": parser_from_classes,
}
