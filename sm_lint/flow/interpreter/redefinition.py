"""Functions that nothing can call any more, as another of the same name has taken their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from sm_lint.syntax.walk import Preorder


def replaced_functions(order: Preorder, body: Sequence[cst.CSTNode]) -> Iterator[cst.FunctionDef]:
    """Functions of a module's body that a later statement of the body defines again.

    One whose name occurs in between may have been called or kept, and so may one with a decorator: they are left out.
    Definitions in branches and handlers are, too.
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
    """Names that occur in a statement."""
    return {node.value for node in order.within(order.extent(statement), cst.Name)}
