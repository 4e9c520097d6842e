"""A contract that was read from another format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sm_lint.contracts.model import Contract
from sm_lint.syntax.span import Place
from sm_lint.toml_editing.values import Plain


class ImportProblem(Exception):  # noqa: N818 - a problem of the file, not of this program
    """A file, or a contract in it, that cannot be read; `place` says where."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about an imported contract.

    Attributes:
        text: without a full stop.
        place: the place in the file that was read.
        wrong: whether the file contradicts itself; otherwise a contract has no place for what it says.
    """

    text: str
    place: Place
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """A contract that was read from another format.

    Attributes:
        contract: the contract; the places of its parts are in the file that was read.
        variants: job type → the table of what differs.
        remarks: what could not be taken over, and what does not fit together, in text order.
    """

    contract: Contract
    variants: Mapping[str, dict[str, Plain]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
