"""Names that a file imports, for fixes that want to write them."""

from __future__ import annotations

import libcst as cst

from sm_lint.syntax.module import ParsedModule


def imports_name(module: ParsedModule, name: str, package: str) -> bool:
    """Does a top-level `from PACKAGE... import NAME` bind a name as it is?

    Args:
        module: the file.
        name: such as ``Join``.
        package: first part of the module that it is to come from.
    """
    parts = (
        part
        for statement in module.tree.body
        if isinstance(statement, cst.SimpleStatementLine)
        for part in statement.body
        if isinstance(part, cst.ImportFrom) and _first(part.module) == package
    )
    return any(
        _binds(alias, name) for part in parts if not isinstance(part.names, cst.ImportStar) for alias in part.names
    )


def _binds(alias: cst.ImportAlias, name: str) -> bool:
    return alias.asname is None and isinstance(alias.name, cst.Name) and alias.name.value == name


def _first(node: cst.BaseExpression | None) -> str:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""
