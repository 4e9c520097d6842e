"""Code of a module that some runs skip: the branches of an `if` and the handlers of a `try`."""

from __future__ import annotations

from bisect import bisect_right

import libcst as cst

from sm_lint.syntax.module import ParsedModule


class Branches:
    """The branches of one module; loops and the guard of the main program are none.

    Args:
        module: the module.
    """

    def __init__(self, module: ParsedModule) -> None:
        self._order = module.order
        self._extents = sorted(
            (extent.start, extent.stop) for part in self._parts() for extent in [self._order.extent(part)]
        )
        self._functions = sorted(
            (extent.start, extent.stop)
            for node in [*self._order.of(cst.FunctionDef), *self._order.of(cst.Lambda)]
            for extent in [self._order.extent(node)]
        )

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether a node of the module is in a branch of the function, or module body, that it is in."""
        try:
            number = self._order.number(node)
        except KeyError:
            return False
        inner = _innermost(self._functions, number)
        return any(start <= number < stop and start > inner for start, stop in self._extents if start <= number)

    def _parts(self) -> list[cst.CSTNode]:
        found: list[cst.CSTNode] = []
        for node in self._order.of(cst.If):
            if not _is_main_guard(node):
                found.append(node.body)
                if isinstance(node.orelse, cst.Else):
                    found.append(node.orelse)
        for choice in self._order.of(cst.IfExp):
            found += [choice.body, choice.orelse]
        found += self._order.of(cst.ExceptHandler)
        return found


def _innermost(extents: list[tuple[int, int]], number: int) -> int:
    """The start of the innermost function that holds a node; -1 where none does."""
    for start, stop in reversed(extents[: bisect_right(extents, (number, len(extents) and extents[-1][1]))]):
        if start <= number < stop:
            return start
    return -1


def _is_main_guard(node: cst.If) -> bool:
    test = node.test
    return isinstance(test, cst.Comparison) and isinstance(test.left, cst.Name) and test.left.value == "__name__"
