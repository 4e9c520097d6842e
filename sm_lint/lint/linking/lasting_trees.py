"""Trees that outlast a run, in a process that runs again and again over nearly the same files."""

from __future__ import annotations

from sm_lint.syntax.module import ParsedModule


class LastingTrees:
    """The trees that were used last, by path and text. Keeps none until it is given room."""

    def __init__(self) -> None:
        self._capacity = 0
        self._weight = 0
        self._kept: dict[tuple[str, str], ParsedModule] = {}

    def give_room(self, capacity: int) -> None:
        """Keep trees from now on.

        Args:
            capacity: limit of their total weight, in characters of ordinary code; a tree takes some hundred bytes per
                character. Zero drops them all.
        """
        self._capacity = capacity
        self._trim()

    def get(self, path: str, text: str) -> ParsedModule | None:
        """The tree of a text; None if it is not kept."""
        if not self._kept:
            return None
        module = self._kept.pop((path, text), None)
        if module is not None:
            self._kept[path, text] = module
        return module

    def put(self, module: ParsedModule) -> None:
        """Keep a tree, and drop those that were used longest ago where there is no room."""
        if module.weight > self._capacity:
            return
        before = self._kept.pop((module.path, module.text), None)
        self._weight += module.weight - (before.weight if before is not None else 0)
        self._kept[module.path, module.text] = module
        self._trim()

    def _trim(self) -> None:
        while self._weight > self._capacity:
            oldest = next(iter(self._kept))
            self._weight -= self._kept.pop(oldest).weight


lasting_trees = LastingTrees()
"""Those of this process."""
