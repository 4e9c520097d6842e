"""The anchor of a finding about a whole script."""

from __future__ import annotations

import libcst as cst

from sm_lint.syntax.module import ParsedModule


def opening(module: ParsedModule) -> cst.CSTNode:
    """The first statement with an effect, so no docstring and no ``from __future__``; the module if there is none."""
    statements = list(module.tree.body)
    for statement in statements:
        if not (isinstance(statement, cst.SimpleStatementLine) and all(map(_says_nothing, statement.body))):
            return statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else _head(statement)
    return statements[0] if statements else module.tree


def _says_nothing(statement: cst.BaseSmallStatement) -> bool:
    if isinstance(statement, cst.Expr):
        return isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString)
    return (
        isinstance(statement, cst.ImportFrom)
        and isinstance(statement.module, cst.Name)
        and statement.module.value == "__future__"
    )


def _head(statement: cst.BaseStatement | cst.BaseSmallStatement) -> cst.CSTNode:
    """The part of a compound statement on its first line."""
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return statement.name
    if isinstance(statement, cst.If | cst.While):
        return statement.test
    if isinstance(statement, cst.For):
        return statement.iter
    return statement
