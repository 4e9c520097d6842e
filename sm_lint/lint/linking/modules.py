"""Per-process caches of a run's files: trees, so that each file is parsed once, and facts of definitions."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import NamedTuple

from sm_lint.flow.facts import ScriptFacts
from sm_lint.flow.interpreter.analysis import ModuleLoader
from sm_lint.flow.machine.loader import ParsedModules
from sm_lint.lint.linking.lasting_trees import lasting_trees
from sm_lint.lint.linking.limits import memory_limited
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.lint.linking.task import Batch, HeavyTexts
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import Guard, SyntaxProblem, not_here, parse
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.source import SourceProblem, decode
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace

MAX_KEPT = 500_000
"""Limit of the trees kept for a second use, in characters weighted by cost; a tree takes some hundred bytes per
character."""
_GUARDS: dict[HeavyTexts, Guard] = {"here": nullcontext, "limited": memory_limited, "elsewhere": not_here}


class Defined(NamedTuple):
    """The facts of a definition file.

    Attributes:
        facts: the facts of the file as a definition.
        rests_on: queries about other files that were made for them.
    """

    facts: ScriptFacts
    rests_on: tuple[Dependency, ...]


@dataclass(slots=True)
class Modules:
    """The files of one run, each parsed once whether it is linted, defines jobs or is imported.

    Attributes:
        workspace: the files as seen by this run.
    """

    batch: Batch
    workspace: Workspace = field(init=False)
    _imported: ParsedModules = field(init=False)
    _awaited: dict[str, ParsedModule] = field(default_factory=dict)
    _refused: dict[str, tuple[str, SyntaxProblem]] = field(default_factory=dict)
    _defined: dict[str, Defined] = field(default_factory=dict)
    _room: int = MAX_KEPT

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.batch.overlay)
        self._imported = ParsedModules(self._import)

    def loader(self, around: FileView) -> ModuleLoader:
        """The module loader of one script."""
        return ModuleLoader(self._imported, around)

    def parsed(self, view: SourceView, *, again: bool = False) -> ParsedModule:
        """The tree of a view.

        Args:
            again: whether it will be requested once more; such trees are kept within the limit.

        Raises:
            SyntaxProblem: it cannot be parsed.
            HeavyText: it must be parsed in another process.
        """
        path = view.module_path
        module = self._known(path, view.text) or self._parse(path, view.text)
        if again:
            self._await(module)
        elif path in self._awaited and self._awaited[path] is module:
            self._room += self._awaited.pop(path).weight
        if view.path == path and path.endswith(".py") and "__main__" not in view.text:
            self._imported.keep(module)  # scripts are rarely imported, and keeping trees costs time
        return module

    def remember(self, module: ParsedModule, defined: Defined) -> None:
        """Keep the facts of a definition as long as its tree is kept."""
        if self._awaited.get(module.path) is module:
            self._defined[module.path] = defined

    def defined(self, module: ParsedModule) -> Defined | None:
        """The facts of a definition since it was read; they are returned once."""
        found = self._defined.pop(module.path, None)
        return found if found is not None and found.facts.module is module else None

    def forget(self, path: str) -> None:
        """Drop the facts of a definition."""
        self._defined.pop(path, None)

    def _known(self, path: str, text: str) -> ParsedModule | None:
        for module in (self._awaited.get(path), self._imported.kept(path)):
            if module is not None and module.text == text:
                return module
        return None

    def _await(self, module: ParsedModule) -> None:
        before = self._awaited.pop(module.path, None)
        if before is not None:
            self._room += before.weight
        if module.weight <= self._room:
            self._awaited[module.path] = module
            self._room -= module.weight

    def _parse(self, path: str, text: str) -> ParsedModule:
        refused = self._refused.get(path)
        if refused is not None and refused[0] == text:
            raise refused[1]
        module = lasting_trees.get(path, text)
        if module is not None:
            return module
        try:
            module = parse(path, text, _GUARDS[self.batch.heavy])
        except SyntaxProblem as problem:
            self._refused[path] = text, problem
            raise
        lasting_trees.put(module)
        return module

    def _import(self, path: str, data: bytes) -> ParsedModule | None:
        try:
            text = decode(data, path).text
            return self._known(path, text) or self._parse(path, text)
        except (SourceProblem, SyntaxProblem):
            return None


_modules: dict[str, Modules] = {}


def modules_of(batch: Batch) -> Modules:
    """The caches of the run that a batch belongs to; those of earlier runs are dropped."""
    if batch.run not in _modules:
        _modules.clear()
        _modules[batch.run] = Modules(batch)
    found = _modules[batch.run]
    found.batch = batch
    return found
