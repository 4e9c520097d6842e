"""The names that a file imports, for rules that check callees, and for fixes that write a name."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping

import libcst as cst

from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.walk import walk


def imports_name(module: ParsedModule, name: str, package: str) -> bool:
    """Whether a top-level `from PACKAGE... import NAME` binds a name without renaming it.

    Args:
        module: the file.
        name: the name, such as ``Join``.
        package: first component of the module from which it must be imported.
    """
    parts = (
        part
        for statement in module.tree.body
        if isinstance(statement, cst.SimpleStatementLine)
        for part in statement.body
        if isinstance(part, cst.ImportFrom) and _dotted(part.module).partition(".")[0] == package
    )
    return any(
        _binds(alias, name) for part in parts if not isinstance(part.names, cst.ImportStar) for alias in part.names
    )


def _binds(alias: cst.ImportAlias, name: str) -> bool:
    return alias.asname is None and isinstance(alias.name, cst.Name) and alias.name.value == name


Bindings = Mapping[str, str | None]
"""Names that a file binds → their qualified names, such as ``joblib.dump``; None for one that is bound otherwise."""


def bindings(module: ParsedModule) -> Bindings:
    """The names that a file binds. Scopes are not distinguished, so a name that is bound in two ways is unknown."""
    found: dict[str, str | None] = {}
    for name, origin in (*_imports(module), *((name, None) for name in _others(module))):
        found[name] = origin if found.get(name, origin) == origin else None
    return found


def qualified_name(node: cst.CSTNode, bound: Bindings) -> str | None:
    """The qualified name of a dotted name: ``joblib.dump`` for ``dump``; None if its first part is not imported.

    A builtin is qualified with its module, ``builtins.bool``, unless the file binds that name or has an ``import *``.
    """
    written = _dotted(node)
    first, dot, rest = written.partition(".")
    if not first:
        return None
    if first not in bound:
        return f"builtins.{written}" if hasattr(builtins, first) and "*" not in bound else None
    origin = bound[first]
    return None if origin is None else origin + dot + rest


def _imports(module: ParsedModule) -> Iterator[tuple[str, str | None]]:
    for plain in module.order.of(cst.Import):
        for alias in plain.names:
            path = _dotted(alias.name)
            if alias.asname is not None:
                yield _dotted(alias.asname.name), path
            else:
                yield path.partition(".")[0], path.partition(".")[0]
    for part in module.order.of(cst.ImportFrom):
        source = _dotted(part.module) if not part.relative else ""
        if isinstance(part.names, cst.ImportStar):
            yield "*", None
            continue
        for alias in part.names:
            name = _dotted(alias.name)
            bound_as = _dotted(alias.asname.name) if alias.asname is not None else name
            yield bound_as, f"{source}.{name}" if source else None


def _others(module: ParsedModule) -> Iterator[str]:
    """The names that are defined, assigned or parameters."""
    order = module.order
    yield from (node.name.value for node in order.of(cst.FunctionDef))
    yield from (node.name.value for node in order.of(cst.ClassDef))
    yield from (node.name.value for node in order.of(cst.Param))
    targets: list[cst.CSTNode] = [node.target for node in order.of(cst.AssignTarget)]
    targets += [node.target for node in order.of(cst.AnnAssign)]
    targets += [node.target for node in order.of(cst.NamedExpr)]
    targets += [node.target for node in order.of(cst.For)]
    targets += [node.target for node in order.of(cst.CompFor)]
    targets += [node.name for node in order.of(cst.AsName)]
    imported = {id(alias.asname.name) for alias in order.of(cst.ImportAlias) if alias.asname is not None}
    for target in targets:
        if id(target) not in imported and not isinstance(target, cst.Attribute | cst.Subscript):
            yield from (part.value for part in walk(target) if isinstance(part, cst.Name))


def _dotted(node: cst.CSTNode | None) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    return ".".join((node.value, *reversed(parts))) if isinstance(node, cst.Name) else ""
