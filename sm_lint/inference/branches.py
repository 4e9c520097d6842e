"""The branches, loops and tests of a module: which code some runs skip, and what follows a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from sm_lint.syntax.module import ParsedModule

Extent = tuple[int, int]


class Branches:
    """The branches of one module; the guard of the main program is none.

    Args:
        module: the module.
    """

    def __init__(self, module: ParsedModule) -> None:
        self._order = order = module.order
        self._tests = [node for node in order.of(cst.If) if not _is_main_guard(node)]
        choices = [(node.body, node.orelse) for node in order.of(cst.IfExp)]
        pairs = [(node.body, node.orelse) for node in self._tests if isinstance(node.orelse, cst.Else)]
        self._pairs = [(self._extent(one), self._extent(other)) for one, other in (*pairs, *choices)]
        self._parts = self._extents([node.body for node in self._tests])
        self._parts += [extent for pair in self._pairs for extent in pair]
        self._parts += self._extents(order.of(cst.ExceptHandler))
        self._functions = self._extents([*order.of(cst.FunctionDef), *order.of(cst.Lambda)])
        self._loops = self._extents([*order.of(cst.For), *order.of(cst.While)])
        self._raises = [extent[0] for extent in self._extents(order.of(cst.Raise))]

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether a node is in a branch, or a handler, of the function or module body that it is in."""
        return self._is_inside(node, self._parts)

    def in_loop(self, node: cst.CSTNode) -> bool:
        """Whether a node is in a loop of the function or module body that it is in."""
        return self._is_inside(node, self._loops)

    def exhausts(self, nodes: Sequence[cst.CSTNode]) -> bool:
        """Whether some of the nodes are in one branch of a choice, and others in the other one."""
        numbers = [number for node in nodes if (number := self._number(node)) is not None]
        return any(_any_in(numbers, one) and _any_in(numbers, other) for one, other in self._pairs)

    def test_of(self, node: cst.CSTNode) -> cst.If | None:
        """The `if` whose test holds a node."""
        number = self._number(node)
        if number is None:
            return None
        for test in self._tests:
            start, stop = self._extent(test.test)
            if start <= number < stop:
                return test
        return None

    def raises(self, node: cst.CSTNode) -> bool:
        """Whether the function that holds a node raises an exception further on."""
        number = self._number(node)
        if number is None:
            return False
        start, stop = self._function(number)
        return any(start <= raised < stop and raised > number for raised in self._raises)

    def _is_inside(self, node: cst.CSTNode, extents: Iterable[Extent]) -> bool:
        number = self._number(node)
        if number is None:
            return False
        inner = self._function(number)[0]
        return any(start <= number < stop and start > inner for start, stop in extents)

    def _function(self, number: int) -> Extent:
        """The innermost function that holds a node, or the whole module."""
        around = [extent for extent in self._functions if extent[0] <= number < extent[1]]
        return max(around, default=(-1, len(self._order.nodes)))

    def _number(self, node: cst.CSTNode) -> int | None:
        try:
            return self._order.number(node)
        except KeyError:
            return None

    def _extent(self, node: cst.CSTNode) -> Extent:
        extent = self._order.extent(node)
        return extent.start, extent.stop

    def _extents(self, nodes: Iterable[cst.CSTNode]) -> list[Extent]:
        return [self._extent(node) for node in nodes]


def _any_in(numbers: Iterable[int], extent: Extent) -> bool:
    return any(extent[0] <= number < extent[1] for number in numbers)


def _is_main_guard(node: cst.If) -> bool:
    test = node.test
    return isinstance(test, cst.Comparison) and isinstance(test.left, cst.Name) and test.left.value == "__name__"
