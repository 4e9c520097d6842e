"""Imports of the project's modules."""

from __future__ import annotations

import os
from posixpath import basename

import libcst as cst

from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.project import Imported, ModuleValue, Scope
from sm_lint.flow.domain.values import Constant, External, Text, Unknown, Value
from sm_lint.flow.facts import Cause, ImportFact
from sm_lint.flow.machine.frame import Completion, Frame
from sm_lint.flow.machine.machine import MAX_MODULES, Machine
from sm_lint.flow.models.argparse import dotted
from sm_lint.flow.models.attributes import external

MAX_ABOVE = 6
_SDKS = frozenset({"sagemaker", "sagemaker_core", "boto3", "botocore"})
"""Packages that a definition refers to even if a parent folder has the same name."""


def run_import(vm: Machine, node: cst.Import) -> Completion:
    """`import a.b as c`."""
    for alias in node.names:
        name = dotted(alias.name) or ""
        module = vm.load(name, 0, node)
        _note(vm, node, name, module)
        head, _, rest = name.partition(".")
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            vm.assign(alias.asname.name.value, module if module is not None else external(vm, name))
        else:
            top = vm.load(head, 0, node) if rest and module is not None else module
            vm.assign(head, top if top is not None else External(head))
    return None


def run_import_from(vm: Machine, node: cst.ImportFrom) -> Completion:
    """`from .a import b as c`."""
    level = len(node.relative)
    name = (dotted(node.module) or "") if node.module is not None else ""
    module = vm.load(name, level, node)
    _note(vm, node, "." * level + name, module)
    if isinstance(node.names, cst.ImportStar):
        if isinstance(module, ModuleValue):
            for key, value in list(vm.names_of(module).items()):
                if not str(key).startswith("_"):
                    vm.assign(key, value)
        return None
    for alias in node.names:
        imported = alias.name.value if isinstance(alias.name, cst.Name) else ""
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else imported
        vm.assign(bound, _member(vm, module, name, imported, level, node))
    return None


def _member(vm: Machine, module: Value | None, name: str, imported: str, level: int, node: cst.CSTNode) -> Value:
    if isinstance(module, ModuleValue):
        lazy = Imported(module, imported, vm.recorder.here(node)[0])
        return lazy if module.scope is None else resolve(vm, lazy)
    if level:
        return Unknown(f"{'.' * level}{name} is not in the tree")
    inner = vm.load(f"{name}.{imported}", 0, node)  # a folder without __init__.py
    return inner if inner is not None else external(vm, f"{name}.{imported}")


def resolve(vm: Machine, lazy: Imported) -> Value:
    """The value of an imported name: an attribute of the module, or a submodule."""
    module = lazy.module
    value = names_of(vm, module).get(lazy.name)
    if type(value) is Imported:
        value = resolve(vm, value) if value.module is not module else None
    if value is not None:
        return value
    inner = vm.load(f"{module.name}.{lazy.name}" if module.name else lazy.name, module.level, lazy.anchor)
    return inner if inner is not None else Unknown(f"{lazy.name} is not defined in {module.name}")


def _note(vm: Machine, node: cst.CSTNode, name: str, module: Value | None) -> None:
    anchor, site = vm.recorder.here(node)
    resolved = module.path if isinstance(module, ModuleValue) else None
    lazy = _is_lazy(vm)
    vm.recorder.note(ImportFact(anchor, site, module=name, lazy=lazy, resolved=resolved), name)


def _is_lazy(vm: Machine) -> bool:
    """Whether the import is in a function, or in a module that is imported lazily."""
    for frame in reversed(vm.frames):
        if frame.function is not None:
            return True
        if frame.scope.outer is None:
            module = vm.modules.get(frame.scope.module.path)
            return module is not None and module.lazy
    return False


def load_module(vm: Machine, name: str, level: int, node: cst.CSTNode) -> Value | None:
    """A module of the project by name; None if it does not exist.

    Its body is run immediately if the source suggests an effect, else on first use of the module.
    """
    loader = vm.setup.loader
    if loader is None or not (name or level):
        return None
    path = loader.find(name, level, vm.recorder.module.path, vm.entry.path, vm.setup.src)
    if path is None and vm.setup.definition and not level and name.partition(".")[0] not in _SDKS:
        path = loader.find(name, level, vm.recorder.module.path, vm.entry.path, _above(vm))
    if path is None or path == vm.entry.path:
        return None
    known = vm.modules.get(path)
    if known is not None:
        return known
    recorder = vm.recorder
    module = ModuleValue(name, level, path, recorder.here(node)[0], recorder.conditional > 0)
    module.lazy = _is_lazy(vm)
    vm.modules[path] = module
    if not loader.around.in_project(path):
        recorder.hidden.modules[path] = f"a name in `{os.path.relpath(path, os.path.dirname(vm.entry.path))}`"
    parent = name.rpartition(".")[0]
    if parent:
        vm.load(parent, level, node)
    if loader.has_effects(path):
        names_of(vm, module)
    return module


def _above(vm: Machine) -> tuple[str, ...]:
    """The folders above a job definition, up to its source root: it may be run from any of them."""
    found: list[str] = []
    folder = os.path.dirname(os.path.dirname(vm.entry.path))
    while folder not in vm.setup.src and os.path.dirname(folder) != folder and len(found) < MAX_ABOVE:
        found.append(folder)
        folder = os.path.dirname(folder)
    return tuple(found) if folder in vm.setup.src else ()


def names_of(vm: Machine, module: ModuleValue) -> Table[Value]:
    """The names of a module, after running its body."""
    if module.scope is not None:
        return module.scope.names
    recorder = vm.recorder
    loader = vm.setup.loader
    parsed = None
    if len(vm.loaded) > MAX_MODULES:
        recorder.unresolved(module.anchor, Cause.LIMIT, "too many modules are imported", "control")
    elif loader is not None:
        parsed = loader.parse(module.path)
        if parsed is None:
            recorder.unresolved(module.anchor, Cause.MODULE, f"{module.name} cannot be parsed", "control")
    scope = module.scope = Scope(parsed if parsed is not None else recorder.module)
    if parsed is None:
        return scope.names
    vm.loaded[module.path] = parsed
    scope.names.update({"__name__": Constant(module.name or "package"), "__file__": file_value(vm, module.path)})
    with recorder.under(int(module.conditional), [], module.anchor), vm.running(Frame(scope)):
        for statement in parsed.tree.body:
            if vm.semantics.statement(vm, statement) is not None:
                break
    return scope.names


def file_value(vm: Machine, path: str) -> Value:
    """The value of `__file__`: the real path in a job definition; unknown in a container."""
    if vm.setup.definition:
        return Constant(path)
    return Text((None, "/" + basename(path)))
