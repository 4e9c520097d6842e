"""Finds functions that can no longer be called because another one of the same name has replaced them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from sm_lint.syntax.walk import Preorder


def replaced_functions(order: Preorder, body: Sequence[cst.CSTNode]) -> Iterator[cst.FunctionDef]:
    """The functions of a module's body that a later statement of the body redefines.

    A function is excluded if its name occurs in between, because it may have been called or kept, and if it has a
    decorator. Definitions in branches and handlers are excluded as well.
    """
    latest: dict[str, cst.FunctionDef] = {}
    for statement in body:
        if isinstance(statement, cst.FunctionDef):
            name = statement.name.value
            earlier = latest.get(name)
            if earlier is not None:
                yield earlier
            for kept in _names(order, statement) - {name}:
                latest.pop(kept, None)
            latest.pop(name, None)
            if not statement.decorators:
                latest[name] = statement
        else:
            for kept in _names(order, statement):
                latest.pop(kept, None)


def _names(order: Preorder, statement: cst.CSTNode) -> set[str]:
    """The names that occur in a statement."""
    return {node.value for node in order.within(order.extent(statement), cst.Name)}
