"""Entry point of the interpreter: the facts of a script."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.flow import facts as f
from sm_lint.flow.domain.memory import METER, Meter
from sm_lint.flow.domain.project import ClassValue, Function, Instance, Scope
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, Unknown, Value
from sm_lint.flow.interpreter.calls import call
from sm_lint.flow.interpreter.evaluate import evaluate
from sm_lint.flow.interpreter.execute import execute, run_statement
from sm_lint.flow.interpreter.importing import file_value, load_module, names_of, resolve
from sm_lint.flow.interpreter.pruning import prunable_functions
from sm_lint.flow.interpreter.redefinition import replaced_functions
from sm_lint.flow.machine.budget import BudgetExceededError
from sm_lint.flow.machine.frame import Frame
from sm_lint.flow.machine.loader import ModuleLoader
from sm_lint.flow.machine.machine import Machine, Semantics
from sm_lint.flow.machine.setup import Setup
from sm_lint.flow.operations.functions import call_function, unknown_arguments
from sm_lint.flow.operations.objects import find_method, instantiate
from sm_lint.sagemaker.serving.handlers import HandlerSignature, handler_signatures, old_entries
from sm_lint.syntax.module import ParsedModule

SEMANTICS = Semantics(evaluate, execute, run_statement, call, load_module, resolve, names_of)
MAX_UNREACHED = 400


def analyse(module: ParsedModule, setup: Setup) -> f.ScriptFacts:
    """Compute the facts of a script without running it.

    Args:
        module: the entry script.
        setup: external information about it.
    """
    token = METER.set(Meter())
    try:
        vm = Machine(module, setup, len(module.text), SEMANTICS)
        try:
            return _facts(vm, module, setup)
        finally:
            if not setup.definition:
                _release(vm)
            vm.halt()
    finally:
        METER.reset(token)


def _facts(vm: Machine, module: ParsedModule, setup: Setup) -> f.ScriptFacts:
    recorder = vm.recorder
    try:
        scope = _run_module(vm, module)
        # A script may define its own handlers: they run when its model is served, not in the job that creates it.
        recorder.reached = setup.job not in ("processing", "training")
        _run_handlers(vm, scope)
        _run_routes(vm)
        recorder.reached = True
        _note_old_entries(vm, scope)
        recorder.reached = False
        _run_rest(vm)
    except BudgetExceededError:
        recorder.muted = 0
        recorder.reached = True
        recorder.unresolved(module.tree, f.Cause.LIMIT, "the script is too large to be followed to its end", "control")
    recorder.reached = True
    for node, where in vm.scans.values():
        recorder.module = where
        recorder.anchor = module.tree if where is not module else node
        recorder.unresolved(node, f.Cause.VARIABLE, "the whole environment is scanned", "environment")
    modules = tuple(parsed for path, parsed in vm.loaded.items() if path != module.path)
    return recorder.script_facts(modules)


def _release(vm: Machine) -> None:
    """Detach scopes from their functions, which refer back to them, so that the tree is freed with its last user."""
    if vm.frames:
        vm.frames[0].scope.names.clear()
    for closed in vm.closures:
        scope: Scope | None = closed
        while scope is not None and (scope.names or scope.is_class):
            scope.names.clear()
            scope = scope.outer


def _run_module(vm: Machine, module: ParsedModule) -> Scope:
    scope = Scope(module)
    name = "__main__" if vm.setup.entry else "module"
    scope.names.update({"__name__": Constant(name), "__file__": file_value(vm, module.path)})
    vm.frames.append(Frame(scope))
    vm.recorder.depth = len(vm.frames)
    for statement in module.tree.body:
        completion = run_statement(vm, statement)
        if completion is not None and not vm.setup.definition:
            break
    return scope


def _run_handlers(vm: Machine, scope: Scope) -> None:
    """Call the functions that SageMaker's serving containers call, with what they pass."""
    made: dict[str, Value] = {}
    vm.recorder.restore_conditions(0)
    for name, signature in handler_signatures().items():
        function = vm.lookup(name) if name in scope.names else None
        if not isinstance(function, Function) or isinstance(function.node, cst.Lambda):
            continue
        parameters = function.node.params
        names = tuple(p.name.value for p in (*parameters.posonly_params, *parameters.params))
        where = function.scope.module
        anchor = function.node if where is vm.entry else _import_of(vm.entry, name)
        vm.recorder.note(f.Handler(anchor, f.Site(where, function.node), name=name, parameters=names), name)
        if id(function.node) not in vm.calls.called:
            made[name] = call_function(vm, function, _handler_arguments(vm, signature, made, len(names)), anchor)
            vm.control.take_leaving()


def _import_of(module: ParsedModule, name: str) -> cst.CSTNode:
    """The last import of a module that may bind a name; the module itself where none does."""
    for statement in reversed(module.order.of(cst.ImportFrom)):
        if isinstance(statement.names, cst.ImportStar):
            return statement
        bound = ((alias.asname or alias).name for alias in statement.names)
        if any(isinstance(each, cst.Name) and each.value == name for each in bound):
            return statement
    return module.tree


def _run_routes(vm: Machine) -> None:
    """Call the functions that a web framework calls when a request arrives, with arguments that are not known.

    In a processing or training job they may or may not be called: `_run_rest` notes what is unknown of them.
    """
    if not vm.recorder.reached:
        return
    for function in tuple(vm.defined):
        if (
            id(function.node) in vm.calls.called
            or function.scope.module is not vm.entry
            or not any(map(vm.library.registers, function.decorators))
        ):
            continue
        with vm.running(Frame(function.scope)):
            call_function(vm, function, _arguments(vm, function), function.node)
        vm.control.take_leaving()


def _note_old_entries(vm: Machine, scope: Scope) -> None:
    """Functions that older containers call, with paths that only these containers know."""
    for name, parameters in old_entries().items():
        function = scope.names.get(name)
        if not isinstance(function, Function) or isinstance(function.node, cst.Lambda):
            continue
        rows = function.node.params
        given = {parameter.name.value for parameter in (*rows.params, *rows.kwonly_params)}
        if id(function.node) not in vm.calls.called and not parameters.isdisjoint(given):
            vm.recorder.unresolved(
                function.node, f.Cause.CALLER, f"one of the first containers calls {name}", "control"
            )


def _handler_arguments(vm: Machine, signature: HandlerSignature, made: dict[str, Value], accepted: int) -> Arguments:
    values: list[Value] = []
    for parameter in signature.parameters:
        known = signature.values.get(parameter)
        if known is not None:
            values.append(Constant(known))
        elif parameter == "model" and "model_fn" in made:
            values.append(made["model_fn"])
        else:
            values.append(Unknown(f"parameter {parameter}"))
    return Arguments(values[:accepted], {})


def _run_rest(vm: Machine) -> None:
    """Run code that nothing has called; its facts are marked as unreached. Replaced functions are skipped."""
    replaced = {id(node) for node in replaced_functions(vm.entry.order, vm.entry.tree.body)}
    done = 0
    index = 0
    passed_over = frozenset[int]() if vm.setup.definition else prunable_functions(vm)
    while index < len(vm.defined) and done < MAX_UNREACHED:
        function = vm.defined[index]
        index += 1
        if (
            id(function.node) in vm.calls.called
            or function.scope.module is not vm.entry
            or id(function.node) in passed_over
            or id(function.node) in replaced
        ):
            continue
        done += 1
        bound = function
        if isinstance(function.owner, ClassValue) and "builtins.staticmethod" not in function.decorators:
            bound = function.bind(_receiver(vm, function.owner))
        outer = vm.state.begin()
        count = vm.recorder.count
        try:
            with vm.running(Frame(function.scope)):
                call_function(vm, bound, _arguments(vm, bound), function.node)
        finally:
            vm.control.take_leaving()
            vm.state.end(outer)
        if isinstance(function.owner, ClassValue) and id(function.owner) in vm.inherited:
            _note_override(vm, function, vm.recorder.since(count))
        if id(function.node) in vm.registered:
            _note_registered(vm, function, vm.recorder.since(count))


def _note_registered(vm: Machine, function: Function, done: Sequence[f.Fact]) -> None:
    """A library may call this function, which a decorator registered: what is unknown of it is completely unknown."""
    subjects = {fact.subject for fact in done if isinstance(fact, f.Unresolved)}
    if any(isinstance(fact, f.PathAccess) and fact.path.startswith("*") for fact in done):
        subjects.add("path")
    vm.recorder.reached = True
    for subject in sorted(subjects):
        vm.recorder.unresolved(function.node, f.Cause.CALLER, f"a decorator of {function.name} may call it", subject)
    vm.recorder.reached = False


def _note_override(vm: Machine, function: Function, done: Sequence[f.Fact]) -> None:
    """A library may call this override of its method: all its accesses must be known."""
    if any(
        fact.path.startswith("*")
        if isinstance(fact, f.PathAccess)
        else isinstance(fact, f.Unresolved) and fact.subject in ("path", "control")
        for fact in done
    ):
        vm.recorder.reached = True
        vm.recorder.unresolved(
            function.node, f.Cause.CALLER, f"a method of its base class may call {function.name}", "path"
        )
        vm.recorder.reached = False


def _receiver(vm: Machine, cls: ClassValue) -> Value:
    """An object whose methods are run: one that the script created; in a definition, one that it might create."""
    known = vm.instances.get(id(cls))
    if known is None and vm.setup.definition:
        init = find_method(cls, "__init__")
        given = Arguments([], {}, open=True) if init is None else _arguments(vm, init.bind(UNKNOWN))
        with vm.running(Frame(cls.scope.enclosing())):
            known = vm.instances[id(cls)] = instantiate(vm, cls, given, cls.node)
        vm.control.take_leaving()
    return known or Instance(cls)


def _arguments(vm: Machine, function: Function) -> Arguments:
    """Arguments for a function that nothing calls; in a definition, the defaults are its most likely arguments."""
    given = unknown_arguments(function)
    if vm.setup.definition:
        given.keywords.update(
            (name, value)
            for name, value in function.defaults.items()
            if name in given.keywords and not (isinstance(value, Constant) and value.value is None)
        )
        parameters = function.node.params
        given.open = parameters.star_kwarg is not None or isinstance(parameters.star_arg, cst.Param)
    return given


__all__ = ["ModuleLoader", "Setup", "analyse"]
