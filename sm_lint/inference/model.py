"""An inferred contract: the contract itself, where each part of it comes from, and what could not be inferred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sm_lint.contracts.model import Contract
from sm_lint.syntax.span import Place

Source = Literal["script", "jobs", "both"]
"""What a contract is inferred from: the script, the job definitions that launch it, or both."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a part of a contract is as it is.

    Attributes:
        text: in words, without a full stop: ``read by pandas.read_csv``.
        place: the place that shows it.
        sure: whether it is proved; False for a name or a value that was chosen by convention.
    """

    text: str
    place: Place
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a contract should say and that could not be inferred.

    Attributes:
        text: what it is and why, without a full stop.
        place: the place in the script or the job definition.
        key: the table that it belongs to, such as ``expected-input-paths``; empty for the whole contract.
    """

    text: str
    place: Place
    key: str = ""


@dataclass(frozen=True, slots=True)
class InferredContract:
    """A contract that was inferred for one script.

    Attributes:
        contract: the contract. Its `place` and those of its parts are in the script or a job definition; it is closed
            like one written in TOML.
        script: absolute path of the script.
        reasons: where each part comes from, by :func:`~sm_lint.contracts.model.key_text`:
            ``expected-input-paths.raw``, ``environment.LABEL_FIELD``, ``arguments.job-type``, ``job``.
        gaps: what could not be inferred, in text order.
        complete: whether everything that the script does was resolved.
    """

    contract: Contract
    script: str
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    complete: bool = True

    def reason(self, *key: str) -> Reason | None:
        """Why a part is as it is: ``reason("arguments", "job-type")``."""
        from sm_lint.contracts.model import key_text

        return self.reasons.get(key_text(*key))
