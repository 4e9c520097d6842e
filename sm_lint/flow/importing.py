"""import statements, and the modules of the project that they lead to."""

from __future__ import annotations

from posixpath import basename

import libcst as cst

from sm_lint.flow.attributes import external
from sm_lint.flow.builtin_argparse import dotted
from sm_lint.flow.facts import ImportFact
from sm_lint.flow.loader import ModuleLoader
from sm_lint.flow.machine import MAX_MODULES, Completion, Frame, Machine
from sm_lint.flow.values import (
    External,
    Literal,
    ModuleValue,
    Scope,
    Text,
    Unknown,
    Value,
)


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
            for key, value in list(module.scope.names.items()):
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
        value = module.scope.names.get(imported)
        if value is not None:
            return value
        inner = run.load(f"{name}.{imported}" if name else imported, level, node)
        return inner if inner is not None else Unknown(f"{imported} is not defined in {name}")
    if level:
        return Unknown(f"{'.' * level}{name} is not in the tree")
    if module is None:  # a folder without __init__.py
        inner = run.load(f"{name}.{imported}", 0, node)
        if inner is not None:
            return inner
    return external(run, f"{name}.{imported}")


def _note(run: Machine, node: cst.CSTNode, name: str, module: Value | None) -> None:
    anchor, site = run.recorder.here(node)
    resolved = module.scope.module.path if isinstance(module, ModuleValue) else None
    lazy = any(frame.function is not None for frame in run.frames)
    run.recorder.note(ImportFact(anchor, site, module=name, lazy=lazy, resolved=resolved), name)


def load_module(run: Machine, name: str, level: int, node: cst.CSTNode) -> Value | None:
    """Run a module of the project the first time it is imported; None for one that is not there."""
    loader = run.setup.loader
    if not isinstance(loader, ModuleLoader) or not (name or level):
        return None
    path = loader.find(name, level, run.recorder.module.path, run.entry.path, run.setup.src)
    if path is None:
        return None
    if path in run.modules:
        return run.modules[path]
    if path == run.entry.path or len(run.modules) >= MAX_MODULES:
        if path != run.entry.path:
            run.recorder.unresolved(node, "too many modules are imported", "control")
        return None
    parsed = loader.parse(path)
    if parsed is None:
        run.recorder.unresolved(node, f"{name} cannot be parsed", "control")
        return None
    scope = Scope(parsed)
    module = ModuleValue(name or path, scope)
    run.modules[path] = module
    run.loaded[path] = parsed
    parent = name.rpartition(".")[0]
    if parent:
        run.load(parent, level, node)
    scope.names.update({"__name__": Literal(name or "package"), "__file__": file_value(run, path)})
    with run.running(Frame(scope), node):
        for statement in parsed.tree.body:
            completion = run.semantics.statement(run, statement)
            if completion is not None:
                break
    return module


def file_value(run: Machine, path: str) -> Value:
    """`__file__`: the real path in a job definition; in a container nobody knows where the script lies."""
    if run.setup.definition:
        return Literal(path)
    return Text((None, "/" + basename(path)))
