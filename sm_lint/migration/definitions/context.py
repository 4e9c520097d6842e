"""What the rewriting of one text shares: its source, its calls, the imports that the new code needs, and what was decided."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst

from sm_lint.migration.definitions.calls import Calls, Made
from sm_lint.migration.definitions.objects import Objects, Use
from sm_lint.migration.definitions.source import Item, Source
from sm_lint.migration.model import Left
from sm_lint.migration.names import future
from sm_lint.migration.plan import Text

SHAPES = "sagemaker.core.shapes"
CONFIGS = "sagemaker.core.training.configs"
PROCESSING = "sagemaker.core.processing"
INPUTS = "sagemaker.core.inputs"
HELPER = "sagemaker.core.helper.session_helper"
PIPELINES = "sagemaker.core.workflow.pipeline_context"


class UnwrittenError(Exception):
    """A definition that is left as it is; the message says why, as a sentence without a full stop."""


@dataclass
class Outcome:
    """What was decided of one call.

    Attributes:
        made: the call.
        new: the class of v3.
        reason: why it is left; empty where it was rewritten.
        notes: what is different when the new code runs.
    """

    made: Made
    new: str = ""
    reason: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Rewriting:
    """The rewriting of one text.

    Attributes:
        local: whether the definition that is being rewritten runs on this machine.
    """

    text: Text
    source: Source
    calls: Calls
    objects: Objects
    folder: str
    outcomes: list[Outcome] = field(default_factory=list)
    number: int = 0
    imports: dict[int, dict[tuple[str, str], None]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    session: str = ""
    local: bool = False
    remarks: list[tuple[int, Left]] = field(default_factory=list)

    def begin(self) -> None:
        """Begin with another definition."""
        self.number += 1
        self.imports[self.number] = {}
        self.notes = []
        self.session = ""
        self.local = False

    def give_up(self) -> None:
        """Take back what was decided of the definition."""
        self.source.drop(self.number)
        self.remarks = [each for each in self.remarks if each[0] != self.number]
        for home, name in self.imports.pop(self.number, {}):
            if not any((home, name) in each for each in self.imports.values()):
                self.taken.pop(name, None)

    def replace(self, node: cst.CSTNode, content: str) -> None:
        """Replace a node."""
        self.source.replace(node, content, self.number)

    def leave(self, node: cst.CSTNode, name: str, why: str) -> None:
        """Note what is left to do by hand beside a definition that is rewritten."""
        self.remarks.append((self.number, Left(self.text.place(node), name, why, kind="call")))

    def shown(self, use: Use) -> str:
        """The expression that names an object, as it is written."""
        return self.source.original(use.name)

    def is_in_cell(self, node: cst.CSTNode) -> bool:
        """Whether a node is part of a cell of a notebook, and not of a function in it."""
        return self.text.place(node).cell is not None and self.text.uses.scope_of(node) < 0

    def with_session(self, items: list[Item]) -> list[Item]:
        """The arguments of a constructor, with the session that its steps need."""
        if not self.session:
            return items
        others = [item for item in items if item.key != "sagemaker_session"]
        return [*others, Item("sagemaker_session", self.session)]

    def name_of(self, home: str, name: str) -> str:
        """The name under which something of v3 is used in the text, after noting its import.

        Raises:
            UnwrittenError: the name is bound to something else.
        """
        wanted = f"{home}.{name}"
        for bound, qualified in self.calls.bound.items():
            same = qualified == wanted or future(qualified).qualified == wanted
            if same and self._is_imported_above(bound):
                return bound
        uses = self.text.uses
        free = name not in uses.rebound and name not in vars(builtins) and not uses.imported.get(name)
        if self.taken.get(name, wanted) != wanted or not (free and (not uses.counts[name] or name in self.taken)):
            raise UnwrittenError(f"`{name}` of v3 is needed, and the name is bound to something else here")
        self.taken[name] = wanted
        self.imports[self.number][home, name] = None
        return name

    def _is_imported_above(self, bound: str) -> bool:
        """Whether a name is imported by a statement of the module's own."""
        uses = self.text.uses
        return any(each.bound == bound and uses.is_unconditional(each.node) for each in uses.bindings)

    def needed(self) -> Sequence[tuple[str, str]]:
        """All imports that are needed: (module, name)."""
        return list(dict.fromkeys(each for listed in self.imports.values() for each in listed))

    @cached_property
    def anchor(self) -> cst.Import | cst.ImportFrom | None:
        """The first import of the SDK among the module's own statements; new imports come before it."""
        uses = self.text.uses
        nodes = [each.node for each in uses.bindings if uses.is_unconditional(each.node)]
        return min(nodes, key=uses.number, default=None)
