"""Whether a script can do without an input or an output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from sm_lint.contracts.paths import is_under
from sm_lint.flow.facts import LogicalName, PathAccess, PathPassed, ScriptFacts
from sm_lint.inference.branches import Branches
from sm_lint.inference.mounts import FoundMount
from sm_lint.inference.touches import Touch
from sm_lint.judgement.contract.omissions import is_mkdir
from sm_lint.syntax.module import ParsedModule

Reaction = Literal["ends", "goes on"]
"""What a script does where a path that it tests for is missing."""


class Needs:
    """Tells whether a script can do without a mount.

    Args:
        facts: of the script.
    """

    def __init__(self, facts: ScriptFacts) -> None:
        self._probes = [fact for fact in facts.all(PathAccess) if fact.mode == "probe" and fact.reached]
        self._complete = facts.complete("path")
        self._branches: dict[int, Branches] = {}

    def is_required(self, mount: FoundMount) -> bool:
        """Whether every run of the script uses it, as far as is known."""
        if mount.read is not None:
            return mount.read.required and not mount.read.guarded
        used = [touch.fact for touch in mount.touches if touch.direction == mount.direction]
        if mount.direction == "input" and any(isinstance(fact, PathAccess) and _is_sure(fact) for fact in used):
            return True
        if mount.named_by and self._may_lack(mount.named_by):
            return False
        if mount.direction == "output":
            return not self._complete or any(map(_fills, mount.touches))
        reactions = list(self._reactions(mount))
        if "ends" in [reaction for _, reaction in reactions]:
            return True
        if any(path == mount.path for path, _ in reactions):
            return False
        tested = [path for path, _ in reactions]
        return not used or not all(_is_behind(fact, tested) for fact in used)

    def _may_lack(self, look_ups: list[LogicalName]) -> bool:
        if any(fact.absent or fact.optional for fact in look_ups):
            return all(fact.absent or fact.optional or self._of(fact).holds(fact.site.node) for fact in look_ups)
        if not all(self._of(fact).holds(fact.site.node) for fact in look_ups):
            return False
        by_module: dict[int, list[LogicalName]] = {}
        for fact in look_ups:
            by_module.setdefault(id(fact.site.module), []).append(fact)
        return not any(self._of(facts[0]).exhausts([f.site.node for f in facts]) for facts in by_module.values())

    def _of(self, fact: LogicalName | PathAccess) -> Branches:
        return self._in(fact.site.module)

    def _in(self, module: ParsedModule) -> Branches:
        found = self._branches.get(id(module))
        if found is None:
            found = self._branches[id(module)] = Branches(module)
        return found

    def _reactions(self, mount: FoundMount) -> Iterator[tuple[str, Reaction]]:
        """The paths of a mount that are tested for, with what follows where they are missing, as far as that is known."""
        for probe in self._probes:
            if mount.covers(probe.path) and not _is_hole(probe.path, mount.path):
                reaction = _reaction(self._of(probe), probe.site.node)
                if reaction is not None:
                    yield probe.path, reaction


def _is_sure(fact: PathAccess) -> bool:
    return fact.certain and not fact.guarded


def _fills(touch: Touch) -> bool:
    """Whether something may be put into the directory, as opposed to making it."""
    if isinstance(touch.fact, PathPassed):
        return True
    return touch.direction == "output" and not is_mkdir(touch.fact)


def _is_hole(path: str, mount: str) -> bool:
    """Whether it is not certain that a path lies in the mount."""
    return not is_under(path, mount)


def _reaction(branches: Branches, node: cst.CSTNode) -> Reaction | None:
    """What follows where a test fails; None where it is one of several, or its result is kept."""
    test = branches.test_of(node)
    if test is None or branches.in_loop(node):
        return None
    if isinstance(test.test, cst.UnaryOperation) and isinstance(test.test.operator, cst.Not):
        return "ends" if _ends(test.body) else "goes on"
    if isinstance(test.orelse, cst.Else):
        return "ends" if _ends(test.orelse.body) else "goes on"
    return None if branches.raises(node) else "goes on"


_EXITS = frozenset({"exit", "_exit", "error", "abort"})


def _ends(body: cst.BaseSuite) -> bool:
    """Whether a block ends in an exception or the end of the process."""
    line = body.body[-1] if body.body else None
    last = line.body[-1] if isinstance(line, cst.SimpleStatementLine) else line
    if isinstance(last, cst.Raise):
        return True
    if isinstance(last, cst.Expr) and isinstance(last.value, cst.Call):
        function = last.value.func
        name = function.attr if isinstance(function, cst.Attribute) else function
        return isinstance(name, cst.Name) and name.value in _EXITS
    return False


def _is_behind(fact: PathAccess | PathPassed, tested: list[str]) -> bool:
    """Whether the access follows a test for the path itself, or for something above it."""
    return fact.guarded and any(is_under(fact.path, path) for path in tested)
