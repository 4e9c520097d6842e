"""Reports of rules: findings and fixes in terms of nodes, which the engine converts to places and spans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from sm_lint.contracts.cover import named
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Applicability, Severity
from sm_lint.flow.facts import Site
from sm_lint.jobs.definition.build import label_of
from sm_lint.registry.message import Message
from sm_lint.syntax.span import Place

if TYPE_CHECKING:
    from sm_lint.jobs.definition.model import Job
    from sm_lint.registry.bases import Rule

Where = cst.CSTNode | Site | Place


@dataclass(slots=True)
class NodeEdit:
    """Replace the source of a node, or the text at a place, by `content`.

    Attributes:
        where: a node, whose code is expected in the file; or a place, with its content in `expected`.
        content: the new text, with LF line endings.
        expected: the replaced text. If the file contains another one, the fix is refused.

    Raises:
        ValueError: a place without an expected text.
    """

    where: Where
    content: str
    expected: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.where, Place) and self.expected is None:
            raise ValueError("an edit at a place needs the text that it replaces")


@dataclass(slots=True)
class NodeFix:
    """A fix in terms of nodes, which the engine converts to spans of text."""

    message: str
    edits: tuple[NodeEdit, ...]
    applicability: Applicability = Applicability.UNSAFE


@dataclass(slots=True)
class Report:
    """A finding before its positions are computed."""

    rule: Rule
    where: Where
    message: Message
    severity: Severity
    notes: tuple[tuple[str, Where | None], ...] = ()
    fix: NodeFix | None = None
    contract: Contract | None = None
    """The contract against which the script was checked."""
    job: Job | None = None
    """The job definition from which the contract was derived."""
    hide: Callable[[str], str] = str
    """Removes the values of documents from a text."""

    def text(self, others: int = 0) -> str:
        """The message of the finding if it is the same under this contract and a number of others."""
        named_as = named(self.contract) if self.contract is not None else ""
        if others and self.job is not None:
            named_as = label_of(self.job.step, self.job.api, self.job.place, others)
        return self.hide(self.message.text(named_as))
