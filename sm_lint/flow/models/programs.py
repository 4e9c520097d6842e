"""Modules and programs of the project that a script runs in its own process, by a computed name."""

from __future__ import annotations

import posixpath

import libcst as cst

from sm_lint.flow.domain.project import ModuleValue, Scope
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, External, PathValue, Text, Value
from sm_lint.flow.facts import Cause, ImportFact
from sm_lint.flow.machine.frame import Frame
from sm_lint.flow.machine.machine import MAX_DEPTH, MAX_MODULES, Machine


def import_module(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`importlib.import_module(name)`: the module, whose body is run."""
    name = literal_str(arguments.get(0, "name"))
    if name is None or name.startswith("."):
        return _unknown(vm, node, "a module is imported whose name is not known")
    module = vm.load(name, 0, node)
    anchor, site = vm.recorder.here(node)
    resolved = module.path if isinstance(module, ModuleValue) else None
    vm.recorder.note(ImportFact(anchor, site, module=name, lazy=True, resolved=resolved), name)
    if module is None:
        return External(name)
    if isinstance(module, ModuleValue):
        vm.names_of(module)
    return module


def run_module(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`runpy.run_module(name, run_name=...)`: the module runs as a program of this process, with its command line."""
    name = literal_str(arguments.get(0, "mod_name"))
    return _run(vm, name, arguments.get(2, "run_name"), name or "", node)


def run_path(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`runpy.run_path(path, run_name=...)`: the same for a file."""
    return _run(vm, _module_at(arguments.get(0, "path_name")), arguments.get(2, "run_name"), "<run_path>", node)


def _module_at(path: Value | None) -> str | None:
    """The dotted name of the module in a file, by its path from the folder of the script; None if unknown."""
    text = path.text if isinstance(path, PathValue) else path
    known: str | None = None
    if isinstance(text, Constant) and isinstance(text.value, str):
        known = text.value
    elif isinstance(text, Text) and text.pieces[:1] == (None,) and isinstance(text.pieces[-1], str):
        known = text.pieces[-1] if len(text.pieces) == 2 else None  # os.path.join(os.path.dirname(__file__), "x.py")
    if known is None or not known.endswith(".py") or ".." in known:
        return None
    return posixpath.normpath(known.removeprefix("/opt/ml/code")).strip("/").removesuffix(".py").replace("/", ".")


def _run(vm: Machine, name: str | None, run_name: Value | None, default: str, node: cst.CSTNode) -> Value:
    loader = vm.setup.loader
    if name is None or loader is None:
        return _unknown(vm, node, "a program is run in this process that is not known")
    path = loader.find(name, 0, vm.recorder.module.path, vm.entry.path, vm.setup.src)
    parsed = loader.parse(path) if path is not None and path != vm.entry.path else None
    if path is None or parsed is None:
        return _unknown(vm, node, "a program is run in this process that is not in the tree")
    if len(vm.frames) > MAX_DEPTH or len(vm.loaded) > MAX_MODULES:
        vm.recorder.unresolved(node, Cause.LIMIT, "too many programs are run", "control")
        return UNKNOWN
    vm.loaded[path] = parsed
    scope = Scope(parsed)
    called = literal_str(run_name) if run_name is not None else default
    scope.names["__name__"] = Constant(called) if called is not None else UNKNOWN
    scope.names["__file__"] = Text((None, "/" + posixpath.basename(path)))
    with vm.running(Frame(scope), node):
        for statement in parsed.tree.body:
            if vm.semantics.statement(vm, statement) is not None:
                break
    return UNKNOWN


def _unknown(vm: Machine, node: cst.CSTNode, why: str) -> Value:
    vm.recorder.unresolved(node, Cause.CODE, why, "control")
    return UNKNOWN
