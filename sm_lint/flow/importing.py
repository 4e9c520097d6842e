"""import statements, and the modules of the project that they lead to."""

from __future__ import annotations

import os
from posixpath import basename

import libcst as cst

from sm_lint.flow.attributes import external
from sm_lint.flow.builtin_argparse import dotted
from sm_lint.flow.facts import ImportFact
from sm_lint.flow.frame import Completion, Frame
from sm_lint.flow.loader import ModuleLoader
from sm_lint.flow.machine import MAX_MODULES, Machine
from sm_lint.flow.values import External, Imported, Literal, ModuleValue, Scope, Table, Text, Unknown, Value

MAX_ABOVE = 6
_SDKS = frozenset({"sagemaker", "sagemaker_core", "boto3", "botocore"})
"""Packages that a definition means, whatever else goes by their name in a folder above it."""


def run_import(run: Machine, node: cst.Import) -> Completion:
    """`import a.b as c`."""
    for alias in node.names:
        name = dotted(alias.name) or ""
        module = run.load(name, 0, node)
        _note(run, node, name, module)
        head, _, rest = name.partition(".")
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            run.assign(alias.asname.name.value, module if module is not None else external(run, name))
        else:
            top = run.load(head, 0, node) if rest and module is not None else module
            run.assign(head, top if top is not None else External(head))
    return None


def run_import_from(run: Machine, node: cst.ImportFrom) -> Completion:
    """`from .a import b as c`."""
    level = len(node.relative)
    name = (dotted(node.module) or "") if node.module is not None else ""
    module = run.load(name, level, node)
    _note(run, node, "." * level + name, module)
    if isinstance(node.names, cst.ImportStar):
        if isinstance(module, ModuleValue):
            for key, value in list(run.names_of(module).items()):
                if not str(key).startswith("_"):
                    run.assign(key, value)
        return None
    for alias in node.names:
        imported = alias.name.value if isinstance(alias.name, cst.Name) else ""
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else imported
        run.assign(bound, _member(run, module, name, imported, level, node))
    return None


def _member(run: Machine, module: Value | None, name: str, imported: str, level: int, node: cst.CSTNode) -> Value:
    if isinstance(module, ModuleValue):
        lazy = Imported(module, imported, node)
        return lazy if module.scope is None else resolve(run, lazy)
    if level:
        return Unknown(f"{'.' * level}{name} is not in the tree")
    inner = run.load(f"{name}.{imported}", 0, node)  # a folder without __init__.py
    return inner if inner is not None else external(run, f"{name}.{imported}")


def resolve(run: Machine, lazy: Imported) -> Value:
    """The value of a name that was imported: the module's own, or a module below it."""
    module = lazy.module
    value = names_of(run, module).get(lazy.name)
    if type(value) is Imported:
        value = resolve(run, value) if value.module is not module else None
    if value is not None:
        return value
    inner = run.load(f"{module.name}.{lazy.name}" if module.name else lazy.name, module.level, lazy.node)
    return inner if inner is not None else Unknown(f"{lazy.name} is not defined in {module.name}")


def _note(run: Machine, node: cst.CSTNode, name: str, module: Value | None) -> None:
    anchor, site = run.recorder.here(node)
    resolved = module.path if isinstance(module, ModuleValue) else None
    lazy = _is_lazy(run)
    run.recorder.note(ImportFact(anchor, site, module=name, lazy=lazy, resolved=resolved), name)


def _is_lazy(run: Machine) -> bool:
    """Does the import stand in a function, or in a module whose own import does?"""
    for frame in reversed(run.frames):
        if frame.function is not None:
            return True
        if frame.scope.outer is None:
            module = run.modules.get(frame.scope.module.path)
            return module is not None and module.lazy
    return False


def load_module(run: Machine, name: str, level: int, node: cst.CSTNode) -> Value | None:
    """A module of the project by name, None for one that is not there.

    Its body is run at once where the source looks as if that had an effect, else when something of it is used.
    """
    loader = run.setup.loader
    if not isinstance(loader, ModuleLoader) or not (name or level):
        return None
    path = loader.find(name, level, run.recorder.module.path, run.entry.path, run.setup.src)
    if path is None and run.setup.definition and not level and name.partition(".")[0] not in _SDKS:
        path = loader.find(name, level, run.recorder.module.path, run.entry.path, _above(run))
    if path is None or path == run.entry.path:
        return None
    known = run.modules.get(path)
    if known is not None:
        return known
    recorder = run.recorder
    module = ModuleValue(name, level, path, recorder.here(node)[0], recorder.conditional > 0)
    module.lazy = _is_lazy(run)
    run.modules[path] = module
    if not loader.around.in_project(path):
        recorder.hidden.modules[path] = f"a name in `{os.path.relpath(path, os.path.dirname(run.entry.path))}`"
    parent = name.rpartition(".")[0]
    if parent:
        run.load(parent, level, node)
    if loader.has_effects(path):
        names_of(run, module)
    return module


def _above(run: Machine) -> tuple[str, ...]:
    """Folders above a job definition, below its source root: it may be run from any of them."""
    found: list[str] = []
    folder = os.path.dirname(os.path.dirname(run.entry.path))
    while folder not in run.setup.src and os.path.dirname(folder) != folder and len(found) < MAX_ABOVE:
        found.append(folder)
        folder = os.path.dirname(folder)
    return tuple(found) if folder in run.setup.src else ()


def names_of(run: Machine, module: ModuleValue) -> Table[Value]:
    """The names of a module, after its body was run."""
    if module.scope is not None:
        return module.scope.names
    recorder = run.recorder
    loader = run.setup.loader
    parsed = None
    if len(run.loaded) > MAX_MODULES:
        recorder.unresolved(module.anchor, "too many modules are imported", "control")
    elif isinstance(loader, ModuleLoader):
        parsed = loader.parse(module.path)
        if parsed is None:
            recorder.unresolved(module.anchor, f"{module.name} cannot be parsed", "control")
    scope = module.scope = Scope(parsed if parsed is not None else recorder.module)
    if parsed is None:
        return scope.names
    run.loaded[module.path] = parsed
    scope.names.update({"__name__": Literal(module.name or "package"), "__file__": file_value(run, module.path)})
    outer = recorder.conditional, recorder.guards, recorder.anchor
    with run.running(Frame(scope)):
        recorder.conditional, recorder.guards, recorder.anchor = int(module.conditional), [], module.anchor
        for statement in parsed.tree.body:
            if run.semantics.statement(run, statement) is not None:
                break
    recorder.conditional, recorder.guards, recorder.anchor = outer
    return scope.names


def file_value(run: Machine, path: str) -> Value:
    """`__file__`: the real path in a job definition; in a container nobody knows where the script lies."""
    if run.setup.definition:
        return Literal(path)
    return Text((None, "/" + basename(path)))
