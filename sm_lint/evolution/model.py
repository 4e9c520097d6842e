"""Changes of contracts, as plain data with places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sm_lint.contracts.model import Argument, Contract, Input, Output, Requirement, Variable
from sm_lint.contracts.versions import Bump
from sm_lint.evolution.kinds import Category, ChangeKind, Severity
from sm_lint.syntax.span import Place

Part = Input | Output | Variable | Argument | Requirement
Origin = Literal["contract", "job", "script"]
"""What a contract is taken from: a table in TOML, the definition of a job, or what a script does."""


class Witness(NamedTuple):
    """Something that a change breaks.

    Attributes:
        text: what fails, in one sentence without a full stop.
        place: where it is written in the compared tree; None for one that is made up.
        example: for one that is made up, the launch as Python; else empty.
    """

    text: str
    place: Place | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a contract.

    Attributes:
        kind: the kind of change.
        name: what has changed: the name of an input, a variable, an argument; empty for the contract as a whole.
        before, after: the values that differ, as text; empty where there is none.
        message: what has changed, in one sentence without a full stop.
        old_place, new_place: where it was written and is written; None where it is not.
        old, new: the part of the contract that differs.
        variant: the variant that alone has the change; empty for the contract itself.
        doubt: why it is not known whether the change breaks anything; empty where it is.
        witness: something that it breaks; None for a change that breaks nothing.
    """

    kind: ChangeKind
    name: str
    before: str
    after: str
    message: str
    old_place: Place | None = None
    new_place: Place | None = None
    old: Part | None = None
    new: Part | None = None
    variant: str = ""
    doubt: str = ""
    witness: Witness | None = None

    @property
    def category(self) -> Category:
        """``source``, ``run`` or ``data``."""
        return self.kind.category

    @property
    def severity(self) -> Severity:
        """``error`` for a breaking change; at most ``warning`` where that is in doubt."""
        return "warning" if self.doubt and self.kind.severity == "error" else self.kind.severity

    @property
    def is_breaking(self) -> bool:
        """Whether something that worked certainly fails, or makes other data."""
        return self.severity == "error"

    @property
    def bump(self) -> Bump:
        """The part of the version that the change has to raise."""
        return min(self.kind.bump, Bump.MINOR) if self.doubt else self.kind.bump

    @property
    def place(self) -> Place | None:
        """The place to show: where it is written now, else where it was written."""
        return self.new_place or self.old_place


@dataclass(frozen=True, slots=True)
class ContractDiff:
    """The changes of one contract.

    Attributes:
        id: name of the contract, of the launch, or the path of the script.
        origin: what it is taken from.
        old, new: the contracts; None where there is none on that side.
        changes: in the order of the contract.
        needed: the part of the version that has to be raised.
        announced: the part that was raised; None where the contract has no version.
        wanted: the lowest version that announces the changes; empty where the contract had none.
    """

    id: str
    origin: Origin
    old: Contract | None
    new: Contract | None
    changes: tuple[Change, ...]
    needed: Bump = Bump.NONE
    announced: Bump | None = None
    wanted: str = ""

    @property
    def is_unannounced(self) -> bool:
        """Whether it has breaking changes that its version does not announce."""
        if any(change.is_breaking and change.kind.bump is Bump.NONE for change in self.changes):
            return True
        return any(change.is_breaking for change in self.changes) and (self.announced or Bump.NONE) < Bump.MAJOR
